const units: Record<string, number> = { second: 1, minute: 60, hour: 3600, day: 86_400, week: 604_800, month: 2_592_000 };
const words: Record<string, number> = {
  a: 1,
  an: 1,
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
  twelve: 12,
  fifteen: 15,
  twenty: 20,
  thirty: 30,
  half: 0.5,
  couple: 2,
  few: 3,
};

export const durationPattern = String.raw`(?:\d+(?:\.\d+)?|an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|thirty|half an?|a couple of|a few)\s*(?:full |working |business )?(?:seconds?|minutes?|hours?|days?|weeks?|months?|mins?|secs?|h\b)`;

/** "three days" or "48 hours" in seconds; undefined when it is neither. */
export function durationSeconds(text: string): number | undefined {
  const match =
    /(\d+(?:\.\d+)?|half an?|a couple of|a few|[a-z]+)\s*(?:full |working |business )?(second|sec|minute|min|hour|h|day|week|month)s?\b/iu.exec(
      text,
    );
  if (!match) return undefined;
  const amountText = (match[1] ?? '').toLowerCase();
  const amount = Number.isNaN(Number(amountText))
    ? (words[
        amountText
          .replace(/^half an?$/u, 'half')
          .replace(/^a (?=couple|few)/u, '')
          .replace(/ of$/u, '')
      ] ?? undefined)
    : Number(amountText);
  const name = (match[2] ?? '').toLowerCase();
  const unit = units[name === 'sec' ? 'second' : name === 'min' ? 'minute' : name === 'h' ? 'hour' : name];
  return amount === undefined || unit === undefined ? undefined : amount * unit;
}

/** Numbers as words, for "the top five". */
export function wordNumber(text: string): number | undefined {
  const number = Number(text);
  return Number.isFinite(number) && text.trim() !== '' ? number : words[text.toLowerCase()];
}
