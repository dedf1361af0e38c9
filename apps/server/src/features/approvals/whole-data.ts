import { isStoredValue } from '@arches/engine';
import { type ApprovalRow, findRunValue, type Tx } from '@arches/store';

/** What people decide on is read by people; more than this they would not. */
const maxShownBytes = 1024 * 1024;

/** What people decide on, whole even where it was too large for its row; a beginning where it is too large to be read. */
export async function wholeData(tx: Tx, orgId: string, { run_id: runId, data }: ApprovalRow): Promise<unknown> {
  if (!isStoredValue(data) || data.$artifact.size > maxShownBytes) return data ?? null;
  const text = await findRunValue(tx, orgId, runId, data.$artifact.id);
  return text === undefined ? data : (JSON.parse(text) as unknown);
}
