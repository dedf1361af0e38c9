// `npm run simulate -- --schedules=1000000 [--from=1]` runs so many schedules; `--seed=N` replays one and prints its trace;
// `--mistakes` plants each mistake and says at which seed it is found.
import { availableParallelism } from 'node:os';
import { argv, exit, stdout } from 'node:process';
import { parseArgs } from 'node:util';
import { mistakeNames, plantedMistakes } from './mistakes.ts';
import { simulate, traces } from './simulation-thread.ts';

const { values } = parseArgs({
  args: argv.slice(2),
  options: {
    schedules: { type: 'string', default: '100000' },
    from: { type: 'string', default: '1' },
    seed: { type: 'string' },
    mistakes: { type: 'boolean', default: false },
  },
});
const say = (text: string): void => void stdout.write(`${text}\n`);
const threads = availableParallelism();

async function replaySeed(seed: number): Promise<boolean> {
  const [result] = await traces([seed]);
  say((result?.trace ?? []).join('\n'));
  say(result?.broken === undefined ? `Seed ${seed} keeps every promise.` : `Seed ${seed} breaks a promise: ${result.broken}`);
  return result?.broken === undefined;
}

async function plantMistakes(): Promise<boolean> {
  let allFound = true;
  for (const name of mistakeNames) {
    const { within } = plantedMistakes[name];
    const { failure } = await simulate(1, within, 1, [name]);
    allFound &&= failure !== undefined;
    say(`${name}: ${failure ? `seed ${failure.seed} of ${within}, ${failure.broken.slice(0, 120)}` : `not found within ${within} seeds`}`);
  }
  return allFound;
}

async function runMany(from: number, count: number): Promise<boolean> {
  const portion = 20_000;
  const sum = { schedules: 0, runs: 0, events: 0, faults: 0 };
  for (let begun = 0; begun < count; begun += portion) {
    const part = await simulate(from + begun, Math.min(portion, count - begun), threads);
    sum.schedules += part.schedules;
    sum.runs += part.runs;
    sum.events += part.events;
    sum.faults += part.faults;
    say(
      `${sum.schedules} schedules, ${sum.runs} runs, ${sum.events} events, ${sum.faults} crashes, freezes, outages and jumps of the clock`,
    );
    if (!part.failure) continue;
    await replaySeed(part.failure.seed);
    say(`Replay it with: npm run simulate -- --seed=${part.failure.seed}`);
    return false;
  }
  return true;
}

const isGood =
  values.seed !== undefined
    ? await replaySeed(Number(values.seed))
    : values.mistakes
      ? await plantMistakes()
      : await runMany(Number(values.from), Number(values.schedules));
exit(isGood ? 0 : 1);
