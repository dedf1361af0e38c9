import { type Assembly, type Finding, template } from './assembly.ts';
import { factLines, factsOf } from './contents.ts';
import { decisionLines } from './refused.ts';

export function addFinding(assembly: Assembly, finding: Finding): void {
  assembly.offer({ found: [...(assembly.data.found ?? []), finding] });
}

/** As lines that a person reads. What was picked out may have grown since, so its step is asked. */
function linesFor(assembly: Assembly, { nodeId, kind, name, expression }: Finding): string {
  if (kind === 'text') return `${name}:\n\n${template(expression)}`;
  if (kind !== 'facts') return `${name}: ${template(expression)}`;
  const fields = assembly.last(({ id }) => id === nodeId)?.config['fields'];
  return factLines(Array.isArray(fields) ? fields.map((field: { name: string }) => field.name) : [], expression);
}

/** What was found that some text does not say yet, neither itself nor by the step that it takes its values from. */
function findingsBeside(assembly: Assembly, text: string): readonly Finding[] {
  const sources = [...text.matchAll(/\bnodes\.(\w+)\.output\b(?!\.text)/gu)].flatMap(
    ([, id]) => assembly.last((node) => node.id === id && node.type === 'data.set')?.config ?? [],
  );
  const said = `${text} ${JSON.stringify(sources)}`;
  return (assembly.data.found ?? []).filter(({ nodeId }) => !new RegExp(String.raw`\bnodes\.${nodeId}\.`, 'u').test(said));
}

/** On the way of one class nobody has to be told which it is. */
const isWayOf = ({ data: { when }, nodes }: Assembly, expression: string): boolean =>
  when !== undefined &&
  nodes.some(({ type, config }) => /^flow\.(?:if|switch)$/u.test(type) && JSON.stringify(config).includes(expression));

/** “Mail both”, “the summary and all the rest” */
const everything = /\b(?:both|everything|all (?:of )?(?:it|that|this|them|three|four)|the (?:rest|lot))\b/iu;

/**
 * The findings that a text lacks: facts, classes and sums always, earlier texts only where the words speak of them, since a text is mostly made to
 * be turned into the next one.
 */
export function besides(assembly: Assembly, text: string, words: string): string | undefined {
  const lacking = findingsBeside(assembly, text).filter(
    ({ kind, name, expression }) =>
      (kind !== 'class' || !isWayOf(assembly, expression)) &&
      (kind !== 'text' || everything.test(words) || words.toLowerCase().includes(name.toLowerCase())),
  );
  return lacking.length > 0 ? lacking.map((finding) => linesFor(assembly, finding)).join('\n\n') : undefined;
}

/** “Copy the facts to HR”, “the sum to sales”: what the words name of what was found out, where they do not name the text that was made last. */
export function namedFindings(assembly: Assembly, what: string): string | undefined {
  const { found = [] } = assembly.data;
  const text = found.findLast(({ kind }) => kind === 'text');
  const said = what.toLowerCase();
  if (what === '' || everything.test(what) || (text !== undefined && said.includes(text.name.toLowerCase()))) return undefined;
  const isNamed = ({ kind, name }: Finding): boolean => kind !== 'text' && (said.includes(name.toLowerCase()) || wordsFor[kind].test(what));
  const named = found.filter(isNamed);
  return named.length > 0 ? named.map((finding) => linesFor(assembly, finding)).join('\n\n') : undefined;
}

const wordsFor: { readonly [kind in 'facts' | 'class' | 'sum']: RegExp } = {
  facts: /\b(?:facts|details|data|values|fields)\b/iu,
  class: /\b(?:category|class|topic|label|kind)\b/iu,
  sum: /\b(?:sum|total|price|cost|amount|figure|fee)\b/iu,
};

/** What a text is written from: what came in, or what was made of it last, and all that was found out since. */
export function materialFor(assembly: Assembly): string | undefined {
  const { record, rows, content, made } = assembly.data;
  // What the columns of a row are called is not known.
  if (record === 'item') return template(content ?? record);
  if (made === 'rows' && rows) return materialOfRows(assembly, rows);
  const base = baseOf(assembly);
  return base && [base, besides(assembly, base, ''), decisionLines(assembly)].filter((part) => part !== undefined).join('\n\n');
}

/** Rows that were looked up for a form or call are written about together with it. */
function materialOfRows(assembly: Assembly, rows: string): string {
  const { file, record } = assembly.data;
  const facts = !file && (record === 'input' || record === 'trigger.body') ? factsOf(assembly) : undefined;
  return facts === undefined ? template(rows) : `${facts}\n\n${template(rows)}`;
}

/** All that was typed in or sent, where nothing was made of it yet, else what was; a file that is handed over is no such thing. */
function baseOf(assembly: Assembly): string | undefined {
  const { record, content, text, file } = assembly.data;
  const source = text ?? content ?? record;
  if (source?.startsWith('trigger.body')) return template('trigger.body');
  const isTyped = record === 'input' || /^nodes\.calculate\d*\.output$/u.test(record ?? '');
  const isForm = isTyped && (text === undefined ? !file : text.startsWith('input.'));
  return (isForm ? factsOf(assembly) : undefined) ?? (source && template(source));
}

/** What another program is sent: with “everything” also what came in. */
export function bodyWithFindings(assembly: Assembly, content: string, words: string): string {
  const { record, found = [] } = assembly.data;
  const start = assembly.root.nodes[0]?.type === 'trigger.form' ? 'input' : 'trigger.body';
  const isWhole = /\b(?:everything|all of it|all that)\b/iu.test(words) && found.length > 0 && record !== 'item';
  const body = contentWithFindings(assembly, content, undefined);
  if (!isWhole || content === start || record === undefined) return body;
  const inner = body.replaceAll(/^\{\{ | \}\}$/gu, '');
  return template(`merge(${start}, ${assembly.data.made === 'text' && inner === content ? `{"text": ${inner}}` : inner})`);
}

/** Steps that make a text. */
export const isMaker = ({ type }: { readonly type: string }): boolean => /^(?:ai\.(?:generate|summarize)|text\.)/u.test(type);

/** What an approval, a file or another program gets: the content, with all that was found out beside it. */
export function contentWithFindings(assembly: Assembly, content: string, asText: 'file' | 'approval' | undefined): string {
  const { made, record } = assembly.data;
  if (made === 'rows' || record === 'item') return template(content);
  const more = besides(assembly, content, '');
  // A letter that was written is the whole file; whoever approves it sees as well what it was written from.
  // What was sorted by its kind is no part of a paper.
  const isSorted = asText === 'file' && (assembly.data.found ?? []).every(({ kind }) => kind === 'class');
  const isLetter = asText === 'file' && made === 'text' && assembly.last(isMaker)?.type !== 'ai.summarize';
  if (more === undefined || isLetter || isSorted) return template(content);
  if (asText) return `${made === 'text' ? template(content) : (factsOf(assembly) ?? template(content))}\n\n${more}`;
  const lacking = findingsBeside(assembly, content).filter(({ kind }) => kind !== 'text');
  const own = made === 'text' ? [`{"text": ${content}}`] : [content];
  const others = lacking.map(({ kind, name, expression }) =>
    kind === 'facts' ? expression : `{${JSON.stringify(name.toLowerCase())}: ${expression}}`,
  );
  return template(`merge(${[...others, ...own].join(', ')})`);
}
