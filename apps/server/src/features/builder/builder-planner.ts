import { type Plan, planFromWords } from '@arches/builder';
import { AppError, type Catalog } from '@arches/kernel';
import type { Planner, ProposalBody } from './planner-port.ts';

interface Deps {
  readonly catalog: Catalog;
}

/** The builder room behind the server's planner port. */
export function createPlanner({ catalog }: Deps): Planner {
  return {
    plan: ({ request, answers }) => Promise.resolve(bodyOf(planFromWords({ sentence: request, answers }, { catalog }))),
    change: () => Promise.reject(new AppError('planner_unavailable', 'Changes in words are not there yet. Change the steps by hand.')),
    templates: () => Promise.resolve([]),
  };
}

function bodyOf({ document, steps, questions, metadata, explanation, ...rest }: Plan): ProposalBody {
  return {
    ...rest,
    graph: document,
    steps: [...steps],
    questions: [...questions],
    metadata: { ...metadata, recommendations: [...metadata.recommendations], riskFactors: [...metadata.riskFactors] },
    explanation: {
      ...explanation,
      designDecisions: [...explanation.designDecisions],
      potentialIssues: [...explanation.potentialIssues],
    },
  };
}
