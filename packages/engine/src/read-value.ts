import type { RunStore } from './run-store.ts';
import { isStoredValue } from './stored-value.ts';

/** The value itself where journal or rows have a reference to it; anything else comes back as it is. */
export async function readValue(store: Pick<RunStore, 'readValues'>, orgId: string, runId: string, value: unknown): Promise<unknown> {
  if (!isStoredValue(value)) return value;
  const { id } = value.$artifact;
  const text = (await store.readValues(orgId, runId, [id])).get(id);
  return text === undefined ? value : (JSON.parse(text) as unknown);
}
