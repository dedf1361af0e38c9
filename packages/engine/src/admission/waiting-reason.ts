/** Why a run or a step waits: a stable code for programs, a sentence with figures for people. */
export interface WaitingReason {
  readonly code:
    | 'workflow_paused'
    | 'workflow_concurrency'
    | 'workflow_rate'
    | 'organisation_concurrency'
    | 'organisation_rate'
    | 'server_concurrency'
    | 'starting'
    | 'host_concurrency'
    | 'host_rate'
    | 'server_busy'
    | 'same_result'
    | 'circuit_open'
    | 'retry'
    | 'time'
    | 'approval'
    | 'callback'
    | 'decision'
    | 'child'
    | 'run_paused';
  readonly message: string;
  /** Place in line, 1 being next. */
  readonly position?: number;
  /** Places there are: runs or calls at once, or in the stretch that the message names. */
  readonly limit?: number;
  /** When it goes on by itself, epoch milliseconds. */
  readonly until?: number;
}

export function ordinal(position: number): string {
  const tens = position % 100;
  const ending = tens >= 11 && tens <= 13 ? 'th' : (['th', 'st', 'nd', 'rd'][position % 10] ?? 'th');
  return `${position}${ending}`;
}

/** Such as "4 s", "3 min", "2 h". */
export function shortDuration(ms: number): string {
  const seconds = Math.max(1, Math.ceil(ms / 1000));
  if (seconds < 120) return `${seconds} s`;
  return seconds < 7200 ? `${Math.ceil(seconds / 60)} min` : `${Math.ceil(seconds / 3600)} h`;
}

/** Such as "60 a minute" or "5 in 30 s". */
export function rateWords({ count, perSeconds }: { readonly count: number; readonly perSeconds: number }): string {
  const unit =
    perSeconds === 1 ? 'second' : perSeconds === 60 ? 'minute' : perSeconds === 3600 ? 'hour' : perSeconds === 86_400 ? 'day' : undefined;
  return unit ? `${count} ${unit === 'hour' ? 'an' : 'a'} ${unit}` : `${count} in ${shortDuration(perSeconds * 1000)}`;
}

export const counted = (count: number, one: string, more = `${one}s`): string => `${count} ${count === 1 ? one : more}`;
