import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { checkModel, type ModelConfig, priceOfModel, type ProviderKind } from '@arches/ai';
import { AppError, type Catalog } from '@arches/kernel';
import type { Embedder } from '@arches/knowledge';
import {
  createModelProvider,
  type Database,
  deleteModelProvider,
  findModelProvider,
  findOrganisation,
  listModelProviders,
  makeDefaultModelProvider,
  type ModelProviderChange,
  type ModelProviderRow,
  newId,
  runStatistics,
  type SecretBox,
  updateModelProvider,
} from '@arches/store';
import { notFound } from '../../http/errors.ts';
import type { Principal } from '../../http/principal.ts';
import { record } from '../audit/record.ts';
import { modelConfigOf, modelSecretPlace, type ModelShelf, ownPrices } from './model-shelf.ts';

interface Deps {
  readonly database: Database;
  readonly secrets: SecretBox;
  readonly models: ModelShelf;
}

/** What steps that like a model do when none is connected, as people should know it. */
const methodsWithoutModel: { readonly [type: string]: string } = {
  'ai.group': 'Groups by meaning with a built-in text model (English) and names topics by their own words.',
  'ai.classify': 'Compares meanings with a built-in text model (English).',
  'ai.extract': 'Finds dates, amounts, addresses and other patterns by rules.',
  'ai.summarize': 'Picks the sentences that say most.',
};

export function modelView(row: ModelProviderRow) {
  return {
    id: row.id,
    kind: row.kind,
    name: row.name,
    baseUrl: row.base_url,
    model: row.model,
    hasKey: row.secret_sealed !== null,
    isDefault: row.is_default,
    price: priceView(row),
    createdAt: row.created_at.toISOString(),
  };
}
type ModelView = ReturnType<typeof modelView>;

/** In US dollars a million tokens; null when nobody knows. */
function priceView(row: ModelProviderRow) {
  const { id, kind, name, model, base_url } = row;
  if (base_url && !/^https?:/i.test(base_url)) return null;
  const price = priceOfModel({ id, kind, name, model, ...(base_url ? { baseUrl: base_url } : {}) }, ownPrices(row));
  if (!price) return null;
  if (!('inputUsd' in price)) return { inputUsd: 0, outputUsd: 0, source: 'local' as const };
  return { inputUsd: price.inputUsd, outputUsd: price.outputUsd, source: price.source === 'own' ? ('own' as const) : ('list' as const) };
}

interface OwnPrice {
  readonly inputUsd: number;
  readonly outputUsd: number;
}
const priceColumns = (price: OwnPrice | null) => ({ input_usd: price?.inputUsd ?? null, output_usd: price?.outputUsd ?? null });

interface ListDeps extends Pick<Deps, 'database'> {
  readonly catalog: Catalog;
  readonly embedder: Embedder;
  readonly modelsDir: string;
}

export async function modelList({ database, catalog, embedder, modelsDir }: ListDeps, caller: Principal) {
  return database.withTenant(caller.orgId, async (tx) => {
    const rows = await listModelProviders(tx, caller.orgId);
    const timezone = (await findOrganisation(tx, caller.orgId))?.timezone ?? 'UTC';
    const { spentUsd } = await runStatistics(tx, caller.orgId, 28, timezone);
    return {
      connected: rows.length > 0,
      items: rows.map(modelView),
      withoutModel: Object.entries(methodsWithoutModel).flatMap(([type, method]) => {
        const card = catalog.get(type);
        return card ? [{ type, title: card.title, method }] : [];
      }),
      embedding: {
        model: embedder.model,
        dimensions: embedder.dimensions,
        ready: existsSync(join(modelsDir, embedder.model, 'model.onnx')),
      },
      spentUsd28d: spentUsd,
    };
  });
}

export interface NewModel {
  readonly kind: ProviderKind;
  readonly name: string;
  readonly baseUrl?: string | undefined;
  readonly model: string;
  readonly apiKey?: string | undefined;
  readonly price?: OwnPrice | undefined;
}

export async function connectModel(
  { database, secrets, models }: Deps,
  caller: Principal,
  input: NewModel & { readonly isDefault: boolean },
): Promise<ModelView> {
  const id = newId('mdl');
  const view = await database.withTenant(caller.orgId, async (tx) => {
    const row = await createModelProvider(tx, caller.orgId, {
      id,
      kind: input.kind,
      name: input.name,
      base_url: input.baseUrl ?? null,
      model: input.model,
      secret_sealed: input.apiKey ? secrets.seal(input.apiKey, modelSecretPlace(caller.orgId, id)) : null,
      ...priceColumns(input.price ?? null),
    });
    if (input.isDefault) await makeDefaultModelProvider(tx, caller.orgId, id);
    await record(tx, caller, 'configuration', 'model_connected', { kind: 'model', id }, { provider: input.kind });
    return modelView({ ...row, is_default: row.is_default || input.isDefault });
  });
  models.forget(caller.orgId);
  return view;
}

