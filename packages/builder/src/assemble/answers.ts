import { checkExpression } from '@arches/kernel';
import { wordNumber } from '../language/durations.ts';
import { type Assembly, template } from './assembly.ts';
import { fieldName } from './expressions.ts';
import { shorten } from './names.ts';

/** What is to be known of a step, in the words of the request that ask for it. */
export interface Asked {
  /** `formula`, `condition`. */
  readonly what: string;
  readonly words: string;
  readonly text: string;
  /** What an answer looks like, such as “status is paid”. */
  readonly example: string;
  /** The answer as an expression; undefined where it cannot be read. */
  readonly read: (answer: string) => string | undefined;
  /** Whose fields an answer names; those of what is at hand when absent. */
  readonly of?: string;
}

/** The id of a question about the same words is the same whatever stands around it. */
export const askedId = (what: string, words: string): string => `${what}:${words.trim().toLowerCase()}`.slice(0, 100);

/** The expression that was answered; undefined where nobody answered yet, or nobody can read the answer. */
export function answeredExpression(assembly: Assembly, { what, words, read, of }: Asked): string | undefined {
  const answer = assembly.answers[askedId(what, words)]?.trim();
  if (!answer) return undefined;
  return ofAnswer(assembly, answer, of) || read(answer) || (isExpression(answer) ? answer : undefined);
}

/** Asks for what a step needs; an answer that nobody can read is asked for once more, with an example. */
export function askExpression(assembly: Assembly, { what, words, text, example }: Asked, nodeId: string, weight: number): void {
  const id = askedId(what, words);
  const answer = assembly.answers[id]?.trim();
  const again = answer ? `“${shorten(answer)}” could not be read. Say it like “${example}”. ` : '';
  assembly.askAgain(weight, { id, text: `${again}${text}`, options: [], free: true, nodeId });
}

/** A field or comparison as a step has it; plain words are none. */
function isExpression(answer: string): boolean {
  return /[.[\]()<>=!+*/-]/u.test(answer) && checkExpression(answer, ['item', 'index']) === undefined;
}

/** “The boss approved it”, “new price is higher than the old price”. */
function ofAnswer(assembly: Assembly, answer: string, of?: string): string | undefined {
  const approval = assembly.last(({ type }) => type === 'flow.approval');
  if (approval && decided.test(answer)) return `nodes.${approval.id}.output.decision ${no.test(answer) ? '!=' : '=='} "approved"`;
  const found = between.exec(answer.trim());
  const sign = signs.find(([words]) => words.test(found?.[2] ?? ''))?.[1];
  const { recordFields } = assembly.data;
  const record = of ?? assembly.data.record ?? (assembly.data.rows ? 'item' : undefined);
  if (!found || !sign || record === undefined || wordNumber(plain(found[3] ?? '')) !== undefined) return undefined;
  const [left, right] = [found[1], found[3]].map((words = '') => `number(${record}.${fieldName(plain(words), recordFields)})`);
  return `${left} ${sign} ${right}`;
}

const decided =
  /^(?:(?:if|when|that)\s+)?(?:(?:it|this|that|the request)\s+(?:is|was|has been)\s+|(?:the\s+)?[\p{L} ]{0,30}?\b)(?:not\s+)?(?:approved?|approves|accepted|accepts|agreed|agrees|granted|rejected|rejects|refused|refuses|declined|declines|said (?:yes|no)|says (?:yes|no))(?:\s+it)?\W*$/iu;
const no = /\b(?:not|no|reject\w*|refus\w*|declin\w*)\b|n['’]t\b/iu;

/** Of two fields: a number or a quoted text is no field. */
const between =
  /^(?:if\s+|when\s+|where\s+)?(?:the\s+)?([\p{L}][\p{L}\d _]{0,40}?)\s*(>=|<=|>|<|(?:is |are )?(?:(?:higher|more|greater|bigger|larger|later|above|over) than|(?:lower|less|smaller|fewer|earlier|below|under) than|above|below|over|under))\s*(?:the\s+)?([\p{L}][\p{L}\d _]{0,40})\W*$/iu;
const signs: readonly [RegExp, string][] = [
  [/^>=$/u, '>='],
  [/^<=$/u, '<='],
  [/^>$|higher|more|greater|bigger|larger|later|above|over/iu, '>'],
  [/^<$|lower|less|smaller|fewer|earlier|below|under/iu, '<'],
];
const plain = (words: string): string => words.trim().toLowerCase();

/** The e-mail address of somebody: as it is typed, else whoever the form or row is about where that is said. What is neither is asked for again. */
export function askAddress(assembly: Assembly, id: string, text: string, ofForm: () => string | undefined): string {
  const answer = assembly.answers[id]?.trim() ?? '';
  if (/@|\{\{/u.test(answer)) return answer;
  const own = answer !== '' && isOfForm.test(answer) ? ofForm() : undefined;
  if (own !== undefined) return template(own);
  const again = answer === '' ? '' : `“${shorten(answer)}” is no e-mail address. `;
  assembly.askAgain(10, { id, text: `${again}${text}`, options: [], free: true });
  return '';
}

const isOfForm =
  /\b(?:form|field|column|row|file|list|they (?:typed|entered|gave|filled)|their (?:own )?(?:e-?mail|address)|whoever|who(?:ever)? (?:sent|filled|asked)|sender)\b/iu;
