import type { LedgerEntry } from '../../lib/api.ts';

export type Tone = 'done' | 'later' | 'missed' | 'refused' | 'quiet';

export function toneOf({ status }: Pick<LedgerEntry, 'status'>): Tone {
  switch (status) {
    case 'fired':
    case 'started':
      return 'done';
    case 'filled':
    case 'redelivered':
      return 'later';
    case 'missed':
      return 'missed';
    case 'refused':
      return 'refused';
    case 'duplicate':
      return 'quiet';
  }
}

export const toneWords: { readonly [tone in Tone]: string } = {
  done: 'started',
  later: 'run later, by hand',
  missed: 'missed',
  refused: 'refused',
  quiet: 'came again',
};
