import type { StepError } from '../catalog.ts';
import type { JsonObject } from '../json.ts';
import type { RunEvent, Signal, StepId } from '../run.ts';
import { duration, split, value } from './notation.ts';

export type Start = Omit<Extract<RunEvent, { kind: 'run_started' }>, 'kind' | 'at' | 'runId' | 'format'>;

/** One thing that happens to a run. Answers go to the attempt under way unless an attempt is named. */
export type Act =
  | { readonly kind: 'answer'; readonly step: StepId; readonly attempt: number | undefined; readonly result: Answer }
  | { readonly kind: 'begins'; readonly step: StepId; readonly again: boolean }
  | { readonly kind: 'time'; readonly ms: number }
  | { readonly kind: 'signal'; readonly step: StepId; readonly signal: Signal }
  | { readonly kind: 'ask'; readonly what: 'cancel' | 'pause' | 'resume' | 'release' };

export type Answer = { readonly output: unknown; readonly cached?: true } | { readonly error: StepError } | { readonly cancelled: true };

type Reading<T> = readonly [RegExp, (...found: string[]) => T];

const STARTS: readonly Reading<Partial<Start>>[] = [
  [/^starts$/, () => ({})],
  [/^in a test$/, () => ({ mode: 'test' })],
  [/^held$/, () => ({ held: true })],
  [/^by (\w+)$/, (triggerNodeId) => ({ triggerNodeId })],
  [/^(\d+) deep$/, (depth) => ({ depth: Number(depth) })],
  [/^(input|vars|env|edited) (.+)$/, (field, json) => ({ [field]: value(json) })],
  [
    /^reuse (.+)$/,
    (json) => ({ reuse: Object.fromEntries(Object.entries(value(json) as JsonObject).map(([id, output]) => [id, { output }])) }),
  ],
  [/^again$/, () => ({ trigger: { ...HAND, kind: 'rerun' } })],
  [/^webhook (.+)$/, (json) => ({ trigger: { ...HAND, kind: 'webhook', body: value(json) } })],
];
const HAND: Start['trigger'] = { kind: 'manual', at: '2026-01-01T00:00:00.000Z', body: null, query: {}, headers: {}, files: {} };

const STEP = '([\\w.[\\]-]+)';
const told = (words: string | undefined): object => (words === undefined ? {} : { happened: words === 'it happened' });
const about = (attempt: string | undefined): object => (attempt === undefined ? {} : { attempt: Number(attempt) });
const ACTS: readonly Reading<Act>[] = [
  [/^\+(\w+)$/, (time) => ({ kind: 'time', ms: duration(time) ?? Number.NaN })],
  [/^(cancel|pause|resume|release)$/, (what) => ({ kind: 'ask', what: what as 'cancel' })],
  [at(`${STEP} begins( again)?`), (step, again) => ({ kind: 'begins', step, again: again !== undefined })],
  [at(`${STEP} called (.+)`), (step, json) => ({ kind: 'signal', step, signal: { kind: 'callback', payload: value(json) } })],
  [
    at(`(\\w+) (approves|rejects) ${STEP}`),
    (by, verb, step) => ({
      kind: 'signal',
      step,
      signal: { kind: 'approval', decision: verb === 'approves' ? 'approved' : 'rejected', by },
    }),
  ],
  [at(`(\\w+) passes ${STEP} to (\\w+)`), (by, step, to) => ({ kind: 'signal', step, signal: { kind: 'delegation', by, to } })],
  [
    at(`(\\w+) (retries|gives up) ${STEP}(?:#(\\d+))?(?: since (.+))?`),
    (by, verb, step, attempt, why) => ({
      kind: 'signal',
      step,
      signal: { kind: 'decision', choice: verb === 'retries' ? 'retry' : 'fail', by, ...told(why), ...about(attempt) },
    }),
  ],
  [
    at(`(\\w+) accepts ${STEP}(?: with (.+?))?(?: since (.+))?`),
    (by, step, json, why) => ({
      kind: 'signal',
      step,
      signal: { kind: 'decision', choice: 'accept', by, ...(json === undefined ? {} : { output: value(json) }), ...told(why) },
    }),
  ],
  [
    at(`${STEP}(?:#(\\d+))? ok(?: (.+))?`),
    (step, attempt, json) => answer(step, attempt, { output: json === undefined ? step : value(json) }),
  ],
  [at(`${STEP}(?:#(\\d+))? found (.+)`), (step, attempt, json) => answer(step, attempt, { output: value(json ?? ''), cached: true })],
  [at(`${STEP} is cancelled`), (step) => answer(step, undefined, { cancelled: true })],
  [
    at(`${STEP} put off(?: (\\w+))?`),
    (step, time) =>
      answer(step, undefined, {
        error: {
          ...failure('for now', step),
          code: 'put_off',
          deferred: true,
          ...(time === undefined ? {} : { retryAfterMs: duration(time) ?? 0 }),
        },
      }),
  ],
  [at(`${STEP}(?:#(\\d+))? fails(?: (.+))?`), (step, attempt, words) => answer(step, attempt, { error: failure(words ?? '', step) })],
];

function at(pattern: string): RegExp {
  return new RegExp(`^${pattern}$`);
}

function answer(step: StepId, attempt: string | undefined, result: Answer): Act {
  return { kind: 'answer', step, attempt: attempt === undefined ? undefined : Number(attempt), result };
}

/** `fails`, `fails for now`, `fails server`, `fails asking for 20s`, `fails not sent`, `fails as some_code`, in any combination. */
function failure(words: string, step: StepId): StepError {
  const [sort] = /\b(network|timeout|rate_limit|server|client|internal)\b/.exec(words) ?? [];
  const [, after] = /asking for (\w+)/.exec(words) ?? [];
  const [, code = 'broken'] = /\bas (\w+)/.exec(words) ?? [];
  const passes = words.includes('for now') || after !== undefined || (sort !== undefined && sort !== 'client' && sort !== 'internal');
  return {
    code,
    message: `${step} broke`,
    retryable: passes,
    ...(sort === undefined ? {} : { class: sort as 'server' }),
    ...(after === undefined ? {} : { retryAfterMs: duration(after) ?? 0 }),
    ...(words.includes('not sent') ? { notSent: true } : {}),
  };
}

/** What a run starts with, and what happens to it then. Parted by `;`. */
export function parseEvents(text: string): { readonly start: Start; readonly acts: readonly Act[] } {
  const words = split(text, ';');
  const begun = words.flatMap((word) => read(STARTS, word) ?? []);
  const start: Start = { mode: 'live', trigger: HAND, input: {}, ...Object.assign({}, ...begun) };
  const acts = words.slice(begun.length).map((word) => {
    const act = read(ACTS, word);
    if (!act) throw new Error(`No event: ${word}`);
    return act;
  });
  return { start, acts };
}

function read<T>(readings: readonly Reading<T>[], word: string): T | undefined {
  for (const [pattern, reading] of readings) {
    const found = pattern.exec(word);
    if (found) return reading(...(found.slice(1) as string[]));
  }
  return undefined;
}
