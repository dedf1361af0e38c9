import { createHash } from 'node:crypto';
import type { Catalog, RunPlan, WorkflowDocument } from '@arches/kernel';
import type { EngineKernel } from './engine-kernel.ts';
import type { JsonText } from './run-store.ts';

export interface PreparedDocument {
  /** sha256 of its JSON, hex. */
  readonly hash: string;
  readonly text: JsonText;
  readonly plan: RunPlan;
}

/** Documents compiled once. A run is pinned to its document by hash, so two objects with the same content share a plan. */
export interface PlanCache {
  readonly prepare: (document: WorkflowDocument) => PreparedDocument;
  /** A plan for a document loaded with its run. */
  readonly planFor: (hash: string, document: WorkflowDocument) => RunPlan;
}

const maxPlans = 500;

export function createPlanCache(catalog: Catalog, { compile }: Pick<EngineKernel, 'compile'>): PlanCache {
  const byObject = new WeakMap<WorkflowDocument, PreparedDocument>();
  /** Insertion order is use order. */
  const byHash = new Map<string, RunPlan>();

  function planFor(hash: string, document: WorkflowDocument): RunPlan {
    const plan = byHash.get(hash) ?? compile(document, catalog);
    byHash.delete(hash);
    byHash.set(hash, plan);
    const oldest = byHash.size > maxPlans ? byHash.keys().next().value : undefined;
    if (oldest !== undefined) byHash.delete(oldest);
    return plan;
  }

  return {
    planFor,
    prepare: (document) => {
      const before = byObject.get(document);
      if (before) return before;
      const text = JSON.stringify(document);
      const hash = createHash('sha256').update(text).digest('hex');
      const prepared = { hash, text, plan: planFor(hash, document) };
      byObject.set(document, prepared);
      return prepared;
    },
  };
}
