import { AppError, coerceInput, effectiveInputSchema, type JsonSchema } from '@arches/kernel';
import { findLiveVersion, findWorkflow } from '@arches/store';
import type { FastifyRequest } from 'fastify';
import type { AppDeps } from '../app-deps.ts';
import { fileStoreFor } from '../features/files/file-storage.ts';
import { requireForm } from '../features/hooks/forms.ts';
import { type FormBody, readForm } from './uploads.ts';

/** A form's fields and files as the input of a run, texts made into what the workflow's schema asks for. */
export async function inputFromForm(deps: AppDeps, request: FastifyRequest): Promise<{ readonly input: unknown }> {
  const { id, path } = request.params as { readonly id?: string; readonly path?: string };
  if (path !== undefined) {
    const { orgId } = await requireForm(deps.triggers, path);
    return { input: merged(request, await readForm(request, fileStoreFor(deps, { orgId }))) };
  }
  const { principal } = request;
  if (!principal || id === undefined) throw new AppError('unsupported_media_type', 'This address takes no forms.');
  const schema = await inputSchemaOf(deps, principal.orgId, id);
  const form = await readForm(request, fileStoreFor(deps, { orgId: principal.orgId, createdBy: principal.userId }));
  const input = merged(request, form);
  return { input: schema ? coerceInput(schema, input) : input };
}

/** Looked up before the files are read: a form for a workflow that is not there is not stored. */
async function inputSchemaOf({ database, catalog }: AppDeps, orgId: string, id: string): Promise<JsonSchema | undefined> {
  return database.withTenant(orgId, async (tx) => {
    const workflow = await findWorkflow(tx, orgId, id);
    if (!workflow || workflow.status === 'archived')
      throw new AppError('workflow_not_found', `There is no workflow ${id.slice(0, 100)} here.`);
    const live = await findLiveVersion(tx, orgId, id);
    return effectiveInputSchema(live?.document ?? workflow.draft, catalog);
  });
}

function merged(request: FastifyRequest, { fields, files }: FormBody): Record<string, unknown> {
  request.uploadedFiles = new Set(Object.values(files).flatMap((file) => ('id' in file ? [file.id] : file.map(({ id }) => id))));
  return { ...fields, ...files };
}
