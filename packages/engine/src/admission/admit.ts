import type { RunRate } from '@arches/kernel';
import { type HeldRun, type LineView, type OrgLine, type RateUse, rateFreeAt, turnAt, type WorkflowLine } from './line-view.ts';

export interface LetIn {
  readonly orgId: string;
  readonly runId: string;
  /** How long the place counts against a rate, milliseconds; 0 when no rate looks at it. */
  readonly countedMs: number;
}

export interface Admission {
  /** In the order in which they begin. */
  readonly letIn: readonly LetIn[];
  /** When a rate has a place again that some run waits for. */
  readonly nextAt?: number;
}

interface Place {
  running: number;
  used: number;
  oldestAt: number | undefined;
}

interface Turn {
  readonly org: OrgLine;
  readonly place: Place;
  readonly lines: { readonly line: WorkflowLine; readonly place: Place; next: number }[];
}

/**
 * Which runs in line begin now. Pure.
 *
 * Organisations take turns, the one with the fewest runs at work first; in an organisation workflows go by priority, which waiting raises
 * (`turnAt`); in a workflow runs begin in the order in which they came.
 */
export function admit(view: LineView): Admission {
  const turns = view.orgs.map(turnOf);
  const letIn: LetIn[] = [];
  let left = view.total ? view.total.limit - view.total.running : Number.POSITIVE_INFINITY;
  while (left > 0) {
    const next = nextOf(turns, view.now);
    if (!next) break;
    const { turn, entry, run } = next;
    entry.next += 1;
    for (const place of [turn.place, entry.place]) take(place, view.now);
    letIn.push({ orgId: turn.org.orgId, runId: run.runId, countedMs: countedMs(turn.org, entry.line) });
    left -= 1;
  }
  const nextAt = nextPlaceAt(turns, view.now);
  return { letIn, ...(nextAt === undefined ? {} : { nextAt }) };
}

function turnOf(org: OrgLine): Turn {
  return {
    org,
    place: placeOf(org),
    lines: org.workflows.filter(({ isPaused }) => !isPaused).map((line) => ({ line, place: placeOf(line), next: 0 })),
  };
}

const placeOf = ({ running, rate }: { running: number; rate: RateUse }): Place => ({ running, used: rate.used, oldestAt: rate.oldestAt });

function take(place: Place, now: number): void {
  place.running += 1;
  place.used += 1;
  place.oldestAt ??= now;
}

function nextOf(turns: readonly Turn[], now: number): { turn: Turn; entry: Turn['lines'][number]; run: HeldRun } | undefined {
  let best: { turn: Turn; entry: Turn['lines'][number]; run: HeldRun } | undefined;
  for (const turn of turns) {
    if (!hasRoom(turn.org.limit.concurrency, turn.place) || hasNoRate(turn.org.limit.rate, turn.place, now)) continue;
    const found = firstOf(turn, now);
    if (found && (!best || isBefore({ turn, ...found }, best))) best = { turn, ...found };
  }
  return best;
}

function isBefore(left: { turn: Turn; run: HeldRun }, right: { turn: Turn; run: HeldRun }): boolean {
  if (left.turn.place.running !== right.turn.place.running) return left.turn.place.running < right.turn.place.running;
  return turnAt(left.run) < turnAt(right.run);
}

function firstOf(turn: Turn, now: number): { entry: Turn['lines'][number]; run: HeldRun } | undefined {
  let best: { entry: Turn['lines'][number]; run: HeldRun } | undefined;
  for (const entry of turn.lines) {
    const run = entry.line.held[entry.next];
    if (!run || !hasRoom(entry.line.limit.concurrency, entry.place) || hasNoRate(entry.line.limit.rate, entry.place, now)) continue;
    if (!best || turnAt(run) < turnAt(best.run)) best = { entry, run };
  }
  return best;
}

const hasRoom = (limit: number | undefined, { running }: Place): boolean => limit === undefined || running < limit;

const useOf = ({ used, oldestAt }: Place): RateUse => ({ used, ...(oldestAt === undefined ? {} : { oldestAt }) });

const hasNoRate = (rate: RunRate | undefined, place: Place, now: number): boolean => rateFreeAt(rate, useOf(place), now) !== undefined;

function countedMs(org: OrgLine, line: WorkflowLine): number {
  return Math.max(org.limit.rate?.perSeconds ?? 0, line.limit.rate?.perSeconds ?? 0) * 1000;
}

/** The next moment at which time alone gives somebody a place; places that other runs hold are told by their ends. */
function nextPlaceAt(turns: readonly Turn[], now: number): number | undefined {
  const times = turns.flatMap(({ org, place, lines }) => {
    const waiting = lines.filter(({ line, next }) => line.held.length > next);
    if (waiting.length === 0 || !hasRoom(org.limit.concurrency, place)) return [];
    const orgAt = rateFreeAt(org.limit.rate, useOf(place), now);
    return waiting
      .filter(({ line, place: own }) => hasRoom(line.limit.concurrency, own))
      .flatMap(({ line, place: own }) => {
        const at = Math.max(orgAt ?? 0, rateFreeAt(line.limit.rate, useOf(own), now) ?? 0);
        return at === 0 ? [] : [at];
      });
  });
  return times.length === 0 ? undefined : Math.min(...times);
}
