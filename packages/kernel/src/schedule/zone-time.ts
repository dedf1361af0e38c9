/** Instants and wall clocks of one time zone. Instants are epoch milliseconds, wall clocks the same count as if the zone were UTC. */
export interface ZoneTime {
  readonly wallOf: (instant: number) => number;
  /**
   * Every instant at which the clock shows `wall`: one, none in the hour that daylight saving leaves out, two in the one that it repeats.
   */
  readonly instantsOf: (wall: number) => readonly number[];
  /** The first instant at which the clock shows `wall`, or in a gap the gap's end. */
  readonly firstInstantOf: (wall: number) => number;
}

const kept = new Map<string, ZoneTime>();
const dayMs = 86_400_000;

/** @throws RangeError for a zone that does not exist */
export function zoneTime(timezone: string): ZoneTime {
  const known = kept.get(timezone);
  if (known) return known;
  const offsetAt = offsetsOf(timezone);
  const instantsOf = (wall: number): number[] => {
    const offsets = new Set([offsetAt(wall - dayMs), offsetAt(wall + dayMs)]);
    return [...offsets]
      .map((offset) => wall - offset)
      .filter((instant) => instant + offsetAt(instant) === wall)
      .toSorted((a, b) => a - b);
  };
  const made: ZoneTime = {
    wallOf: (instant) => instant + offsetAt(instant),
    instantsOf,
    firstInstantOf: (wall) => instantsOf(wall)[0] ?? gapEnd(offsetAt, wall),
  };
  if (kept.size > 200) kept.clear();
  kept.set(timezone, made);
  return made;
}

/** The moment at which the clock jumps over `wall`. */
function gapEnd(offsetAt: (instant: number) => number, wall: number): number {
  let before = wall - offsetAt(wall - dayMs) - dayMs;
  let after = before + 2 * dayMs;
  const old = offsetAt(before);
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (offsetAt(middle) === old) before = middle;
    else after = middle;
  }
  return after;
}

/** Offsets change on the quarter of an hour at most, so one look serves a quarter. */
function offsetsOf(timezone: string): (instant: number) => number {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: timezone,
    calendar: 'gregory',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  const quarters = new Map<number, number>();
  return (instant) => {
    const quarter = Math.floor(instant / 900_000);
    const found = quarters.get(quarter);
    if (found !== undefined) return found;
    const at = quarter * 900_000;
    const [month = 1, day = 1, year = 1970, hour = 0, minute = 0, second = 0] = (format.format(at).match(/\d+/gu) ?? []).map(Number);
    const offset = Date.UTC(year, month - 1, day, hour, minute, second) - at;
    if (quarters.size > 5000) quarters.clear();
    quarters.set(quarter, offset);
    return offset;
  };
}

/** Whether the runtime knows the zone. */
export function isTimezone(name: string): boolean {
  try {
    zoneTime(name);
    return true;
  } catch {
    return false;
  }
}

/** Names to suggest from. Empty where the runtime lists none. */
export function timezoneNames(): readonly string[] {
  const { supportedValuesOf } = Intl as { supportedValuesOf?: (key: 'timeZone') => string[] };
  return supportedValuesOf ? ['UTC', ...supportedValuesOf('timeZone')] : ['UTC'];
}
