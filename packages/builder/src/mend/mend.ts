import type { NamedSource } from '../assemble/assembly.ts';
import { bindStep } from '../reading/bind-step.ts';
import type { Trigger } from '../recognise/trigger.ts';
import type { Wish } from '../recognise/wish.ts';
import { mendBranches } from './branches.ts';
import { placeDates } from './dates.ts';
import { mendDecisions } from './decisions.ts';
import { mendOddWishes } from './odd-wishes.ts';
import { mendSources } from './sources.ts';
import { namedStart, splitStart, wishesOfStart, withSaid } from './start.ts';

export interface Mended {
  readonly trigger: Trigger;
  readonly wishes: readonly Wish[];
  /** The table that rows come from, where one is named. */
  readonly source: NamedSource | undefined;
}

/** What the words say for certain, put right where the reader and the values that were bound to it say otherwise. */
export function mend(trigger: Trigger, read: readonly Wish[], text: string): Mended {
  const { trigger: started, words } = splitStart(trigger, text);
  const said: Wish[] = words
    ? [{ ...bindStep({ label: 'email', words }, { before: '', after: '' }), because: words, at: text.indexOf(words) }]
    : [];
  const odd = mendOddWishes(
    { trigger: started, wishes: [...wishesOfStart(started, read), ...said, ...withSaid(read, started, text)] },
    text,
  );
  const wishes = mendDecisions(mendBranches(odd.wishes, text), text);
  const { source, ...sourced } = mendSources({ trigger: odd.trigger, wishes }, text);
  const placed = placeDates(sourced, text);
  return { trigger: namedStart(placed.trigger), wishes: placed.wishes, source };
}
