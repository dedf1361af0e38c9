import type { Wish } from '../recognise/wish.ts';
import type { Assembly } from './assembly.ts';
import { addFilter, shorten } from './steps.ts';

type Of<Kind extends Wish['kind']> = Extract<Wish, { kind: Kind }>;

/**
 * “Remind each, wait ten days, then those who still have not paid”: after a wait the rows are got once more, because those from before cannot say what
 * happened since. What they were narrowed to before holds again.
 */
export function addFilterAgain(assembly: Assembly, wish: Of<'filter'>, add: (assembly: Assembly, wish: Wish) => void): void {
  const { origin, data } = assembly;
  if (!data.isOld || !origin || data.record || !data.rows) return addFilter(assembly, wish);
  const from = assembly.nodes.findLastIndex(({ id }) => id === origin.id);
  const before = assembly.nodes
    .slice(from)
    .flatMap(({ type, config }) => (type === 'data.filter' ? [String(config['condition'] ?? '')] : []))
    .filter((condition) => condition !== '');
  assembly.data = { ...data, isOld: false };
  const asked = assembly.questions.length;
  add(assembly, origin.wish);
  // Where they are was asked the first time.
  assembly.questions.length = asked;
  rename(assembly, (name) => `${name} again`);
  // “The rest” is of the new rows, not what an earlier filter left.
  assembly.filtered = undefined;
  addFilter(assembly, wish);
  const index = assembly.nodes.length - 1;
  const node = assembly.nodes[index];
  if (node?.type !== 'data.filter') return;
  const own = String(node.config['condition'] ?? '');
  // “Still” is the same as before.
  const isSame = own === '' && /\b(?:still|rest|remaining|left)\b/iu.test(wish.because);
  const all = own === '' && !isSame ? [] : [...new Set([...before, own].filter((condition) => condition !== ''))];
  if (isSame && before.length > 0) assembly.questions.length = asked;
  const condition = all.length > 1 ? all.map((one) => `(${one})`).join(' && ') : (all[0] ?? '');
  assembly.nodes[index] = { ...node, config: { ...node.config, condition } };
}

function rename(assembly: Assembly, change: (name: string) => string): void {
  const index = assembly.nodes.length - 1;
  const node = assembly.nodes[index];
  if (node?.name && !node.name.endsWith(' again')) assembly.nodes[index] = { ...node, name: change(node.name) };
}

const ofMany = new Set<Wish['kind']>(['total', 'sort', 'filter', 'topics', 'deduplicate', 'combine']);

/** “Orders come in until 10; at 10:05 count them”: each of them is a run of its own, which has nothing but itself to count. */
export function noteSingle(assembly: Assembly, { kind, because }: Wish): void {
  const { isOld, record, rows, files } = assembly.data;
  const isOfAll = ofMany.has(kind) || (kind === 'summarize' && /\b(?:all|everything|one|them)\b/iu.test(because));
  if (!isOld || !record || record === 'item' || rows || files || !isOfAll) return;
  assembly.note(
    'issue',
    `“${shorten(because)}” is about several, but each that comes in is a run of its own. Keep them in a list, and let a second workflow that starts at that time work on the list.`,
  );
}

/** Rows that wait do not hold up the others. */
export const atOnce = (nodes: readonly { type: string }[]): { concurrency?: number } =>
  nodes.some(({ type }) => type === 'flow.delay' || type === 'flow.approval') ? { concurrency: 100 } : {};

/** A loop that ends by telling somebody gives nothing to go on with. */
export const isTelling = (type: string): boolean =>
  type === 'email.send' || type === 'flow.delay' || type === 'flow.if' || type === 'placeholder';
