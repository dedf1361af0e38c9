import { durationPattern, durationSeconds } from '../language/durations.ts';
import { inOrder, readIf, readLateIf, readSwitch, splitOtherwise } from './branches.ts';
import { readOnlyFor, readRouting } from './routing.ts';
import { clauses, saysSomething, sentences } from './clauses.ts';
import { detectIn } from './detect.ts';
import { readCondition } from './conditions.ts';
import { eachNoun, readEach } from './loops.ts';
import { withoutLead } from './verbs.ts';
import type { Wish } from './wish.ts';

/** Everything a request asks for, in the order in which it is to happen. */
export function readWishes(text: string): Wish[] {
  const wishes: Wish[] = [];
  for (const sentence of sentences(text)) {
    const [before, otherwise] = splitOtherwise(sentence);
    const last = wishes.at(-1);
    if (before.trim() === '' && otherwise && last?.kind === 'if') {
      wishes[wishes.length - 1] = { ...last, otherwise: readSentence(otherwise) };
      continue;
    }
    wishes.push(...readSentence(sentence));
  }
  return tidy(wishes);
}

function readSentence(sentence: string): Wish[] {
  const said = sentence.trim();
  if (said === '') return [];
  return (
    readOnlyFor(said, readSentence) ??
    readSwitch(said) ??
    readRouting(said) ??
    readEach(said, readSentence) ??
    readIf(said, readSentence) ??
    clauses(said).flatMap((clause) => readClause(clause))
  );
}

/** "send everyone whose fee is unpaid a reminder": the rows that are meant, then one mail each. */
function readSome(clause: string): Wish[] | undefined {
  const match =
    /^((?:please |then |also )*(?:send|e-?mail|mail|remind|notify|inform|tell|invite|thank))\s+(?:to )?(every(?:one|body)|all (?:the )?[\w]+|each [\w]+|those|[\w]+s)\s+((?:whose|who|with|that|where)\s+.+?)(\s+(?:an?|the|about|that|to|of)\s.*)?$/iu.exec(
      clause,
    );
  const condition = match && readCondition((match[3] ?? '').replace(/^(?:who|that) (?:have|has|are|is)\s+/iu, ''));
  if (!match || !condition) return undefined;
  const noun = (match[2] ?? '')
    .replace(/^(?:all (?:the )?|each )/iu, '')
    .replace(/^(?:everyone|everybody|those)$/iu, 'person')
    .replace(/([^s])s$/u, '$1')
    .toLowerCase();
  const email: Wish = { kind: 'email', to: [], person: 'person', about: `${match[1]} them${match[4] ?? ' a reminder'}`, because: clause };
  return [
    { kind: 'filter', condition, because: clause },
    { kind: 'each', noun, body: [email], because: clause },
  ];
}

function readClause(clause: string): Wish[] {
  const some = readSome(clause);
  const routed = some ?? readRouting(clause);
  if (routed) return routed;
  const nested = readIf(clause, readSentence) ?? readLateIf(clause, readSentence);
  if (nested) return nested;
  const ordered = inOrder(clause);
  if (ordered) return ordered.flatMap((part) => clauses(part).flatMap((one) => readClause(one)));
  const wait = readWait(clause);
  if (!wait) return readPlain(clause);
  const rest = wait.rest;
  return [wait.wish, ...(saysSomething(rest) || /^another|^again/iu.test(rest) ? readPlain(rest) : [])];
}

function readPlain(clause: string): Wish[] {
  if (/^(?:and |then |also |send |mail )*(?:another|one more|a second|a third|again)\b/iu.test(clause.trim()))
    return [{ kind: 'again', because: clause }];
  if (!saysSomething(clause) && !/@|\b(?:done|ok|it back|them back)\b/iu.test(clause)) return [];
  const found = detectIn(clause);
  const noun = eachNoun(clause);
  const perEntry = found.filter(isPerEntry);
  if (!noun || perEntry.length === 0) return found;
  const first = found.findIndex(isPerEntry);
  const isSavedEach = /\beach (?:one )?(?:is |to be |gets )?(?:saved|printed|written|exported|stored|as)\b/iu.test(clause);
  const body = found.slice(first).filter((wish) => isPerEntry(wish) || (isSavedEach && wish.kind === 'write'));
  const after = found.slice(first).filter((wish) => !body.includes(wish));
  return [...found.slice(0, first), { kind: 'each', noun, body, because: clause }, ...after];
}

function isPerEntry(wish: Wish): boolean {
  return wish.kind === 'email'
    ? wish.to.length === 0
    : wish.kind === 'generate' || (wish.kind === 'fetch' && wish.method !== 'GET') || (wish.kind === 'unmet' && wish.service !== undefined);
}

/** The same wish said twice in a row is one; what is asked of a web address comes after the call, however it was told. */
function tidy(said: readonly Wish[]): Wish[] {
  const late = said.findIndex(
    (wish, index) => wish.kind === 'fetch' && wish.method === 'GET' && index > 0 && said.slice(0, index).some(({ kind }) => kind === 'if'),
  );
  const early = said.findIndex(
    (wish) => wish.kind === 'if' && /\b(?:down|up|offline|online|status|reachable|answers?)\b/iu.test(wish.condition.words),
  );
  const fetched = said[late];
  const wishes =
    fetched && early >= 0 && early < late ? [...said.slice(0, early), fetched, ...said.slice(early, late), ...said.slice(late + 1)] : said;
  return wishes.filter((wish, index) => {
    const before = wishes[index - 1];
    if (!before || before.kind !== wish.kind) return true;
    if (wish.kind === 'read' || wish.kind === 'topics' || wish.kind === 'respond') return false;
    if (wish.kind === 'approve') return wish.who !== undefined && before.kind === 'approve' && before.who !== wish.who;
    return true;
  });
}

function readWait(clause: string): { wish: Wish; rest: string } | undefined {
  const match = new RegExp(
    String.raw`\b(?:wait(?:s|ing)?(?: for)?|pause(?: for)?|after|in|following|hold for|delay(?: it| this)?(?: by| for)?)\s+(?:another |about |at least )?(${durationPattern})\b|(${durationPattern})\s+(?:later|afterwards|after(?: (?:that|this|the [\w]+(?: [\w]+)?|they [\w ]+?))?)(?=[\s,.]|$)`,
    'iu',
  ).exec(clause);
  if (!match) return undefined;
  const seconds = durationSeconds(match[1] ?? match[2] ?? '');
  // "in the last 30 days", "older than": no wait.
  if (seconds === undefined || /\b(?:last|past|within|than|next|every|answered|reply|done)\s*$/iu.test(clause.slice(0, match.index)))
    return undefined;
  if (/^in\b/iu.test(match[0]) && !/^in\b/iu.test(withoutLead(clause).trim()) && !/remind|follow/iu.test(clause)) return undefined;
  const rest = `${clause.slice(0, match.index)} ${clause.slice(match.index + match[0].length)}`
    .replaceAll(/\s+/gu, ' ')
    .trim()
    .replace(/^(?:and|then|,)\s*/iu, '')
    .replace(/\s*(?:and|then|,)$/iu, '');
  return { wish: { kind: 'wait', seconds, because: match[0].trim() }, rest: rest.replace(/\b(?:wait|pause)$/iu, '') };
}
