import { changeWithModel, type Plan, planWithModel, templates } from '@arches/builder';
import type { Catalog } from '@arches/kernel';
import type { ModelShelf } from '../models/model-shelf.ts';
import type { Planner, ProposalBody } from './planner-port.ts';

interface Deps {
  readonly catalog: Catalog;
  readonly modelOf: ModelShelf['defaultOf'];
}

/** The builder room behind the server's planner port: by the organisation's model where one is connected, by rules otherwise. */
export function createPlanner({ catalog, modelOf }: Deps): Planner {
  return {
    plan: async ({ orgId, request, answers, signal }) =>
      bodyOf(await planWithModel({ sentence: request, answers }, { catalog, model: await modelOf(orgId), ...(signal ? { signal } : {}) })),
    change: async ({ orgId, request, answers, document, signal }) => {
      const { patches: _, ...plan } = await changeWithModel(document, request, {
        catalog,
        model: await modelOf(orgId),
        answers,
        ...(signal ? { signal } : {}),
      });
      return bodyOf(plan);
    },
    templates: () =>
      Promise.resolve(templates.map(({ id, name, description, category, sentence }) => ({ id, name, description, category, sentence }))),
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
