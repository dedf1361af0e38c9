import { type WorkflowNode, walkNodes } from '@arches/kernel';
import type { Assembly } from './assembly.ts';

const column = /\bitem(?:\.(\w+)|\["([^"\\]+)"\])/gu;
const field = /\b(?:trigger\.body|nodes\.(?:fetch|event)\d*\.output(?:\.body)?)\.(\w+)/gu;
/** What every answer of a call has, whatever it brings. */
const ofCalls = new Set(['status', 'body', 'headers', 'text', 'rows']);

/** Columns and fields that a step looks at and that nobody named: they are told, so that whoever knows the data can see whether they are right. */
export function noteAssumedNames(assembly: Assembly, request: string): void {
  const nodes = [...walkNodes({ nodes: assembly.nodes, edges: assembly.edges })].map(({ node }) => node);
  const made = new Set(nodes.flatMap(namesMadeBy));
  const said = bare(request);
  const told = assembly.notes.map(({ text }) => text).join('\n');
  const configs = nodes.map(({ config }) => JSON.stringify(config).replaceAll('\\"', '"')).join('\n');
  const assumed = (pattern: RegExp): string[] => {
    const names = [...configs.matchAll(pattern)].map(([, plain, quoted]) => plain ?? quoted ?? '');
    return [...new Set(names)].filter(
      (name) => !made.has(name) && !ofCalls.has(name) && !isSaid(name, said) && !new RegExp(`[“ ,]${escaped(name)}[”,.]`, 'u').test(told),
    );
  };
  const [columns, fields] = [assumed(column), assumed(field)];
  if (columns.length > 0)
    assembly.note('recommendation', `Nobody said what these columns are called; check them in your data: ${listed(columns)}.`);
  if (fields.length > 0)
    assembly.note('recommendation', `Nobody said what these fields are called; check them in what comes in: ${listed(fields)}.`);
}

/** Names that the step itself gives to what it makes. */
function namesMadeBy({ type, config }: WorkflowNode): string[] {
  const { columns, fields, measures, by } = config;
  const own = [...keysOf(columns), ...(type === 'data.set' ? keysOf(fields) : [])];
  const listedOnes = [measures, type === 'ai.extract' ? fields : undefined].flatMap((list) => (Array.isArray(list) ? list : []));
  const named = listedOnes.flatMap((one) => {
    const { as, name } = one as { as?: string; name?: string };
    return [as, name].filter((each) => each !== undefined);
  });
  const grouped = type === 'data.group' ? [by].flat().filter((each) => typeof each === 'string') : [];
  return [...own, ...named, ...grouped, ...(type.startsWith('ai.') ? ofModels : [])];
}

const ofModels = ['label', 'confidence', 'topic', 'text', 'fields', 'summary'];

const keysOf = (value: unknown): string[] =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.keys(value) : [];

/** “due_date” where the words say “due” and “date”. */
const isSaid = (name: string, said: string): boolean =>
  name
    .replaceAll(/([a-z])([A-Z])/gu, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/u)
    .every((word) => said.includes(word.replace(/(?:ies|es|s)$/u, '')));

const bare = (text: string): string => text.toLowerCase().replaceAll(/[^a-z0-9]/gu, '');
const escaped = (text: string): string => text.replaceAll(/[^\w ]/gu, '.');
const listed = (names: readonly string[]): string => names.map((name) => `“${name}”`).join(', ');
