import { applyPatches, type Catalog, type Patch, type WorkflowDocument } from '@arches/kernel';
import type { Question } from '../plan-types.ts';
import { clauses, sentences } from '../recognise/clauses.ts';
import { readWishes } from '../recognise/wishes.ts';
import { edits } from './edits.ts';
import { stepsMeant } from './find-step.ts';
import { insert, type Place, placeAfter, placeAtEnd, placeBefore, removal, usualPlace } from './insert.ts';

export interface ReadChange {
  readonly patches: Patch[];
  readonly because: Map<string, string | null>;
  readonly questions: Question[];
  /** Words that asked for something that is not understood. */
  readonly missed: string[];
}

/** The patches that a message asks for, one clause after the other, each on top of those before. */
export function readChange(
  document: WorkflowDocument,
  message: string,
  answers: { readonly [id: string]: string },
  catalog: Catalog,
): ReadChange {
  const read: ReadChange = { patches: [], because: new Map(), questions: [], missed: [] };
  let current = document;
  for (const words of orders(message)) {
    const patches =
      edit(current, words, catalog) ?? remove(current, words, answers, catalog, read) ?? add(current, words, answers, catalog, read);
    if (patches === undefined) read.missed.push(words);
    else if (patches.length > 0) {
      current = applyPatches(current, patches).document;
      read.patches.push(...patches);
      for (const patch of patches) if ('nodeId' in patch && !read.because.has(patch.nodeId)) read.because.set(patch.nodeId, words);
    }
  }
  return read;
}

function orders(message: string): string[] {
  const polite = message
    .trim()
    .replace(
      /^(?:please|can you|could you|would you|i(?: would|'d)? (?:like|want) (?:you )?(?:to )?|let us|let's|now|ok(?:ay)?,?|hey,?)\s+/iu,
      '',
    )
    .replace(/\?$/u, '');
  return sentences(polite).flatMap((sentence) =>
    /\b(?:if|when|subject|rename|call it|before|after)\b/iu.test(sentence) ? [sentence] : clauses(sentence),
  );
}

function edit(document: WorkflowDocument, words: string, catalog: Catalog): readonly Patch[] | undefined {
  for (const one of edits) {
    const patches = one(document, words, catalog);
    if (patches) return patches;
  }
  return undefined;
}

/** "remove the approval", "no delay please", "drop the step that sorts". */
function remove(
  document: WorkflowDocument,
  words: string,
  answers: { readonly [id: string]: string },
  catalog: Catalog,
  read: ReadChange,
): readonly Patch[] | undefined {
  const match = /^(?:also |then )?(?:remove|delete|drop|take out|get rid of|leave out|skip|no|without|do not|stop)\s+(.+)$/iu.exec(words);
  if (!match || /\b(?:duplicates?|rows?|columns?|where|older|empty|over|under|below|above)\b/iu.test(match[1] ?? '')) return undefined;
  const meant = stepsMeant(document, match[1] ?? '', catalog).filter(({ type }) => !type.startsWith('trigger.'));
  const answered = meant.find(({ id }) => id === answers['step']);
  const [first, second] = answered ? [answered] : meant;
  if (!first || !document.nodes.some(({ id }) => id === first.id)) return undefined;
  if (second) {
    read.questions.push({
      id: 'step',
      text: 'Which step is meant?',
      options: meant.map(({ id, name }) => ({ value: id, label: name ?? id })),
      free: false,
    });
    return [];
  }
  return removal(document, first);
}

/** Anything that a new step can do, at the place the words name or where such a step usually stands. */
function add(
  document: WorkflowDocument,
  words: string,
  answers: { readonly [id: string]: string },
  catalog: Catalog,
  read: ReadChange,
): readonly Patch[] | undefined {
  const { wish: said, place: named } = placeIn(document, words, catalog);
  const wishes = readWishes(wishWords(said));
  if (wishes.length === 0 || wishes.some((wish) => wish.kind === 'unmet' && wish.service === undefined)) return undefined;
  const [first] = wishes;
  const place = named ?? (first ? usualPlace(document, first) : placeAtEnd(document));
  const { patches, assembly } = insert(document, wishes, place, answers);
  if (patches.length === 0) return undefined;
  for (const [id] of assembly.because) read.because.set(id, words);
  read.questions.push(
    ...assembly.questions
      .toSorted((a, b) => b.weight - a.weight)
      .slice(0, 1)
      .map(({ question }) => question),
  );
  return patches;
}

/** "add a step that sorts them", "an approval": the order that is in it. */
function wishWords(words: string): string {
  return words
    .replace(
      /^(?:also |then |and )*(?:add|insert|put in|include)\s+(?:an? |the |another |one )?(?:(?:new )?step (?:that|which|to|for) )?/iu,
      '',
    )
    .replace(/^(?:approval|sign-?off)\b/iu, 'ask for approval')
    .replace(/^(?:delay|wait|pause)(?: of| for)?\s+/iu, 'wait ')
    .replace(/^(?:filter|sort)(?:ing)? (?:for|by|on|to)?\s*/iu, (found) => found)
    .replace(/^(?:e-?mail|mail|message|notification)\s+(?=to\b)/iu, 'send an e-mail ')
    .replace(/^(?:summary)\b/iu, 'summarise it')
    .replace(/^(?:also|then)\s+/iu, '')
    .replace(/\s+(?:too|as well|also)$/iu, '');
}

function placeIn(document: WorkflowDocument, words: string, catalog: Catalog): { wish: string; place: Place | undefined } {
  const atEnd = /,?\s*\b(?:at|in) the (?:very )?end\b/iu.exec(words);
  if (atEnd) return { wish: words.replace(atEnd[0], ''), place: placeAtEnd(document) };
  const match =
    /,?\s+(before|after|behind|in front of|ahead of)\s+(?!\d)((?:the |my |it |you )?.+)$/iu.exec(words) ??
    /^(?:right |directly )?(before|after)\s+(?!\d)(.+?),\s+(?=\S)/iu.exec(words);
  const target = match && stepsMeant(document, match[2] ?? '', catalog).find(({ id }) => document.nodes.some((node) => node.id === id));
  if (!match || !target) return { wish: words, place: undefined };
  const isBefore = !/after|behind/iu.test(match[1] ?? '');
  if (isBefore && target.type.startsWith('trigger.')) return { wish: words, place: undefined };
  return { wish: words.replace(match[0], ' ').trim(), place: isBefore ? placeBefore(document, target) : placeAfter(document, target) };
}
