import type { KnownSettings, WorkflowDocument } from '@arches/kernel';
import { listVariableNames, type Tx } from '@arches/store';
import type { Config } from '../../config.ts';

/** The names that this document's expressions may read, for checking it; `undefined` where it reads none, which saves the question. */
export async function knownSettings(
  tx: Tx,
  orgId: string,
  document: WorkflowDocument,
  config: Pick<Config, 'workflowEnv'>,
): Promise<KnownSettings | undefined> {
  if (!/\b(vars|env)\b/.test(JSON.stringify(document))) return undefined;
  return { vars: await listVariableNames(tx, orgId), env: Object.keys(config.workflowEnv) };
}
