import type { Problem, WorkflowGraph, WorkflowNode } from '../document.ts';
import { checkExpression, referencesIn } from '../expressions/evaluate.ts';
import { unclosedExpression } from '../expressions/template-text.ts';
import { ancestorsOf } from './ancestors.ts';
import { edgeIdFor } from './edge-id.ts';
import { type ExpressionPlace, expressionPlaces, policyExpressionPlaces } from './expression-places.ts';
import { type NodePlace, walkNodes } from './graph.ts';
import { nearest } from './nearest.ts';
import { pointer } from './pointer.ts';
import { renameInText } from './rename-references.ts';
import { containerKindOf, partIn } from './validate-containers.ts';
import { portsOf } from './validate-nodes.ts';
import { called, fixWith, PLACEHOLDER, type Validation } from './validation.ts';

/** A reference to a node of `graph` that is good if that node comes before `anchor`, the referring node or the container around it. */
interface Question {
  readonly graph: WorkflowGraph;
  readonly reference: string;
  readonly anchor: string;
  readonly from: NodePlace;
  readonly at: ExpressionPlace;
}

/** Expressions that cannot be read, and references to nodes that are not there or whose output is not there yet. */
export function checkReferences(validation: Validation): void {
  const questions: Question[] = [];
  for (const place of walkNodes(validation.document)) {
    if (place.node.type === PLACEHOLDER) continue;
    for (const text of textsIn(place.node.config, [])) checkClosed(validation, place, text);
    for (const at of [...expressionPlaces(validation.cardOf(place.node), place.node.config), ...policyExpressionPlaces(place.node)]) {
      checkSource(validation, at.source, pathOf(place, at), place.node);
      for (const reference of referencesIn(at.source)) {
        const question = checkReference(validation, place, at, reference);
        if (question) questions.push(question);
      }
    }
  }
  checkOrder(validation, questions);
  checkOutputs(validation);
}

const pathOf = (from: NodePlace, at: ExpressionPlace) => [...from.path, at.of ?? 'config', ...at.path];

function severityOf(node: WorkflowNode | undefined): { readonly severity: Problem['severity'] } {
  return { severity: node?.disabled ? 'warning' : 'error' };
}

function checkSource({ report }: Validation, source: string, path: readonly (string | number)[], node: WorkflowNode | undefined): void {
  const problem = checkExpression(source);
  if (!problem) return;
  const shown = source.length > 80 ? `${source.slice(0, 77)}…` : source;
  const owner = node ? `${called(node)}: the` : 'The';
  const message = `${owner} expression {{ ${shown} }} cannot be read. ${problem.message}`;
  report({ code: 'bad_expression', ...severityOf(node), path: pointer(path), ...(node && { nodeId: node.id }), message });
}

function checkClosed(
  { report, cardOf }: Validation,
  { node, path }: NodePlace,
  { keys, text }: { keys: readonly (string | number)[]; text: string },
): void {
  if (unclosedExpression(text) === -1 || cardOf(node)?.expressionFields?.includes(String(keys[0]))) return;
  const message = `${called(node)}: an expression begins with {{ and is never closed. Close it with }}.`;
  report({ code: 'bad_expression', ...severityOf(node), path: pointer([...path, 'config', ...keys]), nodeId: node.id, message });
}

function* textsIn(value: unknown, keys: readonly (string | number)[]): Generator<{ keys: readonly (string | number)[]; text: string }> {
  if (typeof value === 'string') {
    if (value.includes('{{')) yield { keys, text: value };
  } else if (Array.isArray(value)) for (const [index, item] of value.entries()) yield* textsIn(item, [...keys, index]);
  else if (typeof value === 'object' && value !== null)
    for (const [key, item] of Object.entries(value)) yield* textsIn(item, [...keys, key]);
}

/** What can be said without knowing the order; else the question to ask once the order is known. */
function checkReference(validation: Validation, from: NodePlace, at: ExpressionPlace, reference: string): Question | undefined {
  const { report, places } = validation;
  const target = places.get(reference);
  const common = { ...severityOf(from.node), path: pointer(pathOf(from, at)), nodeId: from.node.id };
  if (!target) {
    report({ code: 'unknown_reference', ...common, ...unknownReference(validation, from, at, reference) });
    return undefined;
  }
  const uses = `${called(from.node)} uses the output of ${called(target.node)}`;
  if (reference === from.node.id) {
    const message = `${called(from.node)} uses its own output, which is not there before it has run.`;
    report({ code: 'reference_to_itself', ...common, message });
    return undefined;
  }
  for (let anchor: NodePlace | undefined = from; anchor; anchor = anchor.parent && places.get(anchor.parent.id)) {
    if (anchor.node.id === reference) {
      const hint = isLoop(validation, anchor.node) ? ' Use “item” for the current entry.' : '';
      report({
        code: 'reference_not_before',
        ...common,
        message: `${uses}, which is only there when all steps inside it have ended.${hint}`,
      });
      return undefined;
    }
    if (anchor.parent?.id !== target.parent?.id) continue;
    const order = anchor.parent && partOrder(validation, anchor.parent, target.node, anchor.node);
    if (order === undefined || order === 'same') return { graph: anchor.graph, reference, anchor: anchor.node.id, from, at };
    const message = `${uses}, which is in a later part of ${called(anchor.parent ?? anchor.node)} and only runs after it.`;
    if (order === 'later') report({ code: 'reference_not_before', ...common, message });
    return undefined;
  }
  report({ code: 'reference_into_body', ...common, message: `${uses}, ${insideWords(validation, target)}` });
  return undefined;
}

