import { expressionsIn } from './expressions/template-text.ts';
import type { SummaryOptions } from './summary.ts';

const OPERATORS: readonly (readonly [RegExp, string])[] = [
  [/\s*==\s*/g, ' is '],
  [/\s*!=\s*/g, ' is not '],
  [/\s*>=\s*/g, ' is at least '],
  [/\s*<=\s*/g, ' is at most '],
  [/\s*>\s*/g, ' is more than '],
  [/\s*<\s*/g, ' is less than '],
  [/\s*&&\s*/g, ' and '],
  [/\s*\|\|\s*/g, ' or '],
  [/\s*\*\s*/g, ' × '],
  [/\s*\/\s*/g, ' ÷ '],
];

const WHOLE: { readonly [root: string]: string } = { input: 'the input', item: 'each entry', index: 'the entry’s number' };

/** A text with each `{{ … }}` said in words. */
export function templateWords(text: string, options: SummaryOptions): string {
  let result = '';
  let from = 0;
  for (const span of expressionsIn(text)) {
    result += text.slice(from, span.start) + expressionWords(span.source, options);
    from = span.end;
  }
  return result + text.slice(from);
}

/** A path in words (`nodes.read.output.rows` → “rows from Read”), comparisons of paths likewise; anything else as it is written. */
export function expressionWords(source: string, options: SummaryOptions): string {
  return splitQuoted(withoutWrappers(source))
    .map((part) => (part.quoted ? part.text : plainWords(part.text, options)))
    .join('')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

const path = String.raw`[A-Za-z_]\w*(?:\.\w+|\["[^"]*"\])*`;
const wrapper = new RegExp(
  String.raw`\b(?:(?:lower|upper|trim|string|number|int|double)\(\s*(${path})\s*\)|default\(\s*(${path})\s*,[^(),]*\))`,
  'g',
);
const counted = new RegExp(String.raw`\bsize\(\s*(${path})\s*\)`, 'g');
const holds = new RegExp(String.raw`\bcontains\(\s*(${path})\s*,\s*("(?:[^"\\]|\\.)*")\s*\)`, 'g');

/** Calls that only make values comparable say nothing to a reader: `lower(string(input.city))` is the city. */
function withoutWrappers(source: string): string {
  let said = source;
  for (let before = ''; before !== said; ) {
    before = said;
    said = said.replaceAll(wrapper, (_, inner?: string, kept?: string) => inner ?? kept ?? '');
  }
  return said.replaceAll(holds, '$1 contains $2').replaceAll(counted, 'the number of $1');
}

function plainWords(source: string, options: SummaryOptions): string {
  const said = source.replaceAll(/(?<![\w.])[A-Za-z_]\w*(?:\.\w+|\["[^"]*"\])*(?!\w*\s*\()/g, (path) => pathWords(path, options));
  return OPERATORS.reduce((text, [operator, words]) => text.replaceAll(operator, words), said);
}

function pathWords(path: string, options: SummaryOptions): string {
  const [root = '', ...keys] = [...path.matchAll(/[A-Za-z_0-9]+|"([^"]*)"/g)].map(([whole, quoted]) => quoted ?? whole);
  if (root === 'nodes') return nodeWords(path, keys, options);
  if (root === 'trigger') return keys.length === 0 || keys.join() === 'body' ? 'what came in' : `${lastName(keys)} that came in`;
  if (root === 'run' || root === 'workflow') return keys.length === 0 ? `the ${root}` : `the ${root}’s ${lastName(keys)}`;
  if (root === 'vars' || root === 'env') return keys.length === 0 ? path : lastName(keys);
  if (!Object.hasOwn(WHOLE, root)) return path;
  return keys.length === 0 ? (WHOLE[root] ?? path) : lastName(keys);
}

function nodeWords(path: string, [nodeId, output, ...rest]: readonly string[], options: SummaryOptions): string {
  if (nodeId === undefined) return path;
  const name = options.nameOf?.(nodeId) ?? titled(nodeId);
  return output === 'output' && rest.length > 0 ? `${lastName(rest)} from ${name}` : `the result of ${name}`;
}

function lastName(keys: readonly string[]): string {
  return spaced(keys.at(-1) ?? '');
}

/** Quoted text is what the person wrote and stays; in a bracket it is part of a path. */
function splitQuoted(source: string): { readonly text: string; readonly quoted: boolean }[] {
  const parts: { text: string; quoted: boolean }[] = [];
  let from = 0;
  for (const match of source.matchAll(/(?<!\[)(?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')/g)) {
    parts.push({ text: source.slice(from, match.index), quoted: false }, { text: `“${match[0].slice(1, -1)}”`, quoted: true });
    from = match.index + match[0].length;
  }
  parts.push({ text: source.slice(from), quoted: false });
  return parts;
}

function spaced(name: string): string {
  return name.replaceAll(/[_-]+/g, ' ').trim() || name;
}

/** `read_file` → “Read file”. */
function titled(id: string): string {
  const words = spaced(id);
  return words.charAt(0).toUpperCase() + words.slice(1);
}
