import { clauses, saysSomething, sentences } from '../recognise/clauses.ts';
import { formTrigger, eventName } from '../recognise/trigger-event.ts';
import type { Trigger } from '../recognise/trigger.ts';
import type { Wish } from '../recognise/wish.ts';
import { wishOfMeaning } from './kinds-of-meaning.ts';
import type { Guess } from './nearest-meaning.ts';
import type { Meaning } from './prototypes.ts';

/** What a piece of the request may mean, best first; undefined when nobody has looked. */
export type Hints = (piece: string) => readonly Guess[] | undefined;

/** The pieces worth guessing at: sentences, and the clauses they fall into. */
export function piecesOf(text: string): string[] {
  return [...new Set(sentences(text).flatMap((sentence) => [sentence, ...clauses(sentence)]))]
    .map((piece) => piece.trim())
    .filter((piece) => piece.length > 2);
}

const sure = { share: 0.5, similarity: 0.42 };
const starts: readonly Meaning[] = ['starts_form', 'starts_upload', 'starts_webhook', 'starts_inbox'];
const contents: readonly Meaning[] = [
  'filter',
  'sort',
  'total',
  'calculate',
  'deduplicate',
  'topics',
  'classify',
  'extract',
  'summarize',
  'generate',
  'combine',
];

function best(hints: Hints, piece: string, least = sure): Guess | undefined {
  const guess = hints(piece.trim())?.[0];
  return guess && guess.share >= least.share && guess.similarity >= least.similarity ? guess : undefined;
}

/** When no rule finds what starts it, the beginning of the request may say it in other words. */
export function interpretTrigger(read: { trigger: Trigger; rest: string }, text: string, hints: Hints): { trigger: Trigger; rest: string } {
  if (read.trigger.kind !== 'manual') return read;
  const first = sentences(text)
    .slice(0, 2)
    .flatMap((sentence) => clauses(sentence).slice(0, 2));
  for (const piece of first) {
    const guess = best(hints, piece);
    if (!guess || !starts.includes(guess.meaning)) continue;
    const trigger = triggerOfMeaning(guess.meaning, piece, text);
    if (trigger) return { trigger, rest: text.replace(piece, ' '.repeat(piece.length)).replace(/^[\s,;:.>-]+/u, '') };
  }
  return read;
}

function triggerOfMeaning(meaning: Meaning, piece: string, text: string): Trigger | undefined {
  switch (meaning) {
    case 'starts_form':
      return formTrigger(piece, text, piece, false);
    case 'starts_upload':
      return formTrigger(/\b(?:upload|file|csv|excel|pdf|spreadsheet|list)\b/iu.test(piece) ? piece : `${piece} file`, text, piece, true);
    case 'starts_webhook':
      return { kind: 'webhook', event: eventName(piece), service: undefined, because: piece };
    case 'starts_inbox':
      return {
        kind: 'unmet',
        wish: `Start when ${piece}`,
        instead: 'Mailboxes cannot be watched yet. Many mail programs can forward to a web address, or people can use a form.',
        because: piece,
      };
    default:
      return undefined;
  }
}

/**
 * What rules could not read is guessed where the guess is sure, and stays a visible gap where it is not; what rules passed over in silence
 * becomes a wish again, so that nothing of a request is lost.
 */
export function interpretWishes(
  wishes: readonly Wish[],
  request: { readonly rest: string; readonly started: string },
  hints: Hints,
): Wish[] {
  return withLost(
    wishes.flatMap((wish) => reread(wish, hints)),
    request,
    hints,
  );
}

function reread(wish: Wish, hints: Hints): Wish[] {
  if (wish.kind === 'if')
    return [
      {
        ...wish,
        then: wish.then.flatMap((inner) => reread(inner, hints)),
        otherwise: wish.otherwise.flatMap((inner) => reread(inner, hints)),
      },
    ];
  if (wish.kind === 'each') return [{ ...wish, body: wish.body.flatMap((inner) => reread(inner, hints)) }];
  if (wish.kind === 'unmet' && wish.service === undefined) {
    const guess = best(hints, wish.wish);
    if (!guess || guess.meaning === 'unmet') return [wish];
    if (guess.meaning === 'background') return guess.share > 0.6 ? [] : [wish];
    const kind = wishOfMeaning(guess.meaning, wish.wish);
    return kind ? [{ ...kind, because: wish.because }] : [wish];
  }
  return [wish];
}

