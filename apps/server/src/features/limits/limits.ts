import type { AdmissionControl, EmbeddedHost, RunLimit, ServiceLimit } from '@arches/engine';
import { serviceName, type CircuitView as EngineCircuit } from '@arches/engine';
import { type Database, findLimits, type OrganisationLimits, saveLimits } from '@arches/store';
import { notFound } from '../../http/errors.ts';
import type { Principal } from '../../http/principal.ts';
import { record } from '../audit/record.ts';

interface Deps {
  readonly database: Database;
  readonly admission: Pick<AdmissionControl, 'changed'>;
  readonly engine: Pick<EmbeddedHost, 'circuits' | 'tryCircuit'>;
}

interface LimitsInput {
  readonly runs: { readonly concurrency: number | null; readonly rate: RunLimit['rate'] | null };
  readonly services: readonly { readonly service: string; readonly concurrency: number | null; readonly perSecond: number | null }[];
}

function limitsView({ runs, services }: OrganisationLimits) {
  return {
    runs: { concurrency: runs.concurrency ?? null, rate: runs.rate ? { ...runs.rate } : null },
    services: services.map(({ service, concurrency, perSecond }) => ({
      service,
      concurrency: concurrency ?? null,
      perSecond: perSecond ?? null,
    })),
  };
}

export async function organisationLimits({ database }: Pick<Deps, 'database'>, caller: Principal) {
  return limitsView(await database.withTenant(caller.orgId, (tx) => findLimits(tx, caller.orgId)));
}

/** Holds from the answer on in this process, and within a second in others. */
export async function changeLimits({ database, admission }: Omit<Deps, 'engine'>, caller: Principal, { runs, services }: LimitsInput) {
  const wanted: OrganisationLimits = {
    runs: { ...(runs.concurrency === null ? {} : { concurrency: runs.concurrency }), ...(runs.rate ? { rate: runs.rate } : {}) },
    // The last of several for one service counts; one without a limit is none.
    services: [...new Map(services.map((each) => [each.service, each])).values()].flatMap(({ service, concurrency, perSecond }) => {
      const limit: ServiceLimit = { ...(concurrency === null ? {} : { concurrency }), ...(perSecond === null ? {} : { perSecond }) };
      return Object.keys(limit).length === 0 ? [] : [{ service, ...limit }];
    }),
  };
  await database.withTenant(caller.orgId, async (tx) => {
    await saveLimits(tx, caller.orgId, wanted, caller.userId);
    await record(tx, caller, 'configuration', 'limits_changed', { kind: 'organisation', id: caller.orgId });
  });
  await admission.changed();
  return organisationLimits({ database }, caller);
}

const timeOf = (at: number | undefined): string | null => (at === undefined ? null : new Date(at).toISOString());

export function circuitView({ key, state, failures, openedAt, nextTryAt, waitingSteps, lastError }: EngineCircuit) {
  return {
    id: key,
    name: serviceName(key),
    state,
    failures,
    openedAt: timeOf(openedAt),
    nextTryAt: state === 'open' ? timeOf(nextTryAt) : null,
    waitingSteps,
    lastError: lastError ? { ...lastError } : null,
  };
}

export function circuitList({ engine }: Pick<Deps, 'engine'>, caller: Principal) {
  return { items: engine.circuits(caller.orgId).map(circuitView) };
}

/** The next call, or the step that has waited longest, goes through at once. */
export function tryCircuit({ engine }: Pick<Deps, 'engine'>, caller: Principal, { id }: { readonly id: string }) {
  engine.tryCircuit(caller.orgId, id);
  const circuit = engine.circuits(caller.orgId).find(({ key }) => key === id);
  if (!circuit) throw notFound('circuit', id);
  return circuitView(circuit);
}
