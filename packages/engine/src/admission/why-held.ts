import { type LineView, type OrgLine, rateFreeAt, type WorkflowLine } from './line-view.ts';
import { counted, ordinal, rateWords, shortDuration, type WaitingReason } from './waiting-reason.ts';

export interface HeldPlace {
  /** Place in the workflow's line and in the organisation's, 1 being next. */
  readonly inWorkflow: number;
  readonly inOrganisation: number;
  /** Who paused the workflow, where somebody did. */
  readonly pausedBy?: string;
}

/** Why a run that was accepted has not begun: the first thing that is in its way. */
export function whyHeld(view: LineView, org: OrgLine, line: WorkflowLine, place: HeldPlace): WaitingReason {
  if (line.isPaused) {
    const by = place.pausedBy === undefined ? '' : ` by ${place.pausedBy}`;
    return {
      code: 'workflow_paused',
      message: `The workflow is paused${by}. This run begins when it is resumed; it is ${ordinal(place.inWorkflow)} in line.`,
      position: place.inWorkflow,
    };
  }
  return (
    whyNot('workflow', 'The workflow', line, place.inWorkflow, view.now) ??
    whyNot('organisation', 'Your organisation', org, place.inOrganisation, view.now) ??
    serverFull(view, place) ??
    (place.inWorkflow > 1
      ? {
          code: 'starting',
          message: `It begins after those before it; it is ${ordinal(place.inWorkflow)} in line.`,
          position: place.inWorkflow,
        }
      : { code: 'starting', message: 'It is about to begin.', position: 1 })
  );
}

function whyNot(
  who: 'workflow' | 'organisation',
  called: string,
  { limit, running, rate }: Pick<OrgLine, 'limit' | 'running' | 'rate'>,
  position: number,
  now: number,
): WaitingReason | undefined {
  const { concurrency } = limit;
  if (concurrency !== undefined && running >= concurrency) {
    const message = `${called} allows ${counted(concurrency, 'run')} at once, and ${running} ${running === 1 ? 'is' : 'are'} at work. This one is ${ordinal(position)} in line.`;
    return { code: `${who}_concurrency`, message, position, limit: concurrency };
  }
  const until = rateFreeAt(limit.rate, rate, now);
  if (until === undefined || !limit.rate) return undefined;
  const message = `${called} allows ${rateWords(limit.rate)}. The next place is free in ${shortDuration(until - now)}, and this run is ${ordinal(position)} in line.`;
  return { code: `${who}_rate`, message, position, limit: limit.rate.count, until };
}

function serverFull({ total }: LineView, { inOrganisation }: HeldPlace): WaitingReason | undefined {
  if (!total || total.running < total.limit) return undefined;
  return {
    code: 'server_concurrency',
    message: `This installation allows ${counted(total.limit, 'run')} at once, and all places are taken. Organisations take turns; this run is ${ordinal(inOrganisation)} in yours.`,
    position: inOrganisation,
    limit: total.limit,
  };
}
