import type { ResolveWorkflow } from '@arches/engine';
import { AppError, type Catalog, effectiveInputSchema } from '@arches/kernel';
import { type Database, findLiveVersion, findVersion, findWorkflow } from '@arches/store';
import { readyInput } from './run-input.ts';
import { triggerOf } from './start-run.ts';

/**
 * What a step that runs another workflow starts: the version it names, or the one that is live now. It reaches workflows of its own
 * workspace and no others. Throws `workflow_not_found`, `version_not_found`, `not_published`, `input_invalid` naming each field.
 */
export function childWorkflows({ database, catalog }: { readonly database: Database; readonly catalog: Catalog }): ResolveWorkflow {
  return ({ orgId, scope, workflowId, version, input }) =>
    database.withTenant(orgId, async (tx) => {
      const workflow = await findWorkflow(tx, orgId, workflowId);
      if (workflow?.workspace_id !== scope.workspaceId) {
        const message = `There is no workflow “${workflowId.slice(0, 100)}” in this workspace. Choose another one in the step's settings.`;
        throw new AppError('workflow_not_found', message);
      }
      const row = await (version === undefined ? findLiveVersion(tx, orgId, workflowId) : findVersion(tx, orgId, workflowId, version));
      if (!row) {
        throw version === undefined
          ? new AppError('not_published', `“${workflow.name}” is not published. Publish it first, or name one of its versions in the step.`)
          : new AppError(
              'version_not_found',
              `“${workflow.name}” has no version ${version}. Choose one that it has in the step's settings.`,
            );
      }
      const { document } = row;
      const schema = effectiveInputSchema(document, catalog);
      // Without inputs of its own it takes whatever it is given; a step that gives nothing gives no fields.
      const ready = readyInput(schema, input ?? (schema ? {} : null));
      return { scope, version: row.version, document, input: ready, ...triggerOf(document, catalog, undefined) };
    });
}
