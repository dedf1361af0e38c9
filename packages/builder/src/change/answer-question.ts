import { type Catalog, walkNodes, type WorkflowDocument } from '@arches/kernel';
import { summariesOf } from '../summaries.ts';
import { stepsMeant } from './find-step.ts';

/** Whether a message asks about the workflow rather than for a change. */
export function isQuestion(message: string): boolean {
  const said = message.trim();
  if (/^(?:can|could|would|will) you\b|^please\b|^(?:what|how) about\b/iu.test(said))
    return /\b(?:explain|tell me (?:what|why|how)|show me how)\b/iu.test(said);
  return /^(?:what|why|how|when|where|who|which|does|do|is|are|explain|describe|show me how|tell me (?:what|why|how|when))\b/iu.test(said);
}

/** An answer from the document alone; undefined when it does not hold one. */
export function answerQuestion(document: WorkflowDocument, message: string, catalog: Catalog): string | undefined {
  const summaries = summariesOf(document, catalog);
  const nodes = [...walkNodes(document)].map(({ node }) => node);
  const trigger = nodes.find(({ type }) => type.startsWith('trigger.'));
  if (nodes.length === 0) return 'The workflow has no steps yet. Tell me what should happen.';
  if (/\b(?:start|run|trigger|begin|launch|test)\b/iu.test(message) && /^(?:how|when|what|show)/iu.test(message.trim()))
    return trigger
      ? `${sentence(summaries[trigger.id] ?? '')} ${startHint(trigger.type)}`
      : 'Nothing starts it yet: add a trigger as the first step.';
  const meant = stepsMeant(
    document,
    message.replace(/^(?:what|why|how|when|where|who|which|does|do|is|are|explain|describe)\b/iu, ''),
    catalog,
  );
  const isWhole =
    /\b(?:this|it|the workflow|whole|everything|workflow)\b/iu.test(message) &&
    (meant.length !== 1 || /\b(?:this|it|the workflow)\s+(?:workflow\s+)?(?:do|does|work)/iu.test(message));
  const [step] = meant;
  if (!isWhole && step && meant.length <= 2)
    return `“${step.name ?? step.id}”: ${sentence(summaries[step.id] ?? '')}${afterWords(document, step.id)}`;
  if (/^(?:what|how|explain|describe|tell me)/iu.test(message.trim()))
    return nodes.map((node, index) => `${index + 1}. ${sentence(summaries[node.id] ?? node.name ?? node.id)}`).join('\n');
  return undefined;
}

function startHint(type: string): string {
  switch (type) {
    case 'trigger.form':
      return 'Publish it, then open its form or press Run and fill it in.';
    case 'trigger.webhook':
      return 'Publish it, then let the other program call that address; Test runs it with data of your own.';
    case 'trigger.schedule':
      return 'It starts by itself once it is published; Run starts it at once.';
    default:
      return 'Press Run, or Test to try it first.';
  }
}

function afterWords(document: WorkflowDocument, id: string): string {
  const before = document.edges
    .filter(({ target }) => target === id)
    .map(({ source }) => document.nodes.find((node) => node.id === source)?.name ?? source);
  return before.length > 0 ? ` It comes after “${before.join('” and “')}”.` : '';
}

function sentence(text: string): string {
  return /[.!?]$/u.test(text) ? text : `${text}.`;
}
