const dayNames = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

const clock = (hour = '', minute = ''): string => `at ${hour.padStart(2, '0')}:${minute.padStart(2, '0')}`;
const list = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;

/** Patterns of the usual schedules over "minute hour day month weekday", and how one says them. */
const usual: readonly (readonly [pattern: RegExp, words: (match: RegExpExecArray) => string])[] = [
  [/^\* \* \* \* \*$/, () => 'every minute'],
  [/^\*\/(\d+) \* \* \* \*$/, ([, step]) => `every ${step} minutes`],
  [/^0 \* \* \* \*$/, () => 'every hour'],
  [/^(\d+) \* \* \* \*$/, ([, minute]) => `every hour, ${minute} minutes past`],
  [/^0 \*\/(\d+) \* \* \*$/, ([, step]) => `every ${step} hours`],
  [/^(\d+) (\d+) \* \* \*$/, ([, minute, hour]) => `every day ${clock(hour, minute)}`],
  [
    /^(\d+) (\d+(?:,\d+)+) \* \* \*$/,
    ([, minute, hours = '']) =>
      `every day ${list(hours.split(',').map((hour, index) => (index === 0 ? clock(hour, minute) : clock(hour, minute).slice(3))))}`,
  ],
  [/^(\d+) (\d+) \* \* 1-5$/, ([, minute, hour]) => `every working day ${clock(hour, minute)}`],
  [
    /^(\d+) (\d+) \* \* ([0-7](?:,[0-7])*)$/,
    ([, minute, hour, days = '']) => `every ${list(days.split(',').map((day) => dayNames[Number(day)] ?? ''))} ${clock(hour, minute)}`,
  ],
  [/^(\d+) (\d+) L \* \*$/, ([, minute, hour]) => `on the last day of each month ${clock(hour, minute)}`],
  [/^(\d+) (\d+) (\d+) \* \*$/, ([, minute, hour, day]) => `on day ${day} of each month ${clock(hour, minute)}`],
  [/^(\d+) (\d+) 1 1,4,7,10 \*$/, ([, minute, hour]) => `on the first day of each quarter ${clock(hour, minute)}`],
  [/^(\d+) (\d+) 1 1 \*$/, ([, minute, hour]) => `on 1 January every year ${clock(hour, minute)}`],
];

/** A five-field schedule as one says it, beginning in lower case; undefined for one that has no short words. */
export function cronWords(cron: string): string | undefined {
  const fields = cron.trim().replaceAll(/\s+/g, ' ');
  for (const [pattern, words] of usual) {
    const match = pattern.exec(fields);
    if (match) return words(match);
  }
  return undefined;
}

const units = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
] as const;

/** Seconds in the largest units that fit, at most two: "2 days", "1 hour and 30 minutes". */
export function durationWords(seconds: number): string {
  let rest = seconds;
  const words: string[] = [];
  for (const [unit, size] of units) {
    const amount = unit === 'second' ? Math.round(rest * 100) / 100 : Math.floor(rest / size);
    if (amount > 0 && words.length < 2) words.push(`${amount} ${unit}${amount === 1 ? '' : 's'}`);
    rest -= amount * size;
  }
  return words.length === 0 ? 'no time' : words.join(' and ');
}
