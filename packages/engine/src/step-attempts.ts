import type { Catalog, StepError, StepId } from '@arches/kernel';
import { AppError } from '@arches/kernel';
import { type AttemptDeps, runAttempt } from './attempt.ts';
import type { ExecutionQueue } from './execution-queue.ts';
import type { UntimedEvent } from './inbox-message.ts';
import type { ExecuteCommand } from './ports.ts';
import type { Recalled, UsedAgain } from './results/used-again.ts';
import type { RunActor } from './run-actor.ts';
import type { StepGate, StepPass } from './step-gate.ts';

/** A confirmation by the database that is older does not let an at-most-once step begin. Taking a run over and deciding on it takes people longer. */
const confirmedForMs = 2000;
const mostConfirmations = 5;
/** With so many steps of a run at work what they give is written together. */
const many = 8;

/** An attempt whose result may be used again. */
type Making = Extract<Recalled, { kind: 'run' }>;

/** Attempts of steps: from the command to the events that tell how they went. */
export interface StepAttempts {
  readonly begin: (actor: RunActor, command: ExecuteCommand) => void;
  readonly callOff: (actor: RunActor, step: StepId) => void;
}

export function createStepAttempts(deps: {
  readonly catalog: Catalog;
  readonly queue: ExecutionQueue;
  readonly gate: StepGate;
  readonly attempts: AttemptDeps;
  readonly usedAgain: UsedAgain;
  readonly feed: (actor: RunActor, event: UntimedEvent, how?: { readonly soon?: boolean }) => void;
}): StepAttempts {
  const { catalog, queue, gate, attempts, usedAgain, feed } = deps;

  function callOff(actor: RunActor, step: StepId): void {
    actor.attempts.get(step)?.abort(new AppError('cancelled', 'The step was called off.'));
    actor.attempts.delete(step);
  }

  function begin(actor: RunActor, command: ExecuteCommand): void {
    const { step, attempt } = command;
    if (command.begun && command.atMostOnce) {
      feed(actor, { kind: 'step_failed', step, attempt, error: uncertainEffect(command) });
      return;
    }
    if (!catalog.get(command.type, command.typeVersion)) {
      feed(actor, { kind: 'step_failed', step, attempt, error: missingType(command) });
      return;
    }
    const controller = new AbortController();
    actor.attempts.set(step, controller);
    if (command.cache) void useAgainOrPush(actor, command, controller);
    else push(actor, command, controller);
  }

  /** An earlier result needs no place at work, and no service. */
  async function useAgainOrPush(actor: RunActor, command: ExecuteCommand, controller: AbortController): Promise<void> {
    const found = await usedAgain.recall(actor, command, gate.servicesOf(command), controller.signal);
    if (controller.signal.aborted) return;
    if (found.kind === 'run') {
      push(actor, command, controller, found);
      return;
    }
    if (actor.attempts.get(command.step) === controller) actor.attempts.delete(command.step);
    feed(actor, found.event);
  }

  function push(actor: RunActor, command: ExecuteCommand, controller: AbortController, making?: Making): void {
    const { orgId, runId } = actor;
    queue.push({
      orgId,
      runId,
      step: command.step,
      services: gate.servicesOf(command),
      signal: controller.signal,
      // Others who wait for the same result find it once it is durable; the place at work is not held for that.
      work: () => perform(actor, command, controller, making).finally(() => making && void isDurable(actor).then(making.over)),
    });
  }

  async function perform(actor: RunActor, command: ExecuteCommand, controller: AbortController, making?: Making): Promise<void> {
    const { step, attempt } = command;
    const pass = gate.enter({ orgId: actor.orgId, runId: actor.runId, step }, command);
    if (pass.kind === 'go') {
      await attemptIt(actor, command, controller, pass.leave, making).finally(() => pass.leave(undefined));
      return;
    }
    if (actor.attempts.get(step) === controller) actor.attempts.delete(step);
    feed(actor, { kind: 'step_failed', step, attempt, error: pass.error });
  }

  async function attemptIt(
    actor: RunActor,
    command: ExecuteCommand,
    controller: AbortController,
    leave: Extract<StepPass, { kind: 'go' }>['leave'],
    making?: Making,
  ): Promise<void> {
    const { step } = command;
    const event = (await mayBegin(actor, command, controller)) ? await runAttempt(attempts, actor, command, controller) : undefined;
    leave(event?.kind === 'step_failed' ? event.error : event && 'succeeded');
    if (actor.attempts.get(step) === controller) actor.attempts.delete(step);
    if (event)
      feed(actor, making?.keep(event) ?? event, { soon: event.kind === 'step_succeeded' && isOneOfMany(actor) && !writes(command) });
  }

  /** What such a step gave may gather with the others': at the worst it is done again. */
  const isOneOfMany = ({ attempts: atWork }: RunActor): boolean => atWork.size >= many;
  const writes = ({ mode, type, typeVersion }: ExecuteCommand): boolean =>
    mode === 'live' && catalog.get(type, typeVersion)?.outside === 'write';

  /**
   * That a write is about to happen is durable before it does: so what the journal does not name has surely not been sent. What must not
   * happen twice begins only right after the database has confirmed that the run is ours: a process that stood still between the two may
   * have lost it, and somebody may have decided already that it did not happen.
   */
  async function mayBegin(actor: RunActor, command: ExecuteCommand, { signal }: AbortController): Promise<boolean> {
    const { step, attempt, begun, atMostOnce } = command;
    const isCareful = writes(command) || atMostOnce;
    if (begun && !writes(command)) return true;
    for (let tries = 0; tries < mostConfirmations; tries += 1) {
      const asked = performance.now();
      feed(actor, { kind: 'step_started', step, attempt, ...(begun ? { again: true } : {}) }, { soon: !isCareful });
      if (!isCareful) return true;
      if (!(await isDurable(actor)) || signal.aborted) return false;
      if (!atMostOnce || performance.now() - asked < confirmedForMs) return true;
    }
    feed(actor, { kind: 'step_failed', step, attempt, error: slowDatabase(step) });
    return false;
  }

  return { begin, callOff };
}

function uncertainEffect({ step }: ExecuteCommand): StepError {
  return {
    code: 'outcome_unknown',
    message: `“${step}” was under way when the server stopped, and may or may not have happened. It must not happen twice, so look there before you repeat it.`,
    retryable: false,
  };
}

function slowDatabase(step: string): StepError {
  return {
    code: 'database_slow',
    message: `The database took too long to confirm that “${step}” may begin. It has not begun, and is tried again.`,
    retryable: true,
    deferred: true,
    notSent: true,
  };
}

function missingType({ step, type, typeVersion }: ExecuteCommand): StepError {
  return {
    code: 'node_type_missing',
    message: `This installation has no step type “${type}” in version ${typeVersion} any more, so “${step}” cannot run. Replace the step in the workflow, publish it, and rerun from here.`,
    retryable: false,
    notSent: true,
  };
}

const isDurable = (actor: RunActor): Promise<boolean> =>
  actor.whenDurable().then(
    () => true,
    () => false,
  );
