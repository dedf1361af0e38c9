import { type Catalog, summarize, validateDocument, type WorkflowDocument, type WorkflowNode } from '@arches/kernel';
import { assemble } from './assemble/assemble.ts';
import type { Assembly } from './assemble/assembly.ts';
import { isForeign } from './language/english.ts';
import { normalise } from './language/normalise.ts';
import type { Plan, PlanStep, Question } from './plan-types.ts';
import { capital } from './recognise/form-fields.ts';
import { implyTrigger } from './recognise/imply-trigger.ts';
import { readTrigger, type Trigger } from './recognise/trigger.ts';
import type { Wish } from './recognise/wish.ts';
import { readWishes } from './recognise/wishes.ts';

export interface PlanRequest {
  readonly sentence: string;
  /** Answers given so far, by question id. */
  readonly answers?: { readonly [questionId: string]: string };
}

export const plannerName = 'built-in planner';
const example = 'When I upload a CSV of customer feedback, group the complaints by topic, count them and give me an Excel report';

/** A workflow from plain words, without a model. Pure and quick; what it cannot meet becomes a placeholder or a question, never a guess. */
export function planFromWords({ sentence, answers = {} }: PlanRequest, { catalog }: { readonly catalog: Catalog }): Plan {
  const request = answers['request'] ?? sentence;
  const text = normalise(request);
  if (isForeign(text))
    return askBack(
      catalog,
      'I understand English only, so far. Could you say it in English?',
      'The request does not seem to be in English.',
    );
  const { trigger: said, rest } = readTrigger(text);
  const wishes = readWishes(rest);
  const trigger = implyTrigger(said, wishes, text);
  if (isVague(trigger, wishes))
    return askBack(
      catalog,
      'What should happen, and when does it start? Tell me what comes in and what you want out.',
      'There is nothing in the request yet that a step could do.',
    );
  const assembly = assemble(trigger, wishes, answers);
  return planOf(assembly, trigger, wishes, nameOf(request, wishes), catalog);
}

/** Nothing starts it and nothing is asked that any rule can read. */
function isVague(trigger: Trigger, wishes: readonly Wish[]): boolean {
  if (wishes.length === 0) return trigger.kind === 'manual' || trigger.kind === 'schedule';
  const understood = wishes.filter(({ kind }) => kind !== 'unmet' && kind !== 'read');
  const services = wishes.filter((wish) => wish.kind === 'unmet' && wish.service !== undefined);
  return trigger.kind === 'manual' && understood.length === 0 && services.length === 0;
}

function askBack(catalog: Catalog, text: string, reasoning: string): Plan {
  const document = documentOf('New workflow', [{ id: 'start', type: 'trigger.manual', name: 'Start by hand', config: {} }], []);
  const question: Question = {
    id: 'request',
    text,
    options: [
      { value: example, label: example },
      {
        value: 'Every Monday at 8:00 get https://example.org/orders, add up the sales per product and e-mail me an Excel file',
        label: 'Every Monday, add up the sales per product and e-mail me an Excel file',
      },
    ],
    free: true,
  };
  return {
    document,
    summaries: summariesOf(document, catalog),
    steps: [],
    questions: [question],
    metadata: {
      confidence: 0.05,
      recommendations: [`For example: “${example}.”`],
      riskFactors: [],
      complexity: 'simple',
      estimatedCost: 0,
      estimatedDuration: 0,
      generationMethod: plannerName,
    },
    explanation: { reasoning, designDecisions: [], potentialIssues: [] },
    reply: text,
  };
}

function planOf(assembly: Assembly, trigger: Trigger, wishes: readonly Wish[], name: string, catalog: Catalog): Plan {
  const document = documentOf(name, assembly.nodes, assembly.edges);
  const summaries = summariesOf(document, catalog);
  const steps = stepsOf(assembly.nodes, assembly.because, summaries);
  const questions = assembly.questions
    .toSorted((a, b) => b.weight - a.weight)
    .slice(0, 1)
    .map(({ question }) => question);
  const gaps = steps.filter(({ placeholder }) => placeholder);
  const notes = (kind: 'decision' | 'recommendation' | 'issue'): string[] =>
    assembly.notes.filter((note) => note.kind === kind).map(({ text }) => text);
  const errors = validateDocument(document, catalog).filter(({ severity, code }) => severity === 'error' && code !== 'placeholder_left');
  return {
    document,
    summaries,
    steps,
    questions,
    metadata: {
      confidence: confidenceOf(trigger, wishes, gaps.length, questions.length + errors.length),
      recommendations: notes('recommendation'),
      riskFactors: risksOf(document),
      complexity: steps.length <= 4 ? 'simple' : steps.length <= 9 ? 'medium' : 'complex',
      estimatedCost: steps.some(({ type }) => type.startsWith('ai.')) ? null : 0,
      estimatedDuration: durationOf(steps),
      generationMethod: plannerName,
    },
    explanation: {
      reasoning: reasoningOf(steps),
      designDecisions: notes('decision'),
      potentialIssues: [...gaps.map(({ name: gap }) => `“${gap}” cannot be done by a step yet.`), ...notes('issue')],
    },
    reply: replyOf(steps, questions),
  };
}

function documentOf(name: string, nodes: readonly WorkflowNode[], edges: WorkflowDocument['edges']): WorkflowDocument {
  return { schemaVersion: 1, id: '', name, nodes, edges };
}