function unknownReference({ places }: Validation, { node }: NodePlace, { path, text, of }: ExpressionPlace, reference: string) {
  const meant = nearest(reference, [...places.keys()]);
  const advice = meant === undefined ? 'Use the id of a step that comes before it.' : `Did you mean “${meant}”?`;
  const message = `${called(node)} uses the output of “${reference}”, but there is no such step. ${advice}`;
  const value = meant === undefined ? text : renameInText(text, reference, meant);
  if (value === text || meant === undefined || of) return { message };
  return { message, fix: fixWith(`Use “${meant}”`, { op: 'set_config', nodeId: node.id, path, value }) };
}

function isLoop(validation: Validation, node: WorkflowNode): boolean {
  const kind = containerKindOf(validation, node);
  return kind !== 'parallel' && kind !== 'try';
}

/** Where the step referred to stands in a `try`, seen from the one that refers to it; the error part and the clean-up may read earlier parts. */
function partOrder(validation: Validation, container: WorkflowNode, target: WorkflowNode, from: WorkflowNode) {
  if (containerKindOf(validation, container) !== 'try') return undefined;
  const difference = partIn(validation, container, target) - partIn(validation, container, from);
  return difference === 0 ? 'same' : difference < 0 ? 'earlier' : 'later';
}

function insideWords(validation: Validation, target: NodePlace): string {
  const container = target.parent ? called(target.parent) : 'the loop';
  const often = target.parent && !isLoop(validation, target.parent) ? '' : ', once for each entry';
  return `which runs inside ${container}${often}. Use the output of ${container} instead.`;
}

function checkOrder(validation: Validation, questions: readonly Question[]): void {
  for (const [graph, asked] of Map.groupBy(questions, (question) => question.graph)) {
    const ancestors = ancestorsOf(
      graph,
      asked.map((question) => question.reference),
    );
    for (const question of asked) {
      if (ancestors.isBefore(question.reference, question.anchor) !== false) continue;
      reportOrder(validation, question, ancestors.mayFollow(question.reference, question.anchor));
    }
  }
}

function reportOrder(validation: Validation, { reference, anchor, from, at }: Question, mayFollow: boolean): void {
  const target = validation.places.get(reference);
  if (!target) return;
  const names = { from: called(from.node), target: called(target.node) };
  const message = mayFollow
    ? `${names.from} uses the output of ${names.target}, but nothing leads from there to here, so it may not have run yet. Connect them.`
    : `${names.from} uses the output of ${names.target}, which only runs after it. Use a step that comes before.`;
  const [only, ...others] = portsOf(validation, target.node) ?? [];
  const canConnect = mayFollow && only !== undefined && others.length === 0 && validation.cardOf(from.node)?.kind !== 'trigger';
  const where = target.parent && { parent: target.parent.id };
  const ends = { source: reference, sourcePort: only ?? 'out', target: anchor, targetPort: 'in' };
  const edge = { id: edgeIdFor(ends, validation.edgeIds()), ...ends };
  const fix = canConnect ? { fix: fixWith(`Connect ${names.target} to it`, { op: 'connect', edge, ...where }) } : {};
  const path = pointer(pathOf(from, at));
  validation.report({ code: 'reference_not_before', ...severityOf(from.node), path, nodeId: from.node.id, message, ...fix });
}

/** The run's output is made at its end, when every step outside loops has ended. */
function checkOutputs(validation: Validation): void {
  const { document, places, report } = validation;
  if (!document.outputs) return;
  for (const at of expressionPlaces(undefined, document.outputs)) {
    const path = ['outputs', ...at.path];
    checkSource(validation, at.source, path, undefined);
    for (const reference of referencesIn(at.source)) {
      const target = places.get(reference);
      if (target && !target.parent) continue;
      const where = target?.parent && !isLoop(validation, target.parent) ? called(target.parent) : 'a loop';
      const message = target
        ? `The workflow's output uses ${called(target.node)}, which runs inside ${where}. Use the output of ${where === 'a loop' ? 'the loop' : where} instead.`
        : `The workflow's output uses “${reference}”, but there is no such step.`;
      report({ code: target ? 'reference_into_body' : 'unknown_reference', path: pointer(path), message });
    }
  }
}
