import type { NamedSource } from '../assemble/assembly.ts';
import { bindStep } from '../reading/bind-step.ts';
import type { Trigger } from '../recognise/trigger.ts';
import type { Wish } from '../recognise/wish.ts';
import { withApprovers } from './approvers.ts';
import { mendBeyond } from './beyond.ts';
import { mendBranches } from './branches.ts';
import { placeDates } from './dates.ts';
import { mendDecisions } from './decisions.ts';
import { mendEvents } from './events.ts';
import { mendFinish } from './finish.ts';
import { mendLabels } from './labels.ts';
import { mendOddWishes } from './odd-wishes.ts';
import { inEveryList } from './places.ts';
import { mendSaidAt } from './said-at.ts';
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
  const all = inEveryList([...wishesOfStart(started, read), ...said, ...withSaid(read, started, text)], (list) =>
    withApprovers(list, text),
  );
  const begun = mendEvents({ trigger: started, wishes: mendSaidAt(all) }, text);
  const odd = mendBeyond(mendOddWishes(begun, text), text);
  const wishes = mendDecisions(mendLabels(mendBranches(odd.wishes, text)), text);
  const { source, ...sourced } = mendSources({ trigger: odd.trigger, wishes }, text);
  const placed = placeDates(sourced, text);
  return { trigger: namedStart(placed.trigger), wishes: mendFinish(placed.wishes, placed.trigger, text), source };
}
