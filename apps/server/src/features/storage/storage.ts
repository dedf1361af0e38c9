import type { ApiInputs, ApiOutputs } from '@arches/contract';
import {
  type BlobStore,
  cleanUpOrganisation,
  countResults,
  type Database,
  emptyBlobTrash,
  findOrganisationStorage,
  saveStorageRule,
  storageBesideRuns,
  storageByDay,
  storageByWorkflow,
  storageExpiring,
  type StorageMeter,
  storageTotals,
  systemRetention,
} from '@arches/store';
import type { Principal } from '../../http/principal.ts';
import { record } from '../audit/record.ts';

interface Deps {
  readonly database: Database;
  readonly blobs: BlobStore;
  readonly meter: StorageMeter;
}

type StorageView = ApiOutputs['storage']['get'];

const shownWorkflows = 200;

/** Read from the sums that are kept as runs go, a moment behind them at most. */
export async function storageOverview({ database, meter }: Pick<Deps, 'database' | 'meter'>, { orgId }: Principal): Promise<StorageView> {
  await meter.sync();
  return database.withTenant(orgId, async (tx) => {
    const totals = await storageTotals(tx, orgId);
    const beside = await storageBesideRuns(tx, orgId);
    const kept = await countResults(tx, orgId);
    const own = await findOrganisationStorage(tx, orgId);
    const workflows = await storageByWorkflow(tx, orgId, systemRetention, shownWorkflows);
    const { runs, journal_bytes: journal, value_bytes: values, file_bytes: files } = totals;
    return {
      keptBytes: journal + values + files,
      runs,
      kinds: [
        { kind: 'journal', bytes: journal, count: runs },
        { kind: 'values', bytes: values, count: null },
        { kind: 'files', bytes: files, count: null },
        { kind: 'uploads', bytes: beside.uploadBytes, count: beside.uploads },
        { kind: 'versions', bytes: beside.versionBytes, count: beside.versions },
        { kind: 'results', bytes: kept.bytes, count: kept.results },
      ],
      workflows: workflows.map((row) => ({
        id: row.workflow_id,
        name: row.name ?? row.workflow_id,
        runs: row.runs,
        journalBytes: row.journal_bytes,
        valueBytes: row.value_bytes,
        fileBytes: row.file_bytes,
        oldestRun: row.oldest,
        liveDays: row.live_days,
        testDays: row.test_days,
      })),
      oldestRun: totals.oldest,
      days: [...(await storageByDay(tx, orgId))],
      frees: {
        now: await storageExpiring(tx, orgId, systemRetention, 0),
        in7Days: await storageExpiring(tx, orgId, systemRetention, 7),
        in30Days: await storageExpiring(tx, orgId, systemRetention, 30),
      },
      rules: { liveDays: own?.live_days ?? null, testDays: own?.test_days ?? null, budgetBytes: own?.budget_bytes ?? null },
      defaults: { ...systemRetention },
      cleanedAt: own?.cleaned_at?.toISOString() ?? null,
      lastCleanUp: own?.last_clean_up ?? null,
    };
  });
}

export async function changeStorageRule(
  deps: Pick<Deps, 'database' | 'meter'>,
  caller: Principal,
  rule: ApiInputs['storage']['save'],
): Promise<StorageView> {
  const { liveDays = null, testDays = null, budgetBytes = null } = rule;
  await deps.database.withTenant(caller.orgId, async (tx) => {
    await saveStorageRule(tx, caller.orgId, { liveDays, testDays, budgetBytes });
    await record(tx, caller, 'configuration', 'storage_changed', undefined, { liveDays, testDays, budgetBytes });
  });
  await deps.meter.changed(caller.orgId);
  return storageOverview(deps, caller);
}

/** What the next clean-up would delete under other rules than the saved ones. Days left out: the installation's default. */
export async function previewCleanUp(
  { database, meter }: Pick<Deps, 'database' | 'meter'>,
  { orgId }: Principal,
  { liveDays = null, testDays = null }: { readonly liveDays?: number | null | undefined; readonly testDays?: number | null | undefined },
): Promise<{ runs: number; bytes: number }> {
  await meter.sync();
  return database.withTenant(orgId, (tx) => storageExpiring(tx, orgId, systemRetention, 0, { liveDays, testDays }));
}

export async function cleanUpNow(
  { database, blobs, meter }: Deps,
  caller: Principal,
): Promise<{ runs: number; bytes: number; files: number }> {
  const done = await cleanUpOrganisation(database, caller.orgId);
  const files = await emptyBlobTrash(database, blobs);
  await meter.changed(caller.orgId);
  await database.withTenant(caller.orgId, (tx) => record(tx, caller, 'data_access', 'storage_cleaned', undefined, { ...done, files }));
  return { ...done, files };
}
