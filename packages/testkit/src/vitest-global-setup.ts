import type { TestProject } from 'vitest/node';
import { startTestDatabaseSupply } from './test-database-supply.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Where test files ask for databases. */
    readonly testDatabaseSupply: string;
  }
}

/** Vitest calls this once a run, in its own process, and what it returns at the end. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const supply = await startTestDatabaseSupply();
  project.provide('testDatabaseSupply', supply.address);
  return supply.close;
}
