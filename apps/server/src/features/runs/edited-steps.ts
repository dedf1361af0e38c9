import { AppError, type Catalog, findNode, type JsonObject, validateAgainst, type WorkflowDocument } from '@arches/kernel';
import { findRunStep, type Tx } from '@arches/store';
import { notFound } from '../../http/errors.ts';

interface Rerun {
  readonly runId: string;
  readonly document: WorkflowDocument;
  readonly catalog: Catalog;
}

const maxEdited = 50;

/** Configurations that people wrote by hand, held against what their steps take. Throws `step_not_found`, `input_invalid` naming each field. */
export async function checkEdited(
  tx: Tx,
  orgId: string,
  { runId, document, catalog }: Rerun,
  edited: { readonly [step: string]: JsonObject },
): Promise<void> {
  const entries = Object.entries(edited);
  if (entries.length > maxEdited) throw new AppError('input_invalid', `At most ${maxEdited} steps can be edited at once.`);
  for (const [step, config] of entries) {
    const nodeId = (await findRunStep(tx, orgId, runId, step))?.node_id ?? step;
    const node = findNode(document, nodeId)?.node;
    const type = node && catalog.get(node.type, node.version);
    if (!type) throw notFound('step', step);
    const errors = validateAgainst(type.config, config);
    if (errors.length === 0) continue;
    const fields = errors.map(({ path, message }) => ({ field: path.replace(/^\//, '').replaceAll('/', '.'), message }));
    throw new AppError(
      'input_invalid',
      fields
        .map(({ message }) => message)
        .join(' ')
        .slice(0, 2000),
      { details: { step, fields } },
    );
  }
}
