import { AppError, parseDocument, type WorkflowDocument } from '@arches/kernel';
import { createWorkflow as insertWorkflow, type Database, newId, type Tx } from '@arches/store';
import type { Principal } from '../../http/principal.ts';
import { record } from '../audit/record.ts';
import { detailView, requireWorkflow, type ViewDeps, type WorkflowDetail } from './workflow-view.ts';

interface Deps extends ViewDeps {
  readonly database: Database;
}

/** Reads a document, full or plain. Throws `document_invalid` with every problem when it is none, or holds fields nobody knows. */
export function readDocument(value: unknown): WorkflowDocument {
  const { document, problems } = parseDocument(value);
  const errors = problems.filter(({ severity }) => severity === 'error');
  if (document && errors.length === 0) return document;
  const sentences = errors.slice(0, 5).map(({ path, message }) => (path === '' ? message : `${path}: ${message}`));
  throw new AppError('document_invalid', sentences.join(' ') || 'This is not a workflow document.', { details: { problems } });
}

/** Saves a draft, problems and all; the answer lists them. The workflow gets an id of ours, whatever the document says. */
export async function createWorkflow({ database, ...view }: Deps, caller: Principal, input: unknown): Promise<WorkflowDetail> {
  const document = readDocument(input);
  return database.withTenant(caller.orgId, async (tx) => {
    const id = await addWorkflow(tx, caller, document);
    return detailView(view, tx, await requireWorkflow(tx, caller.orgId, id));
  });
}

export async function addWorkflow(tx: Tx, caller: Principal, document: WorkflowDocument): Promise<string> {
  const id = newId('wf');
  await insertWorkflow(tx, caller.orgId, {
    id,
    projectId: caller.projectId,
    workspaceId: caller.workspaceId,
    document: { ...document, id },
    createdBy: caller.userId,
  });
  await record(tx, caller, 'configuration', 'workflow_created', { kind: 'workflow', id });
  return id;
}
