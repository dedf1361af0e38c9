import type { EmbeddedHost } from '@arches/engine';
import { isJsonObject } from '@arches/kernel';
import {
  countUncheckedEffects,
  type Database,
  failingWorkflows,
  findOrganisation,
  listApprovals,
  listRuns,
  runStatistics,
} from '@arches/store';
import type { Principal } from '../../http/principal.ts';
import { approvalView, audienceOf, decisionView, isAsked } from '../approvals/approval-view.ts';
import { circuitView } from '../limits/limits.ts';
import { type WaitingDeps, waitingOfRuns } from '../limits/run-waiting.ts';
import { waitingView } from '../limits/waiting-view.ts';
import { triggerAlerts } from '../triggers/alerts.ts';
import { runSummaryView } from '../runs/run-view.ts';

interface Deps extends WaitingDeps {
  readonly database: Database;
  readonly engine: WaitingDeps['engine'] & Pick<EmbeddedHost, 'circuits'>;
}

const days = 28;
const mostAlerts = 10;

/** What Home shows: figures of the last 28 days, what waits for the caller, what keeps failing, what ran last. */
export async function homeView(deps: Deps, caller: Principal) {
  const { database, engine } = deps;
  return database.withTenant(caller.orgId, async (tx) => {
    const timezone = (await findOrganisation(tx, caller.orgId))?.timezone ?? 'UTC';
    const figures = await runStatistics(tx, caller.orgId, days, timezone);
    const questions = await listApprovals(tx, caller.orgId, { open: true, limit: 40 });
    const mine = questions.items.filter((row) => row.kind === 'decision' || isAsked(row, caller.email)).slice(0, 20);
    const audience = await audienceOf(tx, caller, mine);
    const doubtful = await countUncheckedEffects(tx, caller.orgId);
    // Those that wait for a decision are told one by one.
    const unlooked = doubtful - mine.filter(({ reason, sent }) => reason !== null && sent === 'maybe').length;
    const failing = await failingWorkflows(tx, caller.orgId, 7, 5);
    const alerts = await triggerAlerts(tx, caller.orgId);
    const recent = await listRuns(tx, caller.orgId, { limit: 10 });
    const reasons = await waitingOfRuns(deps, tx, caller.orgId, recent.items);
    const finished = figures.done + figures.failed;
    return {
      workflowCount: figures.workflows,
      days: days as 28,
      runsDone: figures.done,
      runsFailed: figures.failed,
      successRate: finished === 0 ? null : figures.done / finished,
      medianSeconds: figures.medianSeconds,
      spentUsd: figures.spentUsd,
      perDay: everyDay(figures.perDay, timezone, new Date()),
      needsYou: [
        ...mine.map((row) =>
          row.kind === 'approval'
            ? { kind: 'approval' as const, approval: approvalView(row, audience) }
            : { kind: 'decision' as const, decision: decisionView(row) },
        ),
        ...(unlooked > 0 ? [{ kind: 'doubt' as const, count: unlooked }] : []),
        ...failing.map((row) => ({
          kind: 'failing' as const,
          workflowId: row.workflow_id,
          workflowName: row.workflow_name,
          count: row.failures,
          message: isJsonObject(row.last_error) ? String(row.last_error['message'] ?? 'It failed.') : 'It failed.',
          lastRunId: row.last_run_id,
        })),
        ...alerts.slice(0, mostAlerts).map(({ workflowId, workflowName, nodeId, kind, message, since }) => ({
          kind: 'trigger' as const,
          workflowId,
          workflowName,
          nodeId,
          alert: kind,
          message,
          since,
        })),
        ...engine
          .circuits(caller.orgId)
          .filter(({ state }) => state !== 'closed')
          .map((circuit) => ({ kind: 'circuit' as const, circuit: circuitView(circuit) })),
      ],
      recentRuns: recent.items.map((row) => runSummaryView(row, waitingView(reasons.get(row.id)))),
    };
  });
}

interface Day {
  readonly day: string;
  readonly done: number;
  readonly failed: number;
}

/** Each of the last days, those without runs too, so that a chart needs no gaps filled. */
export function everyDay(withRuns: readonly Day[], timezone: string, now: Date): Day[] {
  const byDay = new Map(withRuns.map((entry) => [entry.day, entry]));
  const dayName = new Intl.DateTimeFormat('sv-SE', { timeZone: timezone, year: 'numeric', month: '2-digit', day: '2-digit' });
  const [year = 0, month = 1, date = 1] = dayName.format(now).split('-').map(Number);
  return Array.from({ length: days }, (_, index) => {
    const day = new Date(Date.UTC(year, month - 1, date - (days - 1 - index))).toISOString().slice(0, 10);
    return byDay.get(day) ?? { day, done: 0, failed: 0 };
  });
}
