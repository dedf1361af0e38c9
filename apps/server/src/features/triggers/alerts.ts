import { durationWords } from '@arches/kernel';
import {
  type MissedTicks,
  missedTicks,
  type OverdueSchedule,
  overdueSchedules,
  type Tx,
  type WebhookRhythm,
  webhookRhythms,
} from '@arches/store';

/** Something that was expected and did not happen. */
export interface TriggerAlert {
  readonly kind: 'quiet' | 'missed' | 'overdue';
  readonly message: string;
  readonly since: string;
  readonly count: number;
}

export interface PlacedAlert extends TriggerAlert {
  readonly workflowId: string;
  readonly workflowName: string;
  readonly nodeId: string;
}

export interface Rhythm {
  readonly quietAfterSeconds: number;
  /** How it is known. */
  readonly words: string;
}

/** Gaps that have to be seen before a rhythm is learned from them. */
const fewestGaps = 10;
const shortestSeconds = 3600;
/** For how long a missed tick is told. */
const toldDays = 7;
const overdueSeconds = 120;

/**
 * How long a webhook may be silent: what its step says, or three times the gap that 95 % of its last deliveries kept, and an hour at
 * least. `undefined` while too little has come to know.
 */
export function rhythmOf({
  expect_every_s: expected,
  gaps,
  p95_s: p95,
}: Pick<WebhookRhythm, 'expect_every_s' | 'gaps' | 'p95_s'>): Rhythm | undefined {
  if (expected !== null)
    return { quietAfterSeconds: expected, words: `Something is expected every ${durationWords(expected)}, as its step says.` };
  if (p95 === null || gaps < fewestGaps) return undefined;
  const learned = `Of the last ${gaps} gaps between deliveries 95 % were shorter than ${durationWords(wholeSeconds(p95))}`;
  const threefold = Math.ceil(3 * p95);
  return threefold > shortestSeconds
    ? { quietAfterSeconds: threefold, words: `${learned}; three times that is unusual.` }
    : { quietAfterSeconds: shortestSeconds, words: `${learned}; an hour of silence is unusual.` };
}

function wholeSeconds(seconds: number): number {
  return Math.max(1, Math.round(seconds));
}

/** Whether a webhook has gone quiet. An alert that was put away stays away until something has come again. */
export function quietAlert(row: WebhookRhythm): TriggerAlert | undefined {
  const rhythm = rhythmOf(row);
  const last = row.last_seen ?? row.live_since;
  const silence = (row.now.getTime() - last.getTime()) / 1000;
  if (!rhythm || silence <= rhythm.quietAfterSeconds) return undefined;
  const quietSince = new Date(last.getTime() + rhythm.quietAfterSeconds * 1000);
  if (row.dismissed_at && row.dismissed_at >= quietSince) return undefined;
  const what = row.last_seen
    ? `Nothing has come for ${durationWords(Math.floor(silence))}.`
    : `Nothing has come yet, ${durationWords(Math.floor(silence))} after it went live.`;
  return { kind: 'quiet', message: `${what} ${rhythm.words}`, since: last.toISOString(), count: 1 };
}

/** Everything that was expected of an organisation's triggers, or one workflow's, and did not happen. */
export async function triggerAlerts(tx: Tx, orgId: string, workflowId?: string): Promise<PlacedAlert[]> {
  const rhythms = await webhookRhythms(tx, orgId, workflowId);
  const missed = await missedTicks(tx, orgId, toldDays, workflowId);
  const overdue = await overdueSchedules(tx, orgId, overdueSeconds, workflowId);
  return [
    ...overdue.map((row) => placed(row, overdueAlert(row))),
    ...missed.map((row) => placed(row, missedAlert(row))),
    ...rhythms.flatMap((row) => {
      const alert = quietAlert(row);
      return alert ? [placed(row, alert)] : [];
    }),
  ];
}

function placed(
  row: { readonly workflow_id: string; readonly workflow_name: string; readonly node_id: string },
  alert: TriggerAlert,
): PlacedAlert {
  return { ...alert, workflowId: row.workflow_id, workflowName: row.workflow_name, nodeId: row.node_id };
}

function missedAlert({ missed, reason, first_due: since }: MissedTicks): TriggerAlert {
  const why = reason === 'refused' ? 'its run could not be started' : 'the server was not running';
  const message = `Missed ${missed === 1 ? 'a due time' : `${missed} due times`}: ${why}.`;
  return { kind: 'missed', message, since: since.toISOString(), count: missed };
}

function overdueAlert({ due_at: due }: OverdueSchedule): TriggerAlert {
  return {
    kind: 'overdue',
    message: 'It is due, and nothing has carried it out. The server’s log says why.',
    since: due.toISOString(),
    count: 1,
  };
}
