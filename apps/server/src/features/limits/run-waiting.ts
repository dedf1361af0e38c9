import { type AdmissionControl, agePerLevelMs, type EmbeddedHost, type WaitingReason, whyHeld } from '@arches/engine';
import type { StepView } from '@arches/kernel';
import { listMembers, openSteps, placesInLine, readLines, type RunListRow, type Tx } from '@arches/store';
import { stepOfRow } from '../runs/run-view.ts';
import { type PeopleNames, stepWaiting } from './step-waiting.ts';

export interface WaitingDeps {
  readonly engine: Pick<EmbeddedHost, 'queuedSteps'>;
  readonly admission: Pick<AdmissionControl, 'settings' | 'total'>;
}

/** Steps of one run are looked through for what it waits for; of larger runs the list says what their row does. */
const mostSteps = 500;

/** Why each of these runs does not go on; runs that do are left out. */
export async function waitingOfRuns(
  deps: WaitingDeps,
  tx: Tx,
  orgId: string,
  rows: readonly RunListRow[],
): Promise<ReadonlyMap<string, WaitingReason>> {
  const held = rows.filter(({ status }) => status === 'queued').map(({ id }) => id);
  const waiting = rows.filter(({ status, steps_total: steps }) => status === 'waiting' && steps <= mostSteps);
  const reasons = new Map(held.length === 0 ? [] : await whyInLine(deps, tx, orgId, held));
  if (waiting.length === 0) return reasons;
  const people = await peopleNames(tx, orgId);
  const steps = Map.groupBy(
    await openSteps(
      tx,
      orgId,
      waiting.map(({ id }) => id),
    ),
    ({ run_id }) => run_id,
  );
  for (const row of waiting) {
    const views = (steps.get(row.id) ?? []).map(stepOfRow);
    const reason = row.paused ? runPaused : firstReason(views, Date.now(), people);
    if (reason) reasons.set(row.id, reason);
  }
  return reasons;
}

const runPaused: WaitingReason = { code: 'run_paused', message: 'It is paused: nothing new begins until it is resumed.' };

/** What of several is told first: what ends by itself last. */
function firstReason(views: readonly StepView[], now: number, people: PeopleNames): WaitingReason | undefined {
  const reasons = views.flatMap((view) => stepWaiting(view, now, undefined, people) ?? []);
  const [first] = reasons.toSorted((left, right) => Number(left.until !== undefined) - Number(right.until !== undefined));
  return first && reasons.length > 1 ? { ...first, message: `${first.message} (and ${reasons.length - 1} more)` } : first;
}

async function whyInLine({ admission }: WaitingDeps, tx: Tx, orgId: string, runIds: readonly string[]): Promise<[string, WaitingReason][]> {
  const places = await placesInLine(tx, orgId, runIds, agePerLevelMs);
  if (places.length === 0) return [];
  const { view } = await readLines(tx, [orgId], admission.settings(), admission.total, 1);
  return places.flatMap((place): [string, WaitingReason][] => {
    const org = view.orgs[0];
    const line = org?.workflows.find(({ workflowId }) => workflowId === place.workflow_id);
    if (!org || !line) return [];
    const pausedBy = place.paused_by === null ? {} : { pausedBy: place.paused_by };
    return [
      [place.run_id, whyHeld(view, org, line, { inWorkflow: place.in_workflow, inOrganisation: place.in_organisation, ...pausedBy })],
    ];
  });
}

export async function peopleNames(tx: Tx, orgId: string): Promise<PeopleNames> {
  return new Map((await listMembers(tx, orgId)).map(({ email, name }) => [email.toLowerCase(), name]));
}
