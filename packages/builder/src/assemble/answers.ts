import { checkExpression } from '@arches/kernel';
import type { Assembly } from './assembly.ts';
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
}

/** The id of a question about the same words is the same whatever stands around it. */
export const askedId = (what: string, words: string): string => `${what}:${words.trim().toLowerCase()}`.slice(0, 100);

/** The expression that was answered; undefined where nobody answered yet, or nobody can read the answer. */
export function answeredExpression(assembly: Assembly, { what, words, read }: Asked): string | undefined {
  const answer = assembly.answers[askedId(what, words)]?.trim();
  if (!answer) return undefined;
  return read(answer) || (isExpression(answer) ? answer : undefined);
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
