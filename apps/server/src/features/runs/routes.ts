import type { RunStatus } from '@arches/kernel';
import type { AppDeps } from '../../app-deps.ts';
import { api, type CallContext, callerOf } from '../../http/api.ts';
import { cancelRun, rerunRun } from './change-runs.ts';
import { failureCauses, retryFailures } from './retry-failures.ts';
import { repeatsOf } from './repeats.ts';
import { getRun, type RunDetailView, runList, runSteps, runValue } from './read-runs.ts';
import { type StartInput, startRun } from './start-run.ts';
import { waitForEnd } from './wait-for-end.ts';

interface StartCall {
  readonly params: { readonly id: string };
  readonly query: { readonly wait?: number | undefined };
  readonly headers?: { readonly 'idempotency-key'?: string | undefined } | undefined;
  readonly body?: Omit<StartInput, 'id' | 'deliveryKey'> | undefined;
}
type Started = { status: 200; body: RunDetailView } | { status: 202; body: { id: string; status: RunStatus } };

export function runRoutes(deps: AppDeps) {
  const start = async (call: StartCall, context: CallContext): Promise<Started> => {
    const caller = callerOf(context);
    const deliveryKey = call.headers?.['idempotency-key'];
    const started = await startRun(deps, caller, { ...call.body, id: call.params.id, deliveryKey });
    const waitMs = (call.query.wait ?? 0) * 1000;
    if (waitMs > 0 && (await waitForEnd(deps.engine, caller.orgId, started.id, waitMs))) {
      return { status: 200, body: await getRun(deps, caller.orgId, started.id) };
    }
    return { status: 202, body: started };
  };
  return {
    start: api.runs.start.handler(({ input, context }) => start(input, context)),
    startPipeline: api.runs.startPipeline.handler(({ input, context }) => start(input, context)),
    list: api.runs.list.handler(({ input, context }) => runList(deps, callerOf(context), input)),
    get: api.runs.get.handler(({ input, context }) => getRun(deps, callerOf(context).orgId, input.id)),
    steps: api.runs.steps.handler(({ input, context }) => runSteps(deps, callerOf(context), input)),
    value: api.runs.value.handler(({ input, context }) => runValue(deps, callerOf(context), input)),
    cancel: api.runs.cancel.handler(({ input, context }) => cancelRun(deps, callerOf(context), input)),
    repeats: api.runs.repeats.handler(({ input, context }) => repeatsOf(deps, callerOf(context), input)),
    rerun: api.runs.rerun.handler(({ input, context }) => rerunRun(deps, callerOf(context), input)),
  };
}

export function failureRoutes(deps: AppDeps) {
  return {
    causes: api.failures.causes.handler(({ input, context }) => failureCauses(deps, callerOf(context), input)),
    retry: api.failures.retry.handler(({ input, context }) => retryFailures(deps, callerOf(context), input)),
  };
}
