import { AppError } from '@arches/kernel';
import { budgetError } from './byte-budget.ts';
import { createCallGuard, type MeteredGuard } from './call-guard.ts';
import { plainJson } from './plain-json.ts';
import type { EngineLog, ExecuteCommand, ExecuteResult, FileRoom, NodeRunner } from './ports.ts';
import type { UntimedEvent } from './inbox-message.ts';
import type { RunActor } from './run-actor.ts';
import type { SpendingStore } from './spending.ts';
import { stepErrorOf } from './step-error.ts';

export interface AttemptDeps {
  readonly runner: NodeRunner;
  readonly log: EngineLog;
  /** Bytes of JSON a step may give back; files are references and not counted. */
  readonly maxOutputBytes: number;
  /** A little is allowed to unwind after the signal before the attempt counts as timed out anyway. */
  readonly abortGraceMs: number;
  /** Where budgets are kept; without it a run that has one makes no paid call. */
  readonly spending?: SpendingStore | undefined;
}

/** One try of one step, from the runner's answer to the event that tells it. `undefined` when the attempt was called off. */
export async function runAttempt(
  deps: AttemptDeps,
  actor: RunActor,
  command: ExecuteCommand,
  controller: AbortController,
): Promise<UntimedEvent | undefined> {
  const { step, attempt } = command;
  const guard = createCallGuard(deps, actor, command);
  try {
    const result = await withTimeout(deps, actor, command, controller, guard);
    if (controller.signal.aborted) return undefined;
    const { value, text } = plainJson(result.output);
    if (text.length > deps.maxOutputBytes) throw outputTooLarge(step, text.length, deps.maxOutputBytes);
    return {
      kind: 'step_succeeded',
      step,
      attempt,
      output: value,
      ...(result.ports ? { ports: result.ports } : {}),
      ...(result.usage ? { usage: result.usage } : {}),
      ...(result.warnings && result.warnings.length > 0 ? { warnings: result.warnings } : {}),
    };
  } catch (error) {
    if (controller.signal.aborted && !isTimeout(error)) return undefined;
    const usage = guard.used();
    const failure = stepErrorOf(error, { runId: actor.runId, step }, deps.log);
    return { kind: 'step_failed', step, attempt, error: failure, ...(usage ? { usage } : {}) };
  }
}

async function withTimeout(
  deps: AttemptDeps,
  actor: RunActor,
  command: ExecuteCommand,
  controller: AbortController,
  guard: MeteredGuard,
): Promise<ExecuteResult> {
  const { promise: calledOff, reject } = Promise.withResolvers<never>();
  // Not `AbortSignal.any`: the process holds on to such signals while somebody listens, and runners leave their listeners.
  const attempt = new AbortController();
  let late: AppError | undefined;
  const timer = setTimeout(
    () => {
      late = timedOut(command);
      attempt.abort(late);
      reject(late);
    },
    Math.min(command.timeoutMs, longestTimerMs),
  );
  let grace: NodeJS.Timeout | undefined;
  // A runner that ignores its signal must not hold its place, nor the shutdown.
  const callOff = (): void => {
    const { reason } = controller.signal as { readonly reason: unknown };
    attempt.abort(reason);
    grace = setTimeout(() => reject(reason), deps.abortGraceMs);
  };
  if (controller.signal.aborted) callOff();
  else controller.signal.addEventListener('abort', callOff, { once: true });
  try {
    const { orgId, scope, runId, workflowId } = actor;
    const { signal } = attempt;
    const log = (message: string, fields = {}): void => deps.log.info(message, { ...fields, runId, step: command.step });
    return await Promise.race([
      deps.runner.execute({ orgId, scope, runId, workflowId, command, signal, log, room: fileRoom(actor), guard }),
      calledOff,
    ]).catch((error: unknown) => {
      throw late ?? error;
    });
  } finally {
    clearTimeout(timer);
    clearTimeout(grace);
    controller.signal.removeEventListener('abort', callOff);
  }
}

function fileRoom({ budget }: RunActor): FileRoom {
  return {
    leftBytes: budget.left,
    refuse: (bytes) => {
      const problem = budget.problem(Math.max(bytes, budget.left() + 1));
      return problem ? budgetError(problem) : new AppError('byte_budget_exceeded', 'The file does not fit in what this run may keep.');
    },
    keep: (bytes) => budget.add('files', bytes),
  };
}

/** What a timer of Node.js can hold. */
const longestTimerMs = 2 ** 31 - 1;

function timedOut({ step, timeoutMs }: ExecuteCommand): AppError {
  return new AppError(
    'timeout',
    `“${step}” did not finish within ${timeoutMs / 1000} s. Give it more time in its settings, or less to do.`,
    { retryable: true, class: 'timeout' },
  );
}

function isTimeout(error: unknown): boolean {
  return error instanceof AppError && error.code === 'timeout';
}

function outputTooLarge(step: string, size: number, limit: number): AppError {
  return new AppError('output_too_large', `“${step}” gave back ${size} bytes; at most ${limit} are kept. Let it write a file instead.`);
}
