import { applyPatches, type Catalog, type Patch, sameJson, validateDocument, walkNodes, type WorkflowDocument } from '@arches/kernel';
import { normalise } from '../language/normalise.ts';
import { metadataOf, plannerName } from '../plan-metadata.ts';
import type { Plan, PlanStep, Question } from '../plan-types.ts';
import { stepsOf, summariesOf } from '../summaries.ts';
import { answerQuestion, isQuestion } from './answer-question.ts';
import { readChange } from './read-change.ts';

export interface ChangePlan extends Plan {
  /** Empty when nothing changes. */
  readonly patches: readonly Patch[];
}

export interface ChangeDeps {
  readonly catalog: Catalog;
  /** Answers given so far, by question id. */
  readonly answers?: { readonly [questionId: string]: string };
}

const examples =
  '“e-mail it to anna@example.org as well”, “make it daily at 7”, “use CSV instead”, “ask my boss before sending”, “remove the delay”';

/** A change asked for in plain words, without a model. What is not understood changes nothing and says so. */
export function changeFromWords(document: WorkflowDocument, message: string, { catalog, answers = {} }: ChangeDeps): ChangePlan {
  const said = normalise(answers['request'] ?? message);
  if (isQuestion(said)) {
    const answer = answerQuestion(document, said, catalog);
    return changePlan(document, [], catalog, {
      reply: answer ?? `I cannot tell that from the workflow. You can ask what it does, what a step does, or how to start it.`,
      confidence: answer ? 0.9 : 0.2,
    });
  }
  const read = readChange(document, said, answers, catalog);
  if (read.questions.length > 0 && read.patches.length === 0)
    return changePlan(document, [], catalog, { reply: read.questions[0]?.text ?? '', questions: read.questions, confidence: 0.4 });
  const missed = read.missed.map((words) => `“${words}”`).join(', ');
  if (read.patches.length === 0)
    return changePlan(document, [], catalog, {
      reply: `I did not understand ${missed || 'that'}, so nothing is changed. You can say, for example: ${examples}.`,
      confidence: 0.1,
    });
  return changePlan(document, read.patches, catalog, {
    because: read.because,
    questions: read.questions,
    notes: read.missed.map((words) => `“${words}” was not understood and is left out.`),
    confidence: read.missed.length > 0 ? 0.5 : 0.85,
  });
}

interface Said {
  readonly reply?: string;
  readonly because?: ReadonlyMap<string, string | null>;
  readonly questions?: readonly Question[];
  readonly notes?: readonly string[];
  readonly confidence: number;
  readonly method?: string;
}

/** The proposal that patches make; those that would break the workflow are refused. */
export function changePlan(document: WorkflowDocument, patches: readonly Patch[], catalog: Catalog, said: Said): ChangePlan {
  const after = patches.length === 0 ? document : applyPatches(document, patches).document;
  const added = newErrors(document, after, catalog);
  if (added.length > 0 && patches.length > 0)
    return changePlan(document, [], catalog, {
      ...said,
      questions: [],
      reply: `That would break the workflow, so nothing is changed: ${added[0] ?? ''}`,
      confidence: 0.1,
    });
  const summaries = summariesOf(after, catalog);
  const steps = changedSteps(document, after, said.because ?? new Map(), catalog);
  const notes = said.notes ?? [];
  const questions = (said.questions ?? []).slice(0, 1);
  return {
    patches,
    document: after,
    summaries,
    steps,
    questions,
    metadata: { ...metadataOf(after, steps, said.confidence), generationMethod: said.method ?? plannerName },
    explanation: { reasoning: said.reply ?? changeWords(document, after, steps), designDecisions: [], potentialIssues: notes },
    reply: said.reply ?? [changeWords(document, after, steps), ...notes, ...questions.map(({ text }) => text)].join(' '),
  };
}

/** Facts that are asked for may still be missing; everything else that was right stays right. */
function newErrors(before: WorkflowDocument, after: WorkflowDocument, catalog: Catalog): string[] {
  if (before === after) return [];
  const errors = (document: WorkflowDocument) =>
    validateDocument(document, catalog).filter(({ severity, code }) => severity === 'error' && code !== 'placeholder_left');
  const known = new Set(errors(before).map(({ code, nodeId, message }) => `${code} ${nodeId ?? ''} ${message}`));
  return errors(after)
    .filter(
      ({ code, nodeId, message }) => !known.has(`${code} ${nodeId ?? ''} ${message}`) && !/must not be empty|needs a time:/u.test(message),
    )
    .map(({ message }) => message);
}

function changedSteps(
  before: WorkflowDocument,
  after: WorkflowDocument,
  because: ReadonlyMap<string, string | null>,
  catalog: Catalog,
): PlanStep[] {
  const old = new Map([...walkNodes(before)].map(({ node }) => [node.id, node]));
  const now = new Set([...walkNodes(after)].map(({ node }) => node.id));
  const steps = stepsOf(after.nodes, because, summariesOf(after, catalog)).map((step): PlanStep => {
    const was = old.get(step.nodeId);
    const is = [...walkNodes(after)].find(({ node }) => node.id === step.nodeId)?.node;
    return { ...step, change: !was ? 'new' : sameJson(was, is) ? 'same' : 'changed' };
  });
  const gone = stepsOf(before.nodes, new Map(), summariesOf(before, catalog)).filter(({ nodeId }) => !now.has(nodeId));
  return [...steps, ...gone.map((step): PlanStep => ({ ...step, change: 'removed' }))];
}

/** What is different, in words, from the steps as they are before and after. */
function changeWords(before: WorkflowDocument, after: WorkflowDocument, steps: readonly PlanStep[]): string {
  const named = (change: PlanStep['change']) => steps.filter((step) => step.change === change);
  const list = (found: readonly PlanStep[]) => found.map(({ name }) => `“${name}”`).join(', ');
  const parts = [
    ...(named('new').length > 0 ? [`I add ${list(named('new'))}`] : []),
    ...named('changed').map(({ name, sentence }) => `“${name}” now reads: ${sentence}`),
    ...(named('removed').length > 0 ? [`I remove ${list(named('removed'))}`] : []),
    ...(before.name === after.name ? [] : [`the workflow is now called “${after.name}”`]),
  ];
  if (parts.length === 0) return 'It is like that already, so nothing changes.';
  return `${parts.join('; ').replace(/^./u, (letter) => letter.toUpperCase())}. Everything else stays as it is.`;
}
