import { createModel, type ModelConfig, type ModelPort, noModel, type PriceRow } from '@arches/ai';
import { type Database, findDefaultModelProvider, type ModelProviderRow, type SecretBox } from '@arches/store';

interface Deps {
  readonly database: Database;
  readonly secrets: SecretBox;
  readonly fetch: typeof fetch;
}

/** The organisations' connected models, opened when somebody asks. */
export interface ModelShelf {
  /** The organisation's default, or the one that says that none is connected. */
  readonly defaultOf: (orgId: string) => Promise<ModelPort>;
  /** Which connection a service is called with, as far as it is ours to choose: ids and names, never keys. */
  readonly connectionsOf: (orgId: string, services: readonly string[]) => Promise<readonly string[]>;
  /** After a change of settings: the next call looks again. */
  readonly forget: (orgId: string) => void;
}

/** As steps name what they call. */
const modelServiceName = 'model:default';

interface Shelved {
  readonly model: ModelPort;
  readonly connection: string;
}

/** Another process may have changed the settings. */
const trustMs = 5000;

export function createModelShelf({ database, secrets, fetch }: Deps): ModelShelf {
  const kept = new Map<string, { readonly shelved: Promise<Shelved>; readonly until: number }>();

  async function open(orgId: string): Promise<Shelved> {
    const row = await database.withTenant(orgId, (tx) => findDefaultModelProvider(tx, orgId));
    if (!row) return { model: noModel, connection: 'none' };
    const model = createModel(modelConfigOf(row, secrets), { fetch, prices: ownPrices(row) });
    return { model, connection: JSON.stringify([row.id, row.kind, row.model, row.base_url]) };
  }

  function shelvedOf(orgId: string): Promise<Shelved> {
    const found = kept.get(orgId);
    if (found && found.until > Date.now()) return found.shelved;
    const shelved = open(orgId);
    kept.set(orgId, { shelved, until: Date.now() + trustMs });
    shelved.catch(() => kept.delete(orgId));
    return shelved;
  }

  return {
    defaultOf: async (orgId) => (await shelvedOf(orgId)).model,
    connectionsOf: async (orgId, services) => {
      if (!services.includes(modelServiceName)) return [];
      const { connection } = await shelvedOf(orgId);
      return [`${modelServiceName} ${connection}`];
    },
    forget: (orgId) => void kept.delete(orgId),
  };
}

/** What the organisation says that the model costs. */
export function ownPrices({ model, input_usd, output_usd, updated_at }: ModelProviderRow): PriceRow[] {
  if (input_usd === null || output_usd === null) return [];
  return [{ model, inputUsd: input_usd, outputUsd: output_usd, source: 'own', date: updated_at.toISOString().slice(0, 10) }];
}

export const modelSecretPlace = (orgId: string, id: string) => ({ orgId, table: 'model_provider', rowId: id, field: 'secret' });

export function modelConfigOf(row: ModelProviderRow, secrets: SecretBox): ModelConfig {
  return {
    id: row.id,
    kind: row.kind,
    name: row.name,
    model: row.model,
    ...(row.base_url ? { baseUrl: row.base_url } : {}),
    ...(row.secret_sealed ? { apiKey: secrets.open(row.secret_sealed, modelSecretPlace(row.org_id, row.id)) } : {}),
  };
}
