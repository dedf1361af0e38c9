import { AppError } from '@arches/kernel';
import type { FastifyInstance } from 'fastify';
import type { AppDeps } from '../../app-deps.ts';
import { api, callerOf } from '../../http/api.ts';
import { principalOf } from '../../http/guard.ts';
import { isMultipart, readForm } from '../../http/uploads.ts';
import { previewFile } from './file-preview.ts';
import { fileStoreFor, requireFile } from './file-storage.ts';

export function fileRoutes(deps: AppDeps) {
  return {
    preview: api.files.preview.handler(({ input, context, signal }) =>
      previewFile(deps, callerOf(context), input, signal ?? AbortSignal.timeout(30_000)),
    ),
  };
}

/** Bytes in and out: routes that the contract cannot say. */
export function addFileRoutes(app: FastifyInstance, deps: AppDeps): void {
  app.post('/api/v2/files', { config: { permission: 'file:write', takesFiles: true } }, async (request, reply) => {
    const { orgId, userId } = principalOf(request);
    if (!isMultipart(request))
      throw new AppError('unsupported_media_type', 'Send the file as “multipart/form-data” in a field named “file”.');
    const { files } = await readForm(request, fileStoreFor(deps, { orgId, createdBy: userId }));
    const [stored, ...others] = Object.values(files).flat();
    if (!stored || others.length > 0) throw new AppError('validation_failed', 'file: Send one file in a field named “file”.');
    return reply.status(201).send(stored);
  });

  app.get<{ Params: { id: string } }>('/api/v2/files/:id', { config: { permission: 'file:read' } }, async (request, reply) => {
    const row = await requireFile(deps.database, principalOf(request).orgId, request.params.id);
    const body = await deps.blobs.get(row.storage_key);
    return reply
      .header('content-type', row.media_type)
      .header('content-length', row.size)
      .header('content-disposition', attachment(row.name))
      .header('x-content-type-options', 'nosniff')
      .header('cache-control', 'private, max-age=31536000, immutable')
      .header('content-security-policy', "default-src 'none'; sandbox")
      .send(body);
  });
}

/** A download under its name, in ASCII for old programs and in full for the others (RFC 6266). */
export function attachment(name: string): string {
  const plain = name.replaceAll(/[^\u0020-\u007e]|["\\%]/g, '_');
  const full = encodeURIComponent(name).replaceAll(/['()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
  return `attachment; filename="${plain}"; filename*=UTF-8''${full}`;
}
