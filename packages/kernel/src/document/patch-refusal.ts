import type { Patch, WorkflowDocument } from '../document.ts';
import { findNode, type NodePlace } from './graph.ts';

/** One patch applied: the document after it, and the patches that lead back. */
export interface Applied {
  readonly document: WorkflowDocument;
  readonly inverse: readonly Patch[];
}

/** A patch that cannot be applied. Becomes `patch_invalid` with the patch's place in the list. */
export class PatchRefusal extends Error {
  /** JSON Pointer into the patch. */
  readonly path: string;

  constructor(message: string, path = '') {
    super(message);
    this.path = path;
  }
}

/** Of patches, by the name of the operation. */
export type PatchOf<Op extends Patch['op']> = Extract<Patch, { readonly op: Op }>;

export function requireNode(document: WorkflowDocument, nodeId: string, path = '/nodeId'): NodePlace {
  const place = findNode(document, nodeId);
  if (!place) throw new PatchRefusal(`There is no step “${nodeId}”.`, path);
  return place;
}
