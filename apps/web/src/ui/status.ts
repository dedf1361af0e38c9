/** The nine words of the product, and how each looks. Status is never told by colour alone: icon and word always go together. */
export type StatusWord =
  | 'Queued'
  | 'Running'
  | 'Waiting for'
  | 'Waiting until'
  | 'Done'
  | 'Done with warnings'
  | 'Failed'
  | 'Cancelled'
  | 'Skipped';
export type StatusTone = 'done' | 'running' | 'waiting' | 'failed' | 'quiet';

export interface ShownStatus {
  readonly word: StatusWord;
  readonly tone: StatusTone;
  /** What people read: the word, with the name or time it waits for. */
  readonly label: string;
}

export interface StatusFacts {
  /** Of a run or a step. */
  readonly status: string;
  /** "Waiting for Dana", "Waiting until 09:00", or only "Dana". */
  readonly waitingFor?: string | null;
  readonly warnings?: number;
}

export function shownStatus({ status, waitingFor, warnings = 0 }: StatusFacts): ShownStatus {
  switch (status) {
    case 'running':
      return plain('Running', 'running');
    case 'retrying':
      return { word: 'Waiting until', tone: 'waiting', label: waitingFor ?? 'Waiting to try again' };
    case 'waiting':
      return waiting(waitingFor ?? '');
    case 'succeeded':
      return warnings > 0 ? plain('Done with warnings', 'waiting') : plain('Done', 'done');
    case 'failed':
      return plain('Failed', 'failed');
    case 'cancelled':
      return plain('Cancelled', 'quiet');
    case 'skipped':
      return plain('Skipped', 'quiet');
    default:
      return plain('Queued', 'quiet');
  }
}

function plain(word: StatusWord, tone: StatusTone): ShownStatus {
  return { word, tone, label: word };
}

function waiting(what: string): ShownStatus {
  if (/^waiting until/i.test(what)) return { word: 'Waiting until', tone: 'waiting', label: what };
  if (/^waiting/i.test(what)) return { word: 'Waiting for', tone: 'waiting', label: what };
  if (/^(approval|an? |another )/i.test(what))
    return { word: 'Waiting for', tone: 'waiting', label: `Waiting for ${what[0]?.toLowerCase()}${what.slice(1)}` };
  return { word: 'Waiting for', tone: 'waiting', label: what === '' ? 'Waiting' : `Waiting for ${what}` };
}
