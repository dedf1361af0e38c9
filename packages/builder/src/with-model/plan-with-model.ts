import type { ModelPort } from '@arches/ai';
import { AppError, type Catalog, type JsonSchema } from '@arches/kernel';
import { z } from 'zod';
import { type PlanRequest, planFromWords, replyOf } from '../plan-from-words.ts';
import { metadataOf } from '../plan-metadata.ts';
import type { Plan, Question } from '../plan-types.ts';
import { stepsOf, summariesOf } from '../summaries.ts';
import { type Attempt, improve, mistakesIn, repairByRules } from './improve.ts';
import { cardsInShort, documentFrom, ModelPlan, modelRules } from './model-plan.ts';

export interface ModelDeps {
  readonly catalog: Catalog;
  readonly model: ModelPort;
  readonly signal?: AbortSignal;
}

interface Draft extends ReturnType<typeof documentFrom> {
  readonly question: string | null;
}

/**
 * A workflow planned by a language model, checked and repaired here. Where the model fails or its plan cannot be made to run, the plan of the
 * rules comes back with a note that says so. Throws only when `signal` is aborted.
 */
export async function planWithModel(request: PlanRequest, { catalog, model, signal }: ModelDeps): Promise<Plan> {
  const byRules = planFromWords(request, { catalog });
  const name = model.describe()?.model;
  if (name === undefined) return byRules;
  try {
    const ask = (more: string) => askForPlan(request, byRules, more, { catalog, model, ...(signal ? { signal } : {}) });
    const draft = await improve(await ask(''), ({ value, mistakes }) =>
      ask(
        `\n\nYour last plan was:\n${JSON.stringify(value.document)}\nIt cannot run:\n${mistakes.join('\n')}\nGive the whole corrected plan.`,
      ),
    );
    if (draft.mistakes.length > 0)
      return withNote(byRules, `${name} gave a plan that cannot run (${draft.mistakes[0] ?? ''}), so this one was made by rules.`);
    return planOfDraft(draft.value, byRules, name, catalog);
  } catch (error) {
    if (signal?.aborted || !(error instanceof AppError)) throw error;
    return withNote(byRules, `${name} could not be used (${error.message}), so this plan was made by rules.`);
  }
}

async function askForPlan(
  { sentence, answers = {} }: PlanRequest,
  byRules: Plan,
  more: string,
  { catalog, model, signal }: ModelDeps,
): Promise<Attempt<Draft>> {
  const { object } = await model.generateObject({
    system: `${modelRules}\n\nTypes of steps:\n${cardsInShort(catalog)}`,
    prompt: `Request: ${JSON.stringify(answers['request'] ?? sentence)}\nAnswers so far: ${JSON.stringify(answers)}\nA plan made by simple rules, which may be wrong: ${JSON.stringify({ nodes: byRules.document.nodes, edges: byRules.document.edges })}${more}`,
    schema: z.toJSONSchema(ModelPlan) as JsonSchema,
    schemaName: 'workflow_plan',
    temperature: 0,
    ...(signal ? { signal } : {}),
  });
  const read = ModelPlan.safeParse(object);
  if (!read.success) throw new AppError('model_output_invalid', 'The model’s plan does not have the shape that was asked for.');
  const { document, because } = documentFrom(read.data, catalog);
  const repaired = repairByRules(document, catalog);
  return {
    value: { document: repaired, because, question: read.data.question },
    mistakes: mistakesIn(repaired, catalog).map(({ message }) => message),
  };
}

function planOfDraft({ document, because, question }: Draft, byRules: Plan, name: string, catalog: Catalog): Plan {
  const summaries = summariesOf(document, catalog);
  const steps = stepsOf(document.nodes, because, summaries);
  const gaps = steps.filter(({ placeholder }) => placeholder);
  const questions: Question[] =
    question === null || question.trim() === ''
      ? []
      : byRules.questions.slice(0, 1).length > 0
        ? byRules.questions.slice(0, 1)
        : [{ id: 'detail', text: question, options: [], free: true }];
  // Two readings of the same sentence that agree are surer than one.
  const agrees = sameTypes(steps, byRules.steps);
  const confidence = Math.max(0.2, (agrees ? 0.92 : 0.75) - 0.08 * gaps.length - 0.05 * questions.length);
  return {
    document,
    summaries,
    steps,
    questions,
    metadata: {
      ...metadataOf(document, steps, Math.round(confidence * 100) / 100),
      recommendations: byRules.metadata.recommendations,
      generationMethod: name,
    },
    explanation: {
      reasoning: steps.map(({ sentence }) => sentence).join('. '),
      designDecisions: [],
      potentialIssues: gaps.map(({ name: gap }) => `“${gap}” cannot be done by a step yet.`),
    },
    reply: replyOf(steps, questions),
  };
}

function sameTypes(a: Plan['steps'], b: Plan['steps']): boolean {
  return a.length === b.length && a.every(({ type }, index) => type === b[index]?.type);
}

function withNote(plan: Plan, note: string): Plan {
  return {
    ...plan,
    explanation: { ...plan.explanation, potentialIssues: [...plan.explanation.potentialIssues, note] },
    reply: `${plan.reply} ${note}`,
  };
}
