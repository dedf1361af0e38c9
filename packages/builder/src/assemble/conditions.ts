import { type Condition, readCondition } from '../recognise/conditions.ts';
import { capital } from '../recognise/form-fields.ts';
import { answeredExpression, type Asked, askExpression } from './answers.ts';
import { lateBranches } from './approval.ts';
import type { Assembly, End } from './assembly.ts';
import { atHand } from './at-hand.ts';
import { answeredDecision, decisionWays } from './decision.ts';
import { failureOf } from './failures.ts';
import { shorten } from './names.ts';
import { labelsFor } from './steps.ts';
import { addClassify } from './text-steps.ts';

/** The two ways of a condition: the approval before it, a reading of the text, or a comparison. */
export function openBranches(assembly: Assembly, said: Condition, because: string): { yes: readonly End[]; no: readonly End[] } {
  const condition = signed(assembly, said);
  const failed = failureOf(assembly, condition);
  if (failed) return { yes: [failed.yes], no: [failed.no] };
  if (condition.subject === 'answer in time') return lateBranches(assembly, because);
  const decided = condition.subject === 'decision' ? decisionWays(assembly, condition, because) : undefined;
  if (decided) return decided;
  const known = labelSaid(assembly, condition);
  const isLabel =
    condition.test === 'equals' &&
    /^(?:|it|this|they|one|category|type|label|kind|topic|class|message|text)$/u.test(condition.subject) &&
    knownLabels(assembly).includes(String(condition.value).toLowerCase());
  const expression =
    condition.test === 'judged' || isLabel || known !== undefined
      ? judged(assembly, { ...condition, value: known ?? String(condition.value).toLowerCase() })
      : atHand(assembly, condition);
  const answered = expression === '' ? answeredCondition(assembly, condition) : undefined;
  const id = assembly.add('check', 'flow.if', titleOf(condition), { condition: answered ?? expression }, because, 'true');
  if (expression === '' && answered === undefined) askWhen(assembly, condition, id);
  return { yes: [{ source: id, port: 'true' }], no: [{ source: id, port: 'false' }] };
}

/** “Negative”, of what was just totalled or worked out, is below zero and no mood. */
function signed({ nodes }: Assembly, condition: Condition): Condition {
  const last = nodes.at(-1);
  const isNumber = last?.type === 'data.group' || (last?.id.startsWith('calculate') ?? false);
  if (!isNumber || condition.test !== 'judged' || !/^(?:negative|positive)$/u.test(String(condition.value))) return condition;
  return { ...condition, subject: 'amount', test: condition.value === 'negative' ? 'under' : 'over', value: 0, isGuessed: true };
}

/** One thing at hand goes on only where the condition holds. */
export function addGate(assembly: Assembly, condition: Condition, because: string): void {
  assembly.ends = [...openBranches(assembly, condition, because).yes];
}

/** “and is the room free?” → Room free? */
const titleOf = ({ words }: Condition): string =>
  `${capital(
    shorten(
      words
        .replace(/^\W*(?:(?:and|but|so|then|also|or)\s+)+/iu, '')
        .replace(/^(?:is|are|was|were)\s+(?=\p{L}+er\b|over|under|above|below|more|less)/iu, '')
        .replace(/[?\s]+$/u, ''),
    ),
  )}?`;

/** “If bug”, after texts were sorted into bug, feature and question. */
function labelSaid(assembly: Assembly, { words, test }: Condition): string | undefined {
  const bare = words
    .toLowerCase()
    .replace(/^(?:(?:it|this|that|they|is|are|an?|the)\s+)+/u, '')
    .trim();
  return test === 'unread' ? knownLabels(assembly).find((label) => label === bare || `${label}s` === bare) : undefined;
}

/** Better asked than guessed: a condition on a field that nobody fills in looks finished and never holds. */
export function askWhen(assembly: Assembly, { words }: Condition, nodeId: string): void {
  if (memory.test(words))
    assembly.note('issue', `A run does not remember the ones before it: for “${shorten(words)}” something has to keep what came before.`);
  askExpression(assembly, whenOf(assembly, { words }), nodeId, 6);
}

/** What was before this run: how often, for the first time, by how much it changed. */
const memory =
  /\b(?:in a row|twice|(?:two|three|four|\d+)\s+times|(?:first|second|third) (?:time|order|report|offen[cs]e|visit|reminder)|ever before|stayed before|than (?:last|yesterday|before)|(?:up|down|dropped|fell|rose|risen|jumped|grew|changed|increased|decreased) by|(?:dropped|fell|rose|risen|jumped|grew|increased|decreased) more than)\b/iu;

/** What was said when it was asked for: a condition in words, or the expression itself. */
export const answeredCondition = (assembly: Assembly, { words }: Pick<Condition, 'words'>): string | undefined =>
  answeredExpression(assembly, whenOf(assembly, { words }));

const whenOf = (assembly: Assembly, { words }: Pick<Condition, 'words'>): Asked => ({
  what: 'condition',
  words,
  text: `How can one see that “${shorten(words)}” holds?`,
  example: 'status is paid',
  read: (answer) => {
    const decided = answeredDecision(assembly, answer);
    if (decided) return decided;
    const read = readCondition(answer);
    if (!read) return undefined;
    // Whoever answers names a field, though time went by.
    const { data } = assembly;
    assembly.data = { ...data, isOld: false };
    const expression = atHand(assembly, read);
    assembly.data = { ...assembly.data, isOld: data.isOld === true };
    return expression;
  },
});

export function knownLabels(assembly: Assembly): string[] {
  const labels = assembly.last(({ type }) => type === 'ai.classify')?.config['labels'];
  return Array.isArray(labels) ? labels.map((label) => String(label).toLowerCase()) : [];
}

/** A class that is asked for later is one to choose from. */
function addLabel(assembly: Assembly, id: string, label: string): void {
  const index = assembly.nodes.findIndex((node) => node.id === id);
  const node = assembly.nodes[index];
  const labels = node?.config['labels'];
  if (!node || !Array.isArray(labels)) return;
  const all = [...labels.filter((entry) => entry !== 'other'), label, ...(labels.includes('other') ? ['other'] : [])];
  assembly.nodes[index] = { ...node, name: `Sort into ${all.join(', ')}`, config: { ...node.config, labels: all } };
}

/** Reads the text first, then asks which label it got. */
function judged(assembly: Assembly, condition: Condition): string {
  const said = String(condition.value);
  const known = assembly.last(({ type }) => type === 'ai.classify');
  const labels = known?.config['labels'];
  // As the step writes it: “C1” is never “c1”.
  const own = Array.isArray(labels) ? labels.map(String).find((entry) => entry.toLowerCase() === said) : undefined;
  const has = own !== undefined;
  const label = own ?? said;
  if (!known || (!has && !assembly.isExplicit))
    addClassify(assembly, { kind: 'classify', labels: labelsFor(label), noun: 'message', because: condition.words });
  else if (!has && known) addLabel(assembly, known.id, label);
  const source = assembly.data.label ?? (known ? `nodes.${known.id}.output.label` : 'input.label');
  return `${source} ${condition.negated ? '!=' : '=='} ${JSON.stringify(label)}`;
}
