import type { CircuitState, CircuitStore } from '@arches/engine';
import { sql } from 'kysely';
import type { Database } from '../database/open-database.ts';
import { json } from '../json-column.ts';

interface CircuitRow {
  readonly org_id: string;
  readonly service: string;
  readonly failures: number;
  readonly opened_at: Date;
  readonly next_try_at: Date;
  readonly error: CircuitState['lastError'] | null;
}

export function createCircuitStore(db: Database): CircuitStore {
  return {
    load: async () => {
      const { rows } = await db.system((tx) => sql<CircuitRow>`select * from open_circuits()`.execute(tx));
      return rows.map(({ org_id, service, failures, opened_at, next_try_at, error }) => ({
        orgId: org_id,
        key: service,
        state: 'open' as const,
        failures,
        openedAt: opened_at.getTime(),
        nextTryAt: next_try_at.getTime(),
        ...(error ? { lastError: error } : {}),
      }));
    },
    save: async ({ orgId, key, failures, openedAt = 0, nextTryAt = 0, lastError }) => {
      const state = { failures, opened_at: new Date(openedAt), next_try_at: new Date(nextTryAt), error: json(lastError ?? null) };
      await db.withTenant(orgId, (tx) =>
        tx
          .insertInto('circuit')
          .values({ org_id: orgId, service: key, ...state })
          .onConflict((conflict) => conflict.columns(['org_id', 'service']).doUpdateSet(state))
          .execute(),
      );
    },
    remove: async (orgId, key) => {
      await db.withTenant(orgId, (tx) => tx.deleteFrom('circuit').where('org_id', '=', orgId).where('service', '=', key).execute());
    },
  };
}
