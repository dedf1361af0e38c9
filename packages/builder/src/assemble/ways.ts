import { member } from '../recognise/detect-compute.ts';
import type { Wish, WishCase } from '../recognise/wish.ts';
import { type Assembly, type End, template } from './assembly.ts';
import { atHand } from './at-hand.ts';
import { answeredCondition, askWhen, knownLabels } from './conditions.ts';
import { fieldName } from './expressions.ts';
import { ensureChoice } from './form-field.ts';
import { addClassify } from './text-steps.ts';

type Switch = Extract<Wish, { kind: 'switch' }>;
type AddAll = (assembly: Assembly, wishes: readonly Wish[]) => void;

/** A choice between several ways: by amounts, by the classes found before, or by what a field or a text says. */
export function addSwitch(assembly: Assembly, wish: Switch, addAll: AddAll): void {
  const tested = wish.cases.some(({ condition }) => condition !== undefined);
  const id = tested ? addBands(assembly, wish) : addNamed(assembly, wish);
  const before = assembly.data;
  const ends: End[] = [];
  assembly.ends = [{ source: id, port: 'default' }];
  addAll(assembly, wish.otherwise ?? []);
  const otherwise = assembly.ends;
  for (const [index, { name, then }] of wish.cases.entries()) {
    assembly.ends = [{ source: id, port: port(name, index) }];
    assembly.data = { ...before, when: name };
    addAll(assembly, then);
    ends.push(...assembly.ends);
  }
  assembly.data = before;
  assembly.ends = [...otherwise, ...ends];
}

/** Each way with its own condition; the first that holds is taken. */
function addBands(assembly: Assembly, { cases, field, because }: Switch): string {
  const tests = cases.map(({ condition }) =>
    condition ? atHand(assembly, condition) || (answeredCondition(assembly, condition) ?? '') : '',
  );
  const id = assembly.add(
    'choose',
    'flow.switch',
    `By ${field === '' ? 'amount' : field}`,
    { cases: cases.map(({ name }, index) => ({ name: port(name, index), when: tests[index] ?? '' })) },
    because,
  );
  for (const [index, { condition }] of cases.entries()) if (condition && tests[index] === '') askWhen(assembly, condition, id);
  return id;
}

function addNamed(assembly: Assembly, wish: Switch): string {
  const value = valueOf(assembly, wish);
  const own = value === assembly.data.label ? 'label' : (value.split('.').at(-1) ?? wish.field);
  return assembly.add(
    'choose',
    'flow.switch',
    `By ${wish.field === 'label' ? own : wish.field}`,
    { value: template(value), cases: wish.cases.map(({ name }, index) => ({ name: port(name, index), equals: name })) },
    wish.because,
  );
}

/** What the names of the ways are compared with. */
function valueOf(assembly: Assembly, { field, cases, otherwise, because }: Switch): string {
  const labels = cases.map(({ name }) => name);
  const { record = 'trigger.body' } = assembly.data;
  if (field !== 'label') {
    if (record === 'input') return member(ensureChoice(assembly, field, optionsOf(cases, otherwise)), record);
    return member(fieldName(field, assembly.data.recordFields), record);
  }
  const isKnown = labels.every((label) => knownLabels(assembly).includes(label.toLowerCase()));
  // “Case 2”: what tells the ways apart was not said.
  const isSaid = labels.some((label) => !/^case \d+$/u.test(label));
  if (isKnown || !isSaid) return assembly.data.label ?? member(fieldName(field, assembly.data.recordFields), record);
  const asked = kindField(assembly, cases, otherwise);
  if (asked !== undefined) return member(asked, record);
  addClassify(assembly, { kind: 'classify', labels: [...labels, 'other'], noun: 'message', because });
  return assembly.data.label ?? member(fieldName(field, assembly.data.recordFields), record);
}

/** What only somebody who reads it can tell, whoever sends it. */
const judgements =
  /^(?:not )?(?:angry|happy|unhappy|furious|delighted|sad|calm|so-so|positive|negative|neutral|mixed|urgent|critical|normal|spam|junk|serious|trivial|annoying|good|bad|praise|criticism|complaints?|compliments?|questions?|relevant|irrelevant|polite|rude|nonsense|unclear)\b/iu;
const texts =
  /complain|feedback|comment|review|message|enquir|inquir|question|ticket|letter|suggest|e-?mail|contact|describ|writ|idea|wish|request|problem|fault|defect|damage|report|issue|application|cv\b|story|text|note/iu;

/**
 * The field that says which way it goes, where nobody has to read a text for that: a form asks for it, another program’s call and the rows of a
 * table have it in a column. Undefined where it has to be read out of a text.
 */
function kindField(assembly: Assembly, cases: readonly WishCase[], otherwise: readonly Wish[] | undefined): string | undefined {
  const { record, recordFields } = assembly.data;
  if (cases.some(({ name }) => judgements.test(name))) return undefined;
  const start = assembly.root.nodes[0];
  const said = `${assembly.root.because.get('start') ?? ''} ${String(start?.config['title'] ?? '')} ${String(start?.config['path'] ?? '')}`;
  if (record !== 'item' && texts.test(said)) return undefined;
  const own = recordFields.find((name) => /type|kind|category|topic|sort|reason|class$/iu.test(name));
  if (record === 'input' && start?.type === 'trigger.form') return ensureChoice(assembly, own ?? 'kind', optionsOf(cases, otherwise));
  if (record !== 'item' && record !== 'trigger.body') return undefined;
  const names = cases.map(({ name }) => `“${name}”`).join(', ');
  const column = own ?? (cases.every(({ name }) => state.test(name)) ? 'status' : 'type');
  assembly.note(
    'recommendation',
    `Check that ${record === 'item' ? 'the rows have a column' : 'what comes in has a field'} called “${column}” that says ${names}.`,
  );
  return column;
}

/** “Paid, expired, refunded”: how far it is. */
const state = /(?:ed|open|new|won|lost|sent|done|due|in review)$/iu;

const optionsOf = (cases: readonly WishCase[], otherwise: readonly Wish[] | undefined): string[] => [
  ...cases.map(({ name }) => name),
  ...(otherwise && otherwise.length > 0 ? ['other'] : []),
];

/** A way’s name holds letters, digits, spaces and dashes. */
function port(name: string, index: number): string {
  const words = name
    .normalize('NFD')
    .replaceAll(/(?<=\d)[.,](?=\d{3}\b)/gu, '')
    .replaceAll(/(?<=\d)[.,]0+\b/gu, '')
    .replaceAll(/(?<=\d)[.,](?=\d)/gu, ' point ')
    .replaceAll('%', ' percent')
    .replaceAll(/[^A-Za-z0-9 _-]/gu, ' ')
    .replaceAll(/\s+/gu, ' ')
    .trim()
    .slice(0, 60);
  return /^[A-Za-z0-9]/u.test(words) ? words : `case ${index + 1}`;
}
