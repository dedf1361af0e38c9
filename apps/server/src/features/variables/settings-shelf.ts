import type { RunSettings } from '@arches/engine';
import { type Database, findOrganisation, variableValues } from '@arches/store';

/** What runs may read as `vars` and `env`, and their time zone, by organisation, in memory. */
export interface SettingsShelf {
  readonly settingsOf: (orgId: string) => RunSettings | Promise<RunSettings>;
  /** After a change: the next start has it. */
  readonly forget: (orgId: string) => void;
}

/** Another process may have changed them. */
const trustMs = 3000;
const mostKept = 1000;

interface Kept {
  readonly until: number;
  settings: RunSettings | Promise<RunSettings>;
}

export function createSettingsShelf(
  { database, workflowEnv }: { readonly database: Database; readonly workflowEnv: { readonly [name: string]: string | null } },
  now: () => number = Date.now,
): SettingsShelf {
  const env = Object.fromEntries(Object.entries(workflowEnv).filter(([, value]) => value !== null));
  const kept = new Map<string, Kept>();

  return {
    settingsOf: (orgId) => {
      const found = kept.get(orgId);
      if (found && found.until > now()) return found.settings;
      if (kept.size >= mostKept) kept.clear();
      const loading = database.withTenant(orgId, async (tx): Promise<RunSettings> => {
        const timezone = (await findOrganisation(tx, orgId))?.timezone;
        return { vars: await variableValues(tx, orgId), env, ...(timezone === undefined ? {} : { timezone }) };
      });
      const entry: Kept = { until: now() + trustMs, settings: loading };
      kept.set(orgId, entry);
      loading.then(
        (settings) => {
          entry.settings = settings;
        },
        () => {
          if (kept.get(orgId) === entry) kept.delete(orgId);
        },
      );
      return loading;
    },
    forget: (orgId) => void kept.delete(orgId),
  };
}
