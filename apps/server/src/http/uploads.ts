import type { Readable } from 'node:stream';
import { AppError, type FileRef } from '@arches/kernel';
import multipart, { type MultipartFile } from '@fastify/multipart';
import type { FastifyInstance, FastifyRequest } from 'fastify';

/** Bytes of one file at most; it streams to storage, whatever its size. */
export const maxFileBytes = 1024 * 1024 * 1024;

export type StoreFile = (file: { readonly name: string; readonly mediaType: string; readonly data: Readable }) => Promise<FileRef>;

export async function addUploads(app: FastifyInstance): Promise<void> {
  await app.register(multipart, {
    throwFileSizeLimit: true,
    limits: { fileSize: maxFileBytes, files: 50, fields: 200, parts: 250, fieldSize: 1024 * 1024, fieldNameSize: 200, headerPairs: 200 },
  });
}

export function isMultipart(request: FastifyRequest): boolean {
  return (request.headers['content-type'] ?? '').toLowerCase().startsWith('multipart/form-data');
}

export interface FormBody {
  /** Text fields by name; one that came several times is a list. */
  readonly fields: { readonly [name: string]: string | readonly string[] };
  readonly files: { readonly [name: string]: FileRef | readonly FileRef[] };
}

/** Reads a form part by part; each file streams into storage and becomes its reference. */
export async function readForm(request: FastifyRequest, storeFile: StoreFile): Promise<FormBody> {
  try {
    return await readParts(request, storeFile);
  } catch (cause) {
    throw malformedForm(cause);
  }
}

async function readParts(request: FastifyRequest, storeFile: StoreFile): Promise<FormBody> {
  const fields: Record<string, string | string[]> = Object.create(null) as Record<string, string | string[]>;
  const files: Record<string, FileRef | FileRef[]> = Object.create(null) as Record<string, FileRef | FileRef[]>;
  for await (const part of request.parts()) {
    if (part.type === 'field') {
      add(fields, part.fieldname, String(part.value));
      continue;
    }
    if (part.filename === '' || part.filename === undefined) {
      // A file field that was left empty: browsers send it all the same.
      part.file.resume();
      continue;
    }
    add(files, part.fieldname, await storePart(part, storeFile));
  }
  return { fields: { ...fields }, files: { ...files } };
}

const complaints = /^(Unexpected end of|Part terminated early|Malformed part header|Multipart: |premature close|Request aborted)/i;

/** The parser's complaints about a form, which are the sender's fault, as such. */
function malformedForm(cause: unknown): unknown {
  if (!(cause instanceof Error) || !complaints.test(cause.message)) return cause;
  return new AppError('malformed_form', 'The form is not well-formed multipart/form-data: it breaks off, or its boundary is missing.', {
    cause,
  });
}

async function storePart(part: MultipartFile, storeFile: StoreFile): Promise<FileRef> {
  const stored = await storeFile({ name: fileName(part.filename), mediaType: mediaTypeOf(part), data: part.file });
  if (part.file.truncated) throw new AppError('file_too_large', `“${stored.name}” is larger than 1 GiB.`);
  return stored;
}

function add<Value>(target: Record<string, Value | Value[]>, name: string, value: Value): void {
  if (name === '__proto__' || name === 'constructor' || name === 'prototype') {
    throw new AppError('validation_failed', `${name}: This field name is not allowed.`);
  }
  const before = target[name];
  if (before === undefined) target[name] = value;
  else target[name] = Array.isArray(before) ? [...before, value] : [before, value];
}

/** The last part of what the sender calls its file, without what file systems and headers trip over. */
export function fileName(given: string): string {
  // Browsers write quotes and line ends of a name in this way.
  const decoded = given.replaceAll('%22', '"').replaceAll(/%0[AD]/gi, ' ');
  const last = decoded.split(/[/\\]/).at(-1) ?? '';
  const clean = last.replaceAll(/[\p{Cc}"<>|:*?]/gu, '_').trim();
  return clean === '' || clean === '.' || clean === '..' ? 'file' : clean.slice(0, 200);
}

const typesByEnding: { readonly [ending: string]: string } = {
  csv: 'text/csv',
  tsv: 'text/tab-separated-values',
  txt: 'text/plain',
  md: 'text/markdown',
  json: 'application/json',
  pdf: 'application/pdf',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};

/** Browsers and programs often do not know a file's type, or say something vague; the ending then decides. */
function mediaTypeOf({ filename, mimetype }: MultipartFile): string {
  const byEnding = typesByEnding[filename.toLowerCase().split('.').at(-1) ?? ''];
  const isVague = mimetype === 'application/octet-stream' || mimetype === 'application/vnd.ms-excel' || mimetype === '';
  return isVague && byEnding ? byEnding : mimetype.slice(0, 100) || 'application/octet-stream';
}
