import type { ReadValue } from '../reading/values.ts';
import { type WorkflowNode, walkNodes } from '@arches/kernel';
import { isLetter } from './letters.ts';
import { durationSeconds, wordNumber } from '../language/durations.ts';

/** Numbers in addresses, times of day and dates are no details of their own. */
const noDetails =
  /https?:\/\/\S+|\S+@\S+|\b\d{1,2}[:.]\d{2}\b|\b\d{1,2}\s?(?:am|pm|h|o'?clock|uhr)\b|\b\d+(?:st|nd|rd|th)\b|\d{4}-\d\d-\d\d/giu;
const numbers =
  /(?<![\w.])(\d{1,3}(?:[.,’'\s]\d{3})+|\d+(?:[.,]\d+)?|two|three|four|five|six|seven|eight|nine|ten|twelve)(?![\w]|[.,]\d)(?:\s*(%|-?(?!(?:with|if|and|or|to|in|of|for|then|when|from|is|the|a|on|at)\b)[a-z]+))?/giu;
const files = /(?<![/\w@.])[\w-]+\.(?:csv|xlsx?|pdf|json|txt|docx?)\b/giu;
const parts =
  /\b(?:per|grouped by|sorted by|ordered by)\s+((?!e-?mail|mail|day|week|month|year|hour|minute|person\b|hand|name\b)[a-z]+(?:\s(?:cent(?:re|er)|name|type|group|code))?)/giu;

/**
 * What a request says exactly and no step has: numbers, names of files, what is counted or sorted by. Such things are lost most easily and missed
 * most, so they are told, in the words of the request.
 */
export function lostDetails(request: string, nodes: readonly WorkflowNode[]): string[] {
  const all = [...walkNodes({ nodes, edges: [] })].map(({ node }) => node);
  const text = all.map((node) => `${ownName(node)} ${JSON.stringify([node.config, node.policy ?? {}])}`).join(' ');
  const drawn = text.toLowerCase();
  const letters = drawn.replaceAll(/[^a-z0-9]/gu, '');
  const said = request.replaceAll(noDetails, ' ');
  const lost = [
    ...[...said.matchAll(numbers)].filter(([, number = '', unit = '']) => !hasNumber(drawn, number, unit)).map(([words]) => words),
    ...lostFiles(request, letters, uploadsOf(all)),
    ...[...said.matchAll(parts)].filter(([, what = '']) => !letters.includes(bare(what).replace(/s$/u, ''))).map(([words]) => words),
  ];
  return [...new Set(lost.map((words) => words.trim()))];
}

/** Values that were read out of the words and that no step has: “vegetarian”, “in French”, “top five”. */
export function lostValues(values: readonly ReadValue[], nodes: readonly WorkflowNode[]): string[] {
  const all = [...walkNodes({ nodes, edges: [] })].map(({ node }) => node);
  const drawn = all
    .map((node) => `${ownName(node)} ${node.type} ${JSON.stringify(node.config)}`)
    .join(' ')
    .toLowerCase();
  const letters = bare(drawn);
  const isTimed = /timeouthours|everyhours|afterhours/u.test(letters);
  const written = bare(JSON.stringify(all.filter(({ type }) => writes.test(type)).map(({ config }) => config)));
  return values.flatMap(({ name, words }) => {
    // A letter of a kind that everybody knows says nothing but that.
    const more = name === 'what' && isLetter(words) ? inside.exec(words)?.[1] : undefined;
    if (more && contentWords(more).some((word) => !written.includes(bare(word).replace(/(?:ies|es|s|y)$/u, '')))) return [more];
    const isTold =
      (name === 'what' && (plainMail.test(words.trim()) || outcome.test(words) || isLetter(words))) ||
      (name === 'value' && answer.test(words));
    if (!mustShow.has(name) || isTold || (isTimed && noAnswer.test(words))) return [];
    const wanted = contentWords(words);
    const isThere =
      wanted.length === 0 ||
      wanted.some(
        (word) =>
          (relative.test(word) && /trigger\.at|weekday\(/u.test(drawn)) ||
          (nothing.test(word) && /size\(|isempty\(/u.test(drawn)) ||
          letters.includes(bare(word).replace(/(?:ies|es|s|y|ed|ing)$/u, '')) ||
          (/^\d/u.test(word) && hasNumber(drawn, word, '')) ||
          hasNumber(drawn, word, ''),
      );
    return isThere ? [] : [words];
  });
}

/** Counted from the day of the run. */
const relative =
  /^(?:today|tomorrow|yesterday|tonight|week|(?:mon|tues|wednes|thurs|fri|satur|sun)day|month|year|quarter|fortnight|weekend|next|coming|past|ago|old|older|newer|recent)/u;
const nothing = /^(?:no|none|nobody|nothing|answer|empty|missing|without|lacks?|blank)$/u;

/** A condition is called by the words that asked for it, whatever of them it looks at: only an open one says what it is about. */
const ownName = ({ type, name = '', config }: WorkflowNode): string =>
  (type === 'flow.if' || type === 'data.filter') && config['condition'] !== '' ? '' : name;

const writes = /^(?:email|ai\.generate|text\.template|file\.write)/u;
const inside = /\b(?:with|including|mentioning|containing|stating|listing)\s+(.+)$/iu;

function contentWords(words: string): string[] {
  return joined(words)
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => (word.length > 2 || /^\d/u.test(word)) && !plainWords.test(word));
}

const plainWords = /^(?:the|and|for|per|each|their|our|all|any|with|from|that|first|only|one|ones|into|than|top|last|column|file|list)$/u;
/** “Send me a note” is a mail, whatever it says. */
const plainMail = /^(?:just )?(?:an?|the|one)?\s*(?:short |quick |little |brief )?(?:note|line|e-?mail|mail|message|heads[- ]up|word)$/iu;

/** What is told after a decision is in the two letters. */
const outcome = /\b(?:answer|decision|outcome|result|yes or no|details|information|everything|data)\b/iu;

/** An approval that is to be given in time says this by its hours. */
const noAnswer = /\b(?:no|not|without|silent|answer\w*|repl(?:y|ies|ied)|react\w*|decided?|decision)\b|n['’]t\b/iu;

/** “If she does”: an answer, which is a way and no value. */
const answer = /^(?:(?:she|he|they) )?(?:does|do|did|is|has|yes|no|agrees?|says (?:yes|no))$/iu;

const mustShow = new Set<ReadValue['name']>([
  'lang',
  'style',
  'column',
  'value',
  'by',
  'count',
  'field',
  'class',
  'file',
  'subject',
  'cc',
  'what',
]);

/** Files that are read come with the form, whatever they are called then; those that are written are to be called so. */
function lostFiles(request: string, letters: string, uploads: number): string[] {
  const named = [...request.matchAll(files)].filter(([name]) => !letters.includes(bare(name.replace(/\.\w+$/u, ''))));
  const isWritten = ({ index }: { readonly index: number }): boolean => written.test(request.slice(0, index));
  const read = named.filter((match) => !isWritten(match)).slice(uploads);
  return [...named.filter(isWritten), ...read].map(([name]) => name);
}

const written = /\b(?:sav|writ|put|stor|export|append|log|add|convert|call)\w*\b[^.;]*\b(?:as|to|into|in|it)\s+$/iu;

function uploadsOf(nodes: readonly WorkflowNode[]): number {
  const fields = nodes.flatMap(({ config }) => (Array.isArray(config['fields']) ? config['fields'] : []));
  return fields.filter((field) => typeof field === 'object' && field !== null && 'type' in field && field.type === 'file').length;
}

const bare = (text: string): string => text.toLowerCase().replaceAll(/[^a-z0-9]/gu, '');

/** “2,500” → 2500 */
const joined = (words: string): string => words.replaceAll(/(?<=\d)[.,’'\s](?=\d{3}(?!\d))/gu, '');

/** As it is, in words, as seconds, as a share, or as an hour of the afternoon. */
function hasNumber(drawn: string, given: string, unit: string): boolean {
  const [, plain = '', thousands] = /^(.*?)\s*(k)?$/iu.exec(joined(given)) ?? [];
  const number = (/^zero$/iu.test(plain) ? 0 : (wordNumber(plain.replace(',', '.')) ?? Number.NaN)) * (thousands ? 1000 : 1);
  const each = durationSeconds(
    `${given} ${unit
      .replace('-', '')
      .replace(/^wks?$/u, 'weeks')
      .replace(/^hrs?$/u, 'hours')}`,
  );
  const forms = [
    number,
    given.toLowerCase(),
    number + 12,
    number / 100,
    1 + number / 100,
    1 - number / 100,
    ...(each ? [each, each / 3600, each / 86_400] : []),
    ...(/^-?years?$/iu.test(unit) ? [number * 365] : /^-?months?$/iu.test(unit) ? [number * 30, number * 31] : []),
  ];
  return forms.some((form) => new RegExp(`(?<![\\d.])${String(form).replace('.', '\\.')}(?![\\d])`, 'u').test(drawn));
}