/** Why somebody asks, not what for. */
const grumble =
  /^(?:so |well |honestly |right now |today |currently |and )*(?:i|we|our|my|the|they|it|people)\b.*\b(?:keeps?|always|takes? (?:me|us|too|for)|a (?:mess|pain|nightmare)|hates?|struggle|annoying|too (?:long|much)|by hand (?:today|now)|has a? ?(?:[\w-]+ )?columns?)\b|^(?:i|we) (?:run|are|work)\b/iu;

/** Says what is handed over, which the form takes. */
const handsOver = /^(?:so |well |ok |and )*(?:i|we|you|somebody|someone|here)\s+(?:upload|have|got|is|are|type in|hand|drop)\b/iu;

/** Clauses that left no trace: asked for again by their meaning, or shown as a gap. A clause that only gave a file or message may also say what is in it. */
function withLost(
  wishes: readonly Wish[],
  { rest: text, started }: { readonly rest: string; readonly started: string },
  hints: Hints,
): Wish[] {
  const result = [...wishes];
  for (const clause of sentences(text).flatMap((sentence) => clauses(sentence))) {
    if ((started !== '' && overlaps(started, clause)) || handsOver.test(clause) || grumble.test(clause) || isHeading(clause, text))
      continue;
    const traces = flatten(result).filter(({ because }) => overlaps(because, clause) || overlaps(clause, because));
    const guess = best(hints, clause);
    if (traces.length === 0) {
      const found = guess ? wishOfMeaning(guess.meaning, clause) : gapFor(clause, hints);
      if (found && saysSomething(clause) && !isRepeated(found.kind, result))
        result.splice(placeFor(result, clause, text), 0, { ...found, because: clause });
    } else if (
      guess &&
      contents.includes(guess.meaning) &&
      guess.share >= 0.6 &&
      guess.similarity >= 0.5 &&
      traces.every(({ kind }) => kind === 'write' || kind === 'email')
    ) {
      const kind = wishOfMeaning(guess.meaning, clause);
      const at = result.findIndex(({ because }) => because === traces[0]?.because);
      if (kind && at >= 0 && !isRepeated(kind.kind, result)) result.splice(at, 0, { ...kind, because: clause });
    }
  }
  return result;
}

/** "Returns: read …": a word or two before a colon name the matter. */
function isHeading(clause: string, text: string): boolean {
  return clause.split(/\s+/u).length <= 3 && text.trimStart().startsWith(`${clause}:`);
}

/** Work that is there already is not guessed a second time; messages, files and gaps may be several. */
function isRepeated(kind: Wish['kind'], wishes: readonly Wish[]): boolean {
  return kind !== 'unmet' && kind !== 'email' && flatten(wishes).some((wish) => wish.kind === kind);
}

/** Nobody knows what it means, and it is too long to be a word in passing. */
function gapFor(clause: string, hints: Hints): ReturnType<typeof wishOfMeaning> {
  const guess = hints(clause.trim())?.[0];
  const words = clause.match(/\p{L}{3,}/gu)?.length ?? 0;
  if (!guess || words < 4 || guess.meaning === 'background' || starts.includes(guess.meaning)) return undefined;
  return { kind: 'unmet', wish: clause, service: undefined, instead: undefined };
}

function flatten(wishes: readonly Wish[]): Wish[] {
  return wishes.flatMap((wish) => {
    if (wish.kind === 'if') return [wish, ...flatten(wish.then), ...flatten(wish.otherwise)];
    if (wish.kind === 'each') return [wish, ...flatten(wish.body)];
    if (wish.kind === 'switch') return [wish, ...wish.cases.flatMap(({ then }) => flatten(then))];
    return [wish];
  });
}

/** Whether most content words of the clause stand in the words that caused a wish. */
function overlaps(because: string, clause: string): boolean {
  const words = clause.toLowerCase().match(/[\p{L}\d]{3,}/gu) ?? [];
  const said = because.toLowerCase();
  return words.length === 0 || words.filter((word) => said.includes(word)).length >= words.length * 0.5;
}

/** Before the first wish that comes later in the request. */
function placeFor(wishes: readonly Wish[], clause: string, text: string): number {
  const position = text.indexOf(clause);
  const later = wishes.findIndex(({ because }) => text.indexOf(because) > position);
  return position < 0 || later < 0 ? wishes.length : later;
}
