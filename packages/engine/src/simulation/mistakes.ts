/** A mistake that can be planted in what stands around the engine, to see whether the simulation finds it. */
interface Planted {
  readonly where: 'database' | 'connection' | 'kernel' | 'runner';
  /** What goes wrong, in the words of the documentation. */
  readonly what: string;
  /** The simulation finds it within so many seeds, from 1 on. */
  readonly within: number;
}

/** None is planted outside of tests; the engine itself has no switch for them. */
export const plantedMistakes = {
  'drop the epoch check': { where: 'database', what: 'An owner that has lost a run may still write to it', within: 150 },
  'keep the epoch when claiming': {
    where: 'database',
    what: 'The reply of an owner that stood still is applied after its run was taken over',
    within: 150,
  },
  'acknowledge before the commit': { where: 'connection', what: 'A start is answered before it is written', within: 20 },
  'call a refused flush kept': {
    where: 'database',
    what: 'Results are dropped on a conflict, and the host believes they are kept',
    within: 150,
  },
  'do not recognise a repeated flush': { where: 'database', what: 'A flush whose reply was lost is taken for a conflict', within: 1000 },
  'write a repeated flush twice': {
    where: 'database',
    what: 'A flush whose reply was lost is written again: an answer is in the journal twice',
    within: 50,
  },
  'write after the end': { where: 'database', what: 'A run that has ended can be written to', within: 150 },
  'lose the delivery key': { where: 'database', what: 'A repeated delivery starts a second run', within: 50 },
  'local clock for timers': { where: 'connection', what: 'Timers are due by the clock of the process', within: 50 },
  'fire timers early': { where: 'database', what: 'Timers are due a second and a half too soon', within: 50 },
  'forget timers after a claim': { where: 'database', what: 'Timers stay with the owner that set them', within: 100 },
  'execute before durable': { where: 'kernel', what: 'A step begins before the results it depends on are written', within: 20 },
  'another key after a replay': { where: 'kernel', what: 'After a crash a step is sent with another idempotency key', within: 150 },
  'forget that an attempt had begun': { where: 'kernel', what: 'After a crash an at-most-once step is simply made again', within: 1500 },
  'repeat an at-most-once step': { where: 'runner', what: 'A failed at-most-once step is retried', within: 250 },
  'decide by the clock of the process': { where: 'kernel', what: 'Decisions read a clock, so that a replay decides otherwise', within: 20 },
  'take a message up twice': {
    where: 'database',
    what: 'A message stays in the inbox when it is journalled: a signal is delivered twice',
    within: 100,
  },
  'forget a message in the inbox': { where: 'database', what: 'An answer for another process’s run is acknowledged and lost', within: 50 },
  'lose the message of a child': { where: 'database', what: 'The end of a child is not told to the step that waits for it', within: 50 },
} as const satisfies { readonly [name: string]: Planted };

export type Mistake = keyof typeof plantedMistakes;
export type Mistakes = ReadonlySet<Mistake>;

export const mistakeNames = Object.keys(plantedMistakes) as Mistake[];

/** The table of the documentation. */
export function mistakesTable(): string {
  const rows = mistakeNames.map((name) => {
    const { where, what, within } = plantedMistakes[name];
    return `| ${name} | ${where} | ${what} | ${within} |`;
  });
  return ['| planted mistake | planted in | what it does | found within seeds |', '|---|---|---|---:|', ...rows].join('\n');
}
