import { counted, type QueuedStep, rateWords, serviceName, shortDuration, type WaitingReason } from '@arches/engine';
import { isJsonObject, type StepView } from '@arches/kernel';

/** Names of members by e-mail address, lower case. */
export type PeopleNames = ReadonlyMap<string, string>;

/** Why a step waits; `undefined` when it does not. `queued`: it waits in this process for a place. */
export function stepWaiting(step: StepView, now: number, queued?: QueuedStep, people: PeopleNames = new Map()): WaitingReason | undefined {
  if (step.status === 'retrying') return nextAttempt(step, now);
  if (step.status === 'running' && queued) return placeAt(queued, now);
  if (step.status === 'waiting' && step.waiting) return asked(step.waiting, now, people);
  return undefined;
}

function nextAttempt({ error, retryAt }: StepView, now: number): WaitingReason {
  const until = retryAt === undefined ? {} : { until: retryAt };
  const next = retryAt === undefined || retryAt <= now ? 'It is tried again now' : `Next try in ${shortDuration(retryAt - now)}`;
  const failures = isJsonObject(error?.details) ? error.details['failures'] : undefined;
  const service = isJsonObject(error?.details) ? error.details['service'] : undefined;
  if (error?.code === 'circuit_open' && typeof service === 'string') {
    return { code: 'circuit_open', message: `${serviceName(service)} has failed ${Number(failures)} times in a row. ${next}.`, ...until };
  }
  return { code: 'retry', message: error ? `${next}, after: ${error.message}` : `${next}.`, ...until };
}

function placeAt({ service, limit, waiting, freeInMs, forSameResult }: QueuedStep, now: number): WaitingReason {
  if (forSameResult) {
    const others = waiting === 1 ? '' : ` ${counted(waiting, 'step')} wait for it.`;
    return { code: 'same_result', message: `Another step is making the same result just now, and this one will use it.${others}` };
  }
  if (service === undefined)
    return {
      code: 'server_busy',
      message: `All places for steps are taken. ${counted(waiting, 'step')} ${waiting === 1 ? 'waits' : 'wait'} for one.`,
    };
  const others = `${counted(waiting, 'step')} of yours ${waiting === 1 ? 'waits' : 'wait'} for it.`;
  if (freeInMs !== undefined && limit?.perSecond !== undefined) {
    const rate =
      limit.perSecond >= 1
        ? rateWords({ count: limit.perSecond, perSeconds: 1 })
        : rateWords({ count: 1, perSeconds: 1 / limit.perSecond });
    const message = `${serviceName(service)} may be called ${rate}. The next place is free in ${shortDuration(freeInMs)}. ${others}`;
    return { code: 'host_rate', message, limit: limit.perSecond, until: Math.round(now + freeInMs) };
  }
  const most = limit?.concurrency ?? 1;
  return {
    code: 'host_concurrency',
    message: `${serviceName(service)} may be called ${most === 1 ? 'once' : `${most} times`} at a time. ${others}`,
    limit: most,
  };
}

function asked(wait: NonNullable<StepView['waiting']>, now: number, people: PeopleNames): WaitingReason {
  const { until } = wait;
  const ends = until === undefined ? {} : { until };
  const left = until === undefined || until <= now ? '' : ` for another ${shortDuration(until - now)}`;
  switch (wait.kind) {
    case 'time':
      return { code: 'time', message: `Waits${left === '' ? '' : left}.`, ...ends };
    case 'approval':
      return { code: 'approval', message: `Waits for ${whose(wait.assignees, people)} approval: ${wait.title}`, ...ends };
    case 'callback':
      return { code: 'callback', message: `Waits for an answer from outside${left}.`, ...ends };
    case 'decision':
      return { code: 'decision', message: `Waits for somebody to say how to go on: ${wait.error.message}`, ...ends };
    case 'child':
      return { code: 'child', message: 'Waits for a run of another workflow.', ...ends };
  }
}

function whose(assignees: readonly string[], people: PeopleNames): string {
  const [first, second, ...more] = assignees.map((email) => people.get(email.toLowerCase()) ?? email);
  if (first === undefined) return 'somebody’s';
  if (second === undefined) return `${first}’s`;
  return more.length === 0
    ? `${first}’s or ${second}’s`
    : `${first}’s, ${second}’s or ${counted(more.length, 'other person’s', 'others’')}`;
}
