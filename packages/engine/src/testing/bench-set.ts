import type { TestDatabase } from '@arches/testkit';
import { afterEach } from 'vitest';
import { type Bench, openBench } from './host-bench.ts';

export interface BenchSet {
  /** One more process on the suite's database; closed after the test. */
  readonly bench: (given?: Parameters<typeof openBench>[2]) => Promise<Bench>;
  readonly stepsOf: (orgId: string, runId: string) => Promise<Record<string, string>>;
  readonly journalOf: (orgId: string, runId: string) => Promise<readonly { readonly kind: string; readonly body: unknown }[]>;
  /** Messages that nobody has taken up. */
  readonly inboxOf: (orgId: string) => Promise<readonly string[]>;
}

export function benchSet(db: TestDatabase): BenchSet {
  const open: Bench[] = [];
  afterEach(async () => {
    for (const { host } of open.splice(0)) await host.close();
  });
  return {
    bench: async (given = {}) => {
      const made = await openBench(db.database(), db.config(), given);
      open.push(made);
      return made;
    },
    stepsOf: async (orgId, runId) => {
      const rows = await db
        .database()
        .withTenant(orgId, (tx) => tx.selectFrom('run_step').select(['step', 'status']).where('run_id', '=', runId).execute());
      return Object.fromEntries(rows.map(({ step, status }) => [step, status]));
    },
    journalOf: (orgId, runId) =>
      db
        .database()
        .withTenant(orgId, (tx) =>
          tx.selectFrom('run_event').select(['kind', 'body']).where('run_id', '=', runId).orderBy('seq').execute(),
        ),
    inboxOf: async (orgId) => {
      const rows = await db.database().withTenant(orgId, (tx) => tx.selectFrom('run_inbox').select('id').execute());
      return rows.map(({ id }) => id);
    },
  };
}
