import { AppError, type Catalog, settingsReadBy, type WorkflowDocument } from '@arches/kernel';
import {
  type Database,
  deleteVariable,
  documentsThatMentionSettings,
  listMembers,
  listVariables,
  mostVariables,
  saveVariable,
  type Tx,
  type VariableRow,
} from '@arches/store';
import type { Config } from '../../config.ts';
import { notFound } from '../../http/errors.ts';
import type { Principal } from '../../http/principal.ts';
import { record } from '../audit/record.ts';
import type { SettingsShelf } from './settings-shelf.ts';

interface Deps {
  readonly database: Database;
  readonly settings: Pick<SettingsShelf, 'forget'>;
}

async function viewOf(tx: Tx, orgId: string): Promise<(row: VariableRow) => ReturnType<typeof variableView>> {
  const names = new Map((await listMembers(tx, orgId)).map(({ userId, name }) => [userId, name]));
  return (row) => variableView(row, names.get(row.changed_by) ?? 'A former member');
}

function variableView({ name, value, description, changed_at: at }: VariableRow, changedBy: string) {
  return { name, value, description, changedBy, changedAt: at.toISOString() };
}

export async function variableList({ database, config }: { database: Database; config: Pick<Config, 'workflowEnv'> }, caller: Principal) {
  return database.withTenant(caller.orgId, async (tx) => ({
    items: (await listVariables(tx, caller.orgId)).map(await viewOf(tx, caller.orgId)),
    most: mostVariables,
    env: Object.entries(config.workflowEnv).map(([name, value]) => ({ name, value })),
  }));
}

/** Which workflows read which variable; read from their documents, so that it is never out of date. */
export async function variableUses({ database, catalog }: { readonly database: Database; readonly catalog: Catalog }, caller: Principal) {
  const found = await database.withTenant(caller.orgId, (tx) => documentsThatMentionSettings(tx, caller.orgId));
  const namesIn = (document: WorkflowDocument | null): readonly (string | null)[] => {
    const read = document ? settingsReadBy(document, catalog).vars : [];
    return read === 'all' ? [null] : read;
  };
  const items = found.flatMap(({ id, name: workflowName, draft, live }) => {
    const [inDraft, inLive] = [new Set(namesIn(draft)), new Set(namesIn(live))];
    return [...new Set([...inDraft, ...inLive])].map((name) => ({
      name,
      workflowId: id,
      workflowName,
      live: inLive.has(name),
      draft: inDraft.has(name),
    }));
  });
  return { items };
}

interface VariableInput {
  readonly name: string;
  readonly value?: unknown;
  readonly description: string;
  readonly was?: string | undefined;
}

/** Throws `too_many_variables`; for a new name `variable_not_found`, `variable_name_conflict`. */
export async function changeVariable({ database, settings }: Deps, caller: Principal, input: VariableInput) {
  const { name, value, description, was } = input;
  const { orgId } = caller;
  const view = await database.withTenant(orgId, async (tx) => {
    const before = await listVariables(tx, orgId);
    const isRenamed = was !== undefined && was !== name;
    if (isRenamed) {
      if (before.some((row) => row.name === name))
        throw new AppError('variable_name_conflict', `There is a variable “${name}” already. Choose another name.`);
      if (!(await deleteVariable(tx, orgId, was))) throw notFound('variable', was);
    }
    await saveVariable(tx, orgId, { name, value, description, by: caller.userId });
    const isNew = !isRenamed && !before.some((row) => row.name === name);
    const action = isRenamed ? 'variable_renamed' : isNew ? 'variable_made' : 'variable_changed';
    await record(tx, caller, 'configuration', action, { kind: 'variable', id: name }, isRenamed ? { was } : undefined);
    const row = (await listVariables(tx, orgId)).find((each) => each.name === name);
    if (!row) throw notFound('variable', name);
    return (await viewOf(tx, orgId))(row);
  });
  settings.forget(orgId);
  return view;
}

export async function removeVariable(
  { database, settings }: Deps,
  caller: Principal,
  { name }: { readonly name: string },
): Promise<{ ok: true }> {
  await database.withTenant(caller.orgId, async (tx) => {
    if (!(await deleteVariable(tx, caller.orgId, name))) throw notFound('variable', name);
    await record(tx, caller, 'configuration', 'variable_deleted', { kind: 'variable', id: name });
  });
  settings.forget(caller.orgId);
  return { ok: true };
}
