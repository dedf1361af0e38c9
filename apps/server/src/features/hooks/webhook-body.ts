import type { FileRef } from '@arches/kernel';
import type { FastifyRequest } from 'fastify';
import { Readable } from 'node:stream';
import { parseJsonBody } from '../../http/json-body.ts';
import { isMultipart, readForm, type StoreFile } from '../../http/uploads.ts';

export interface Delivery {
  readonly body: unknown;
  readonly files: { readonly [field: string]: FileRef };
}

/** What a caller sent, by its content type: JSON, a form, text; anything else is kept as a file named `body`. */
export async function readDelivery(request: FastifyRequest, storeFile: StoreFile): Promise<Delivery> {
  if (isMultipart(request)) {
    const form = await readForm(request, storeFile);
    const files = Object.entries(form.files).map(([name, file]): [string, FileRef] => [name, isList(file) ? (file[0] as FileRef) : file]);
    return { body: { ...form.fields, ...form.files }, files: Object.fromEntries(files) };
  }
  const bytes = request.body;
  if (!Buffer.isBuffer(bytes) || bytes.length === 0) return { body: null, files: {} };
  const type = (request.headers['content-type'] ?? 'text/plain').split(';')[0]?.trim().toLowerCase() ?? '';
  if (type === 'application/json' || type.endsWith('+json')) return { body: parseJsonBody(bytes.toString('utf8')), files: {} };
  if (type === 'application/x-www-form-urlencoded') return { body: fieldsOf(new URLSearchParams(bytes.toString('utf8'))), files: {} };
  if (type.startsWith('text/') || type.endsWith('/xml') || type.endsWith('+xml')) return { body: bytes.toString('utf8'), files: {} };
  const file = await storeFile({ name: 'body', mediaType: type, data: Readable.from([bytes]) });
  return { body: file, files: { body: file } };
}

function isList(file: FileRef | readonly FileRef[]): file is readonly FileRef[] {
  return Array.isArray(file);
}

/** A field that came several times is a list. */
export function fieldsOf(parameters: URLSearchParams): Record<string, string | string[]> {
  const fields = new Map<string, string[]>();
  for (const [name, value] of parameters) fields.set(name, [...(fields.get(name) ?? []), value]);
  return Object.fromEntries(
    [...fields].filter(([name]) => name !== '__proto__').map(([name, values]) => [name, values.length === 1 ? (values[0] ?? '') : values]),
  );
}
