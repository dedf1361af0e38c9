import type { WorkflowDocument } from '@arches/kernel';
import type { Plan, PlanStep } from './plan-types.ts';

export const plannerName = 'built-in planner';

/** What is said of a plan beside its steps; `confidence` is the caller's. */
export function metadataOf(document: WorkflowDocument, steps: readonly PlanStep[], confidence: number): Plan['metadata'] {
  return {
    confidence,
    recommendations: [],
    riskFactors: risksOf(document),
    complexity: steps.length <= 4 ? 'simple' : steps.length <= 9 ? 'medium' : 'complex',
    estimatedCost: steps.some(({ type }) => type.startsWith('ai.')) ? null : 0,
    estimatedDuration: durationOf(steps),
    generationMethod: plannerName,
  };
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
