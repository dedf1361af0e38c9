import type { Endpoint } from './endpoint.ts';
import { priceTable } from './price-table.ts';

/** What a provider asks for a model, in US dollars a million tokens. */
export interface PriceRow {
  /** Host name of the provider's API; any host when absent. The same model costs something else elsewhere. */
  readonly host?: string;
  /** The model's name without its date: a row for `gpt-4o` holds for `gpt-4o-2024-11-20`, unless that one has its own row. */
  readonly model: string;
  readonly inputUsd: number;
  readonly outputUsd: number;
  /** For input read from the provider's cache; the full input price when absent. */
  readonly cacheReadUsd?: number;
  /** For input written to the provider's cache; the full input price when absent. */
  readonly cacheWriteUsd?: number;
  /** The row holds up to this many input tokens; a longer call costs more, and its price counts as unknown. */
  readonly upToInputTokens?: number;
  /** Where the price was read. */
  readonly source: string;
  /** When it was read: YYYY-MM-DD. */
  readonly date: string;
}

export type Price = PriceRow | { readonly source: 'local' };

/** Token counts of one call. `inputTokens` includes what was read from and written to the cache. */
export interface TokenCounts {
  readonly inputTokens: number | undefined;
  readonly outputTokens: number | undefined;
  readonly cacheReadTokens: number | undefined;
  readonly cacheWriteTokens: number | undefined;
}

/** The operator's own rows win over ours, an exact name over a name without its date; `undefined` when nobody knows. */
export function findPrice(endpoint: Pick<Endpoint, 'host' | 'local'>, model: string, prices: readonly PriceRow[] = []): Price | undefined {
  const named = (rows: readonly PriceRow[], name: string) =>
    rows.find((row) => row.model === name && (row.host === undefined || row.host === endpoint.host));
  const undated = model.replace(/-\d{4}-?\d{2}-?\d{2}$/, '');
  const own = named(prices, model) ?? named(prices, undated);
  if (own) return own;
  if (endpoint.local) return { source: 'local' };
  return named(priceTable, model) ?? named(priceTable, undated);
}

/** US dollars, or `null` when the price or the token counts are unknown: never 0 for "we do not know". */
export function costUsd(price: Price | undefined, tokens: TokenCounts): number | null {
  if (!price) return null;
  if (!('inputUsd' in price)) return 0;
  const { inputTokens, outputTokens, cacheReadTokens = 0, cacheWriteTokens = 0 } = tokens;
  if (inputTokens === undefined || outputTokens === undefined) return null;
  if (price.upToInputTokens !== undefined && inputTokens > price.upToInputTokens) return null;
  const plainTokens = Math.max(0, inputTokens - cacheReadTokens - cacheWriteTokens);
  return (
    (plainTokens * price.inputUsd +
      cacheReadTokens * (price.cacheReadUsd ?? price.inputUsd) +
      cacheWriteTokens * (price.cacheWriteUsd ?? price.inputUsd) +
      outputTokens * price.outputUsd) /
    1_000_000
  );
}