export interface ModelChange {
  readonly id: string;
  readonly name?: string | undefined;
  readonly baseUrl?: string | undefined;
  readonly model?: string | undefined;
  readonly apiKey?: string | undefined;
  /** Null takes it back. */
  readonly price?: OwnPrice | null | undefined;
  readonly isDefault?: boolean | undefined;
}

/**
 * A key is bound to the address it was given for: another address without a new key loses the key, so that nobody can have it sent
 * elsewhere. An empty key removes it. A price is bound to the address and the model in the same way.
 */
export async function changeModel({ database, secrets, models }: Deps, caller: Principal, input: ModelChange): Promise<ModelView> {
  const view = await database.withTenant(caller.orgId, async (tx) => {
    const before = await findModelProvider(tx, caller.orgId, input.id);
    if (!before) throw notFound('model', input.id);
    await updateModelProvider(tx, caller.orgId, input.id, changedColumns(input, before, secrets));
    if (input.isDefault) await makeDefaultModelProvider(tx, caller.orgId, input.id);
    await record(tx, caller, 'configuration', 'model_changed', { kind: 'model', id: input.id });
    const row = await findModelProvider(tx, caller.orgId, input.id);
    if (!row) throw notFound('model', input.id);
    return modelView(row);
  });
  models.forget(caller.orgId);
  return view;
}

function changedColumns(input: ModelChange, before: ModelProviderRow, secrets: SecretBox): ModelProviderChange {
  const { name, baseUrl, model, apiKey, price } = input;
  const isMoved = baseUrl !== undefined && baseUrl !== before.base_url;
  const isAnother = isMoved || (model !== undefined && model !== before.model);
  const sealed = apiKey ? secrets.seal(apiKey, modelSecretPlace(before.org_id, before.id)) : null;
  return {
    ...(name === undefined ? {} : { name }),
    ...(baseUrl === undefined ? {} : { base_url: baseUrl }),
    ...(model === undefined ? {} : { model }),
    ...(apiKey !== undefined || isMoved ? { secret_sealed: sealed } : {}),
    ...(price !== undefined || isAnother ? priceColumns(price ?? null) : {}),
  };
}

export async function disconnectModel(
  { database, models }: Deps,
  caller: Principal,
  input: { readonly id: string },
): Promise<{ ok: true }> {
  await database.withTenant(caller.orgId, async (tx) => {
    if (!(await deleteModelProvider(tx, caller.orgId, input.id))) throw notFound('model', input.id);
    await record(tx, caller, 'configuration', 'model_disconnected', { kind: 'model', id: input.id });
  });
  models.forget(caller.orgId);
  return { ok: true };
}

interface CheckDeps extends Deps {
  readonly fetch: typeof fetch;
}

/** Tries a connection before it is saved, or a saved one. */
export async function tryModel({ database, secrets, fetch }: CheckDeps, caller: Principal, input: { readonly id: string } | NewModel) {
  const result = await checkModel(await configToTry(database, secrets, caller, input), { fetch });
  if (!result.ok) return { ok: false as const, code: result.code, message: result.message };
  return { ok: true as const, latencyMs: result.latencyMs, ...(result.models ? { models: [...result.models] } : {}) };
}

async function configToTry(
  database: Database,
  secrets: SecretBox,
  caller: Principal,
  input: { readonly id: string } | NewModel,
): Promise<ModelConfig> {
  if (!('kind' in input)) {
    const row = await database.withTenant(caller.orgId, (tx) => findModelProvider(tx, caller.orgId, input.id));
    if (!row) throw notFound('model', input.id);
    return modelConfigOf(row, secrets);
  }
  if (input.kind === 'openai_compatible' && !input.baseUrl && !input.apiKey) {
    throw new AppError('validation_failed', 'apiKey: Give a key, or the address of a server that needs none.');
  }
  const { kind, name, baseUrl, model, apiKey } = input;
  return { id: 'new', kind, name, model, ...(baseUrl ? { baseUrl } : {}), ...(apiKey ? { apiKey } : {}) };
}