/** The sentence of each step, bodies of loops included. */
export function summariesOf(document: WorkflowDocument, catalog: Catalog): { [nodeId: string]: string } {
  const names = new Map<string, string>();
  const all: WorkflowNode[] = [];
  const collect = (nodes: readonly WorkflowNode[]): void => {
    for (const node of nodes) {
      all.push(node);
      names.set(node.id, node.name ?? node.id);
      if (node.body) collect(node.body.nodes);
    }
  };
  collect(document.nodes);
  return Object.fromEntries(
    all.map((node) => {
      const card = catalog.get(node.type, node.version);
      if (node.summary) return [node.id, node.summary];
      return [
        node.id,
        card
          ? summarize(card, node.config, { nameOf: (id: string) => names.get(id) })
          : `Not possible yet: ${String(node.config['wish'] ?? node.name ?? '')}`,
      ];
    }),
  );
}

export function stepsOf(
  nodes: readonly WorkflowNode[],
  because: ReadonlyMap<string, string | null>,
  summaries: { readonly [id: string]: string },
): PlanStep[] {
  return nodes.flatMap((node) => [
    {
      nodeId: node.id,
      type: node.type,
      name: node.name ?? node.id,
      sentence: summaries[node.id] ?? '',
      because: because.get(node.id) ?? null,
      change: 'new' as const,
      placeholder: node.type === 'placeholder',
    },
    ...(node.body ? stepsOf(node.body.nodes, because, summaries) : []),
  ]);
}

/** How likely this is what was meant; measured on the evaluation set and rounded: what was read, less what was not. */
function confidenceOf(trigger: Trigger, wishes: readonly Wish[], gaps: number, open: number): number {
  const base = trigger.kind === 'manual' ? 0.78 : 0.92;
  const unread = wishes.filter((wish) => wish.kind === 'unmet' && wish.service === undefined).length;
  return Math.max(0.1, Math.round((base - 0.2 * unread - 0.06 * gaps - 0.05 * open - 0.02 * Math.max(0, wishes.length - 4)) * 100) / 100);
}

function risksOf(document: WorkflowDocument): string[] {
  const types = new Set(document.nodes.flatMap((node) => [node.type, ...(node.body?.nodes.map(({ type }) => type) ?? [])]));
  return [
    ...(types.has('email.send') && !types.has('flow.approval')
      ? ['E-mails go out without anybody looking at them first. You can add an approval before.']
      : []),
    ...(types.has('http.request') ? ['It depends on another system being there; failed calls are tried again.'] : []),
    ...(types.has('ai.generate')
      ? ['A language model writes text that may be wrong; an approval before sending keeps a person in charge.']
      : []),
  ];
}

function durationOf(steps: readonly PlanStep[]): number {
  const seconds = steps.reduce(
    (sum, { type }) =>
      sum + (type.startsWith('ai.') ? 3 : type === 'http.request' || type === 'email.send' ? 1.5 : type.startsWith('file.') ? 0.5 : 0),
    0,
  );
  return Math.round(seconds * 10) / 10;
}

function reasoningOf(steps: readonly PlanStep[]): string {
  const [first, ...rest] = steps;
  if (!first) return '';
  return `${first.sentence}. ${rest.length > 0 ? `Then: ${rest.map(({ name }) => name).join(' → ')}.` : ''}`.trim();
}

/** Written from the steps that are there, so that it never claims more. */
export function replyOf(steps: readonly PlanStep[], questions: readonly Question[]): string {
  const doing = steps.filter(({ placeholder, type }) => !placeholder && !type.startsWith('trigger.'));
  const gaps = steps.filter(({ placeholder }) => placeholder);
  const start = steps.find(({ type }) => type.startsWith('trigger.'));
  const parts = [
    `Here is what I would build: ${start ? lowerFirst(start.sentence) : 'started by hand'}${doing.length > 0 ? `, then ${doing.length} ${doing.length === 1 ? 'step' : 'steps'}` : ''}.`,
  ];
  if (gaps.length > 0)
    parts.push(
      `${gaps.length === 1 ? 'One wish' : `${gaps.length} wishes`} cannot be met yet and ${gaps.length === 1 ? 'is' : 'are'} shown as ${gaps.length === 1 ? 'a gap' : 'gaps'}: ${gaps.map(({ name }) => `“${name}”`).join(', ')}.`,
    );
  if (questions[0]) parts.push(questions[0].text);
  return parts.join(' ');
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

/** A short name for the workflow, from what it does. */
function nameOf(request: string, wishes: readonly Wish[]): string {
  const flat = wishes.flatMap((wish) => (wish.kind === 'if' ? [...wish.then, wish] : wish.kind === 'each' ? [...wish.body, wish] : [wish]));
  const topics = flat.find((wish) => wish.kind === 'topics');
  if (topics?.kind === 'topics') return `${capital(topics.onlyComplaints ? 'complaints' : topics.noun)} by topic`;
  const main = flat.find(({ kind }) =>
    ['total', 'extract', 'classify', 'generate', 'summarize', 'approve', 'filter', 'email', 'fetch'].includes(kind),
  );
  const words = (main?.because ?? request)
    .replace(/^(?:please|then|also|and|i want (?:you )?to|can you)\s+/iu, '')
    .replaceAll(/\b(?:and|or|to|of|the|a|an|with|for|in)$/giu, '');
  const short = words
    .split(/\s+/u)
    .slice(0, 6)
    .join(' ')
    .replace(/[,.;:]+$/u, '')
    .replace(/\s(?:and|or|to|of|the|a|an|with|for|in|me|as)$/iu, '');
  return capital(short.slice(0, 60)) || 'New workflow';
}
