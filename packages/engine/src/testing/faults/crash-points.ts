import { kill, pid } from 'node:process';
import type { ExecuteRequest, ExecuteResult } from '../../ports.ts';
import type { RunChange, RunStore } from '../../run-store.ts';
import { type SubjectKind, subjectKinds } from './fault-documents.ts';

const withEffects = ['effect', 'once', 'container', 'child'] as const;

/** Moments at which a process is killed, and what its run's subject may be then. */
export const crashPoints = {
  'after-accept-before-flush': subjectKinds,
  'after-flush-before-reply': subjectKinds,
  'before-effect': withEffects,
  'effect-done-before-result': withEffects,
  'result-recorded-before-next': subjectKinds,
  'timer-due': ['delay'],
  'wait-open': ['delay', 'approval', 'child'],
  'signal-received': ['approval', 'child'],
  'child-started': ['child'],
  'child-ended': ['child'],
  'in-fan-out': ['container'],
  'while-draining': ['effect', 'once', 'container', 'approval'],
} as const satisfies { [point: string]: readonly SubjectKind[] };

export type CrashPoint = keyof typeof crashPoints;

export interface CrashCase {
  readonly point: CrashPoint;
  readonly kind: SubjectKind;
}

export const crashCases: readonly CrashCase[] = Object.entries(crashPoints).flatMap(([point, kinds]) =>
  kinds.map((kind) => ({ point: point as CrashPoint, kind })),
);

/** Each point once, with a different subject from one to the next. */
export const fewCrashCases: readonly CrashCase[] = Object.entries(crashPoints).flatMap(([point, kinds], i) => {
  const kind = kinds[i % kinds.length];
  return kind === undefined ? [] : [{ point: point as CrashPoint, kind }];
});

/** Rows of the table in docs/engine/faults.md. */
export function crashPointsTable(): string {
  return Object.entries(crashPoints)
    .map(([point, kinds]) => `| \`${point}\` | ${kinds.join(', ')} |`)
    .join('\n');
}

type Effect = (request: ExecuteRequest) => Promise<ExecuteResult>;

export interface Crash {
  readonly wrap: (store: RunStore) => RunStore;
  readonly around: (effect: Effect) => Effect;
}

export const noCrash: Crash = { wrap: (store) => store, around: (effect) => effect };

/** Kills this process at that point of the run that this delivery starts, or of its child. Nothing in the engine knows of it. */
export function crashAt(point: CrashPoint, deliveryKey: string, drain: () => void): Crash {
  const own = new Set<string>();
  const die = (): void => void kill(pid, 'SIGKILL');
  let isDraining = false;
  const beginDrain = (): void => {
    if (point !== 'while-draining' || isDraining) return;
    isDraining = true;
    setImmediate(drain);
  };
  const learn = ({ runId, create }: RunChange): void => {
    if (create?.deliveryKey === deliveryKey || (create?.parentRunId !== undefined && own.has(create.parentRunId))) own.add(runId);
  };
  return {
    wrap: (store) => ({
      ...store,
      commit: async (owner, changes) => {
        for (const change of changes) learn(change);
        const mine = changes.filter(({ runId }) => own.has(runId));
        if (mine.some((change) => isBefore(point, change))) die();
        const result = await store.commit(owner, changes);
        if (mine.some((change) => isAfter(point, change))) die();
        if (mine.some((change) => isAt(change, 'x', 'waiting'))) beginDrain();
        return result;
      },
      detach: (owner) => {
        if (isDraining) die();
        return store.detach(owner);
      },
    }),
    around: (effect) => async (request) => {
      const { nodeId, step } = request.command;
      const isSubject = own.has(request.runId) && nodeId !== 'a' && nodeId !== 'b';
      if (!isSubject) return effect(request);
      if (point === 'before-effect') die();
      beginDrain();
      const result = await effect(request);
      if (point === 'effect-done-before-result') die();
      if (point === 'in-fan-out' && step === 'x[3].item') die();
      return result;
    },
  };
}

function isBefore(point: CrashPoint, { create, events }: RunChange): boolean {
  switch (point) {
    case 'after-accept-before-flush':
      return create?.deliveryKey !== undefined;
    case 'timer-due':
      return events.some(({ kind }) => kind === 'timer_fired');
    case 'signal-received':
      return events.some(({ kind }) => kind === 'signal_received');
    default:
      return false;
  }
}

function isAfter(point: CrashPoint, change: RunChange): boolean {
  switch (point) {
    case 'after-flush-before-reply':
      return change.create?.deliveryKey !== undefined;
    case 'result-recorded-before-next':
      return isAt(change, 'x', 'succeeded');
    case 'wait-open':
      return isAt(change, 'x', 'waiting');
    case 'child-started':
      return change.create?.parentRunId !== undefined;
    case 'child-ended':
      return change.parent !== undefined && change.row.endedAt !== undefined;
    default:
      return false;
  }
}

function isAt({ steps }: RunChange, step: string, status: string): boolean {
  return steps.some((row) => row.step === step && row.status === status);
}
