import { changeWithModel, type Plan, planWithModel, planWithReader, type Reader, templates } from '@arches/builder';
import type { Catalog } from '@arches/kernel';
import type { ModelShelf } from '../models/model-shelf.ts';
import type { Planner, ProposalBody } from './planner-port.ts';

interface Deps {
  readonly catalog: Catalog;
  readonly modelOf: ModelShelf['defaultOf'];
  /** The trained reader; the rules alone plan where it is missing or fails. */
  readonly reader?: Reader | undefined;
}

/** The builder room behind the server's planner port: by the organisation's model where one is connected, by rules otherwise. */
export function createPlanner({ catalog, modelOf, reader }: Deps): Planner {
  return {
    plan: async ({ orgId, request, answers, signal }) => {
      const model = await modelOf(orgId);
      const asked = { sentence: request, answers };
      if (!model.describe()) return bodyOf(await planWithReader(asked, { catalog, ...(reader && { reader }) }));
      return bodyOf(await planWithModel(asked, { catalog, model, ...(signal ? { signal } : {}) }));
    },
    change: async ({ orgId, request, answers, document, signal }) => {
      const { patches: _, ...plan } = await changeWithModel(document, request, {
        catalog,
        model: await modelOf(orgId),
        answers,
        ...(signal ? { signal } : {}),
      });
      return bodyOf(plan);
    },
    templates: () => {
      // Home asks for these before anybody types, so the text model is awake by then.
      reader?.('Every Monday send me a report').catch(() => undefined);
      return Promise.resolve(
        templates.map(({ id, name, description, category, sentence }) => ({ id, name, description, category, sentence })),
      );
    },
  };
}

function bodyOf({ document, steps, questions, openQuestions = [], metadata, explanation, wording, ...rest }: Plan): ProposalBody {
  return {
    ...rest,
    graph: document,
    steps: [...steps],
    ...(wording && {
      wording: {
        ...wording,
        parts: wording.parts.map((part) => ({
          ...part,
          nodeIds: [...part.nodeIds],
          missing: [...part.missing],
          choices: [...part.choices],
          places: [...part.places],
        })),
      },
    }),
    questions: [...questions],
    openQuestions: [...openQuestions],
    metadata: { ...metadata, recommendations: [...metadata.recommendations], riskFactors: [...metadata.riskFactors] },
    explanation: {
      ...explanation,
      designDecisions: [...explanation.designDecisions],
      potentialIssues: [...explanation.potentialIssues],
    },
  };
}
