import { sameJson } from '../document/json-copy.ts';
import { isJsonObject } from '../json.ts';
import type { HttpReply, RunError, RunStatus, StepId, StepStatus, StepView } from '../run.ts';
import { duration, split, value } from './notation.ts';

/** What anybody can see of a run, on whatever host it is. */
export interface Observed {
  readonly run: { readonly status: RunStatus; readonly output: unknown; readonly error: RunError | null };
  /** Each step as it was last seen, those of ended iterations included. */
  readonly steps: ReadonlyMap<StepId, StepView>;
  /** Attempts of effects in the order in which they began. */
  readonly began: readonly StepId[];
  readonly aborted: readonly StepId[];
  /** Who was told that a question is theirs, and why: `bob (delegation)`. */
  readonly told: readonly string[];
  /** Results that the host may use again or keep; absent where nobody listens. */
  readonly kept?: readonly string[];
  readonly reply: HttpReply | undefined;
  /** Timers and questions that are open. Nothing of a run that has ended may be among them. */
  readonly open: readonly string[];
  /** The time now; absent where the host's clock is a real one, and times are not compared then. */
  readonly now?: number;
}

export const SIGNS: { readonly [status in StepStatus | 'queued']: string } = {
  succeeded: '✓',
  failed: '✗',
  skipped: '–',
  cancelled: '⊘',
  running: '▶',
  retrying: '↻',
  waiting: '⏳',
  ready: '○',
  pending: '·',
  queued: '…',
};

/** What of the expectations does not hold, in words; nothing when all do. */
export function unmet(expected: string, observed: Observed): string[] {
  const isOver = ['succeeded', 'failed', 'cancelled'].includes(observed.run.status);
  const left = isOver ? observed.open.map((what) => `The run has ended, and there still is: ${what}`) : [];
  const found = split(expected, ',').flatMap((words) => {
    const [subject = '', verb = '', ...others] = words.split(' ');
    const rest = others.join(' ');
    const found = LISTS[subject]?.(observed) ?? (subject === 'run' ? ofRun(observed, verb, rest) : ofStep(observed, subject, verb, rest));
    const wanted = LISTS[subject] ? words.slice(subject.length).trim() : rest;
    return found === true || found === wanted ? [] : [`${words} – but found: ${found === false ? 'not so' : found}`];
  });
  return [...left, ...found];
}

const LISTS: { readonly [subject: string]: (observed: Observed) => string } = {
  began: ({ began }) => began.join(' '),
  aborted: ({ aborted }) => aborted.join(' '),
  told: ({ told }) => told.join(' '),
  kept: ({ kept = [] }) => kept.join(' '),
  answered: ({ reply }) => (reply ? `${reply.status} ${JSON.stringify(reply.body)}` : ''),
};

/** True where it holds, else what was found. */
type Found = string | boolean;

function ofRun({ run }: Observed, verb: string, rest: string): Found {
  const { status, output, error } = run;
  if (verb === 'says') return says(error?.message, rest);
  if (verb !== SIGNS[status]) return SIGNS[status];
  if (rest === '') return true;
  if (status === 'failed') return error ? `${error.code}${rest.includes(' at ') ? ` at ${error.step ?? ''}` : ''}` : '';
  return sameJson(output, value(rest)) || JSON.stringify(output);
}

const READINGS: { readonly [verb: string]: (step: StepView, rest: string) => Found } = {
  input: (step, rest) => sameJson(step.input, value(rest)) || JSON.stringify(step.input),
  gives: (step, rest) => holds(step.output, value(rest)) || JSON.stringify(step.output),
  tried: (step) => String(step.attempts),
  sent: (step) => (step.sent ?? 'unknown').replace('_', ' '),
  says: (step, rest) => says(step.error?.message, rest),
  cached: ({ cached }) => (cached ? `from ${cached.runId}` : 'no'),
  instead: ({ insteadOf }) => (insteadOf ? `of ${insteadOf.code}` : 'no'),
  warns: (step, rest) => says(step.warnings?.join(' '), rest),
  asks: ({ waiting }) => (waiting?.kind === 'approval' ? waiting.assignees.join(' ') : (waiting?.kind ?? 'nobody')),
  votes: (step) => (step.votes ?? []).map(({ by, decision }) => `${by} ${decision}`).join(' '),
};

function ofStep(observed: Observed, id: StepId, verb: string, rest: string): Found {
  const step = observed.steps.get(id);
  if (!step) return verb === SIGNS.pending || 'no such step';
  const reading = READINGS[verb];
  if (reading) return reading(step, rest);
  return verb === SIGNS[step.status] ? ofStatus(step, rest, observed.now) : SIGNS[step.status];
}

function ofStatus(step: StepView, rest: string, now: number | undefined): Found {
  if (rest === '') return true;
  if (step.status === 'failed') return step.error?.code ?? '';
  if (step.status !== 'waiting' && step.status !== 'retrying') return sameJson(step.output, value(rest)) || JSON.stringify(step.output);
  const until = step.status === 'waiting' ? step.waiting?.until : step.retryAt;
  return now === undefined || (until ?? 0) - now === duration(rest) || `${(until ?? 0) - (now ?? 0)} ms`;
}

function says(message: string | undefined, part: string): Found {
  return message?.includes(part) || `${message}`;
}

/** Whether all fields named are so; others may be there. */
function holds(found: unknown, wanted: unknown): boolean {
  if (!isJsonObject(found) || !isJsonObject(wanted)) return sameJson(found, wanted);
  return Object.entries(wanted).every(([field, each]) => sameJson(found[field], each));
}
