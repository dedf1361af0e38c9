import type { RunError, Signal, StepId, StepView } from '@arches/kernel';
import { AppError } from '@arches/kernel';
import type { EngineLog, ResolveWorkflow, RunStarted, StartRequest } from './ports.ts';
import { readValue } from './read-value.ts';
import type { RunActor } from './run-actor.ts';
import type { InboxEntry, RunStore } from './run-store.ts';
import type { OpenWait } from './wait-rows.ts';

/** Runs that steps of other runs wait for. */
export interface ChildRuns {
  /** Starts the child that this wait asks for. It never throws: what goes wrong is told to the step. */
  readonly start: (actor: RunActor, command: OpenWait) => Promise<void>;
  /** What a child's end says to the step that waits for it. */
  readonly ending: (orgId: string, message: ChildEnded) => Promise<Signal>;
}

type ChildEnded = Extract<InboxEntry['message'], { kind: 'child_ended' }>;

const firstRetryMs = 500;
const maxRetryMs = 30_000;

export function createChildRuns(deps: {
  readonly store: RunStore;
  readonly log: EngineLog;
  readonly resolveWorkflow: ResolveWorkflow | undefined;
  readonly now: () => number;
  readonly start: (request: StartRequest) => Promise<RunStarted>;
  readonly tell: (actor: RunActor, step: StepId, signal: Signal) => void;
}): ChildRuns {
  const { store, log, resolveWorkflow, now } = deps;

  async function requestFor(actor: RunActor, command: OpenWait, key: string): Promise<StartRequest> {
    const { wait, step } = command;
    if (wait.kind !== 'child') throw new Error('Only a wait for a child starts one.');
    if (!resolveWorkflow) throw new AppError('not_supported', 'Steps cannot start other workflows here.');
    const { orgId, runId, depth } = actor;
    const { workflowId } = wait;
    const child = await resolveWorkflow({
      orgId,
      scope: actor.scope,
      workflowId,
      ...(wait.version === undefined ? {} : { version: wait.version }),
      input: wait.input,
    });
    return {
      orgId,
      scope: child.scope,
      workflowId,
      version: child.version,
      document: child.document,
      mode: actor.mode(),
      trigger: { kind: 'workflow', at: new Date(now()).toISOString(), body: child.input, query: {}, headers: {}, files: {} },
      ...(child.triggerNodeId === undefined ? {} : { triggerNodeId: child.triggerNodeId }),
      input: child.input,
      deliveryKey: key,
      parentRunId: runId,
      parentStep: step,
      depth: depth + 1,
    };
  }

  async function start(actor: RunActor, command: OpenWait): Promise<void> {
    const { runId } = actor;
    const { step } = command;
    const key = childKey(runId, actor.step(step));
    if (key === undefined) return;
    for (let retryMs = firstRetryMs; ; retryMs = Math.min(retryMs * 2, maxRetryMs)) {
      try {
        await deps.start(await requestFor(actor, command, key));
        return;
      } catch (error) {
        // A run that is not here any more is begun again, from here, by whoever has it.
        if (actor.isDropped() || childKey(runId, actor.step(step)) !== key) return;
        if (!(error instanceof AppError && error.retryable)) {
          const cause = startFailure(error, log, runId, step);
          deps.tell(actor, step, { kind: 'child', status: 'failed', runId: '', output: null, error: cause });
          return;
        }
        log.warn('A workflow that a step asked for could not be started yet; tried again.', { runId, step, retryMs, error: String(error) });
        await new Promise((resolve) => setTimeout(resolve, retryMs).unref());
        if (actor.isDropped() || childKey(runId, actor.step(step)) !== key) return;
      }
    }
  }

  async function ending(orgId: string, { runId }: ChildEnded): Promise<Signal> {
    const result = await store.result(orgId, runId);
    const output = result ? await readValue(store, orgId, runId, result.output ?? null) : null;
    const status = result?.status === 'succeeded' || result?.status === 'cancelled' ? result.status : 'failed';
    const error = (result ? result.error : childGone) as RunError | undefined;
    return { kind: 'child', status, runId, output, ...(error === undefined ? {} : { error }) };
  }

  return { start, ending };
}

/**
 * The delivery key of the run that a step waits for now; `undefined` when it waits for none. A step that asks again, after a person had it
 * repeated or in a loop begun anew, asks for another run.
 */
export function childKey(runId: string, view: StepView | undefined): string | undefined {
  if (view?.status !== 'waiting' || view.waiting?.kind !== 'child') return undefined;
  return `${runId}:${view.step}:${view.startedAt ?? 0}.${view.attempts}`;
}

const childGone: RunError = { code: 'run_not_found', message: 'The run that this step waited for was deleted.', retryable: false };

function startFailure(error: unknown, log: EngineLog, runId: string, step: StepId): RunError {
  if (error instanceof AppError) {
    const { code, message, details } = error;
    return { code, message, retryable: false, ...(details === undefined ? {} : { details }) };
  }
  log.error('A workflow that a step asked for could not be started.', { runId, step, error: String(error) });
  return { code: 'internal_error', message: 'It could not be started. The server’s log says why.', retryable: false };
}
