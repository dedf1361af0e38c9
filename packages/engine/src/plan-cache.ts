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
  /** A plan for a document loaded with its run; steps whose type is gone fail when they are reached, and the rest goes on. */
  readonly planFor: (hash: string, document: WorkflowDocument) => RunPlan;
}

const maxPlans = 500;

export function createPlanCache(catalog: Catalog, { compile }: Pick<EngineKernel, 'compile'>): PlanCache {
  const byObject = new WeakMap<WorkflowDocument, PreparedDocument>();
  /** Insertion order is use order. */
  const byHash = new Map<string, RunPlan>();

  function kept(key: string, make: () => RunPlan): RunPlan {
    const plan = byHash.get(key) ?? make();
    byHash.delete(key);
    byHash.set(key, plan);
    const oldest = byHash.size > maxPlans ? byHash.keys().next().value : undefined;
    if (oldest !== undefined) byHash.delete(oldest);
    return plan;
  }

  return {
    planFor: (hash, document) =>
      byHash.has(hash)
        ? kept(hash, () => compile(document, catalog))
        : kept(`tolerant ${hash}`, () => compile(document, catalog, { tolerant: true })),
    prepare: (document) => {
      const before = byObject.get(document);
      if (before) return before;
      const text = JSON.stringify(document);
      const hash = createHash('sha256').update(text).digest('hex');
      const prepared = { hash, text, plan: kept(hash, () => compile(document, catalog)) };
      byObject.set(document, prepared);
      return prepared;
    },
  };
}
