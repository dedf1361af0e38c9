import { AppError } from '../app-error.ts';
import type { Patch, WorkflowDocument } from '../document.ts';
import { walkGraphs } from './graph.ts';
import { issueWords } from './issue-sentence.ts';
import { copyJson } from './json-copy.ts';
import { shapes } from './document-schema.ts';
import { fillPatch } from './plain-form.ts';
import { pointer } from './pointer.ts';
import * as edges from './patch-edges.ts';
import * as fields from './patch-fields.ts';
import * as nodes from './patch-nodes.ts';
import { type Applied, PatchRefusal } from './patch-refusal.ts';

/**
 * Applies all patches, or none: the document given is never changed, and what no patch touches is shared with it.
 * Applying `inverse` to the result restores a document deep-equal to the one given (as `parseDocument` reads it, with unique ids).
 * As in the plain form, a new edge may leave out its id and ports, and a new node its configuration.
 * References need not lead anywhere afterwards: that is for `validateDocument` to say.
 *
 * @throws AppError `patch_invalid` with `details: { index, path }`: which patch, and a JSON Pointer into the patch
 */
export function applyPatches(
  document: WorkflowDocument,
  patches: readonly Patch[],
): { readonly document: WorkflowDocument; readonly inverse: Patch[] } {
  let current = document;
  const inverses: (readonly Patch[])[] = [];
  for (const [index, given] of patches.entries()) {
    try {
      const step = applyOne(current, readPatch(given, current));
      current = step.document;
      inverses.push(step.inverse);
    } catch (error) {
      if (!(error instanceof PatchRefusal)) throw error;
      const message = patches.length === 1 ? error.message : `Change ${index + 1} of ${patches.length}: ${error.message}`;
      throw new AppError('patch_invalid', message, { details: { index, path: error.path } });
    }
  }
  return { document: current, inverse: inverses.reverse().flat() };
}

function readPatch(given: unknown, document: WorkflowDocument): Patch {
  const copy = copyJson(given);
  const [problem] = copy.problems;
  if (problem) throw new PatchRefusal(problem.message, problem.path);
  fillPatch(copy.value, () => new Set([...walkGraphs(document)].flatMap(({ graph }) => graph.edges.map((edge) => edge.id))));
  const read = shapes.patch.safeParse(copy.value);
  if (read.success) return read.data as Patch;
  const issue = read.error.issues[0];
  if (!issue) throw new PatchRefusal('The change cannot be read.');
  const at = pointer(issue.path);
  if (issue.code === 'unrecognized_keys') {
    throw new PatchRefusal(`${at === '' ? 'The change' : `“${at}”`} has a field “${issue.keys[0] ?? ''}”, which Arches does not know.`, at);
  }
  const subject = issue.path.length === 0 ? 'The change' : `“${issue.path.map(String).join('.')}” of the change`;
  throw new PatchRefusal(`${subject} ${issueWords(issue, copy.value)}.`, at);
}

function applyOne(document: WorkflowDocument, patch: Patch): Applied {
  switch (patch.op) {
    case 'add_node':
      return nodes.addNode(document, patch);
    case 'remove_node':
      return nodes.removeNode(document, patch.nodeId);
    case 'replace_node':
      return nodes.replaceNode(document, patch.node);
    case 'rename_node':
      return nodes.renameNode(document, patch.nodeId, patch.newId);
    case 'set_config':
      return fields.setConfig(document, patch);
    case 'set_node':
      return fields.setNode(document, patch);
    case 'connect':
      return edges.connect(document, patch);
    case 'disconnect':
      return edges.disconnect(document, patch.edgeId);
    case 'move':
      return fields.move(document, patch.positions);
    case 'set_pin':
      return fields.setPin(document, patch);
    case 'set_meta':
      return fields.setMeta(document, patch);
  }
}
