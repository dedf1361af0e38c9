import type { Sandbox } from '@arches/nodes';
import { AppError, isJsonObject } from '@arches/kernel';
import type { FileRow } from '@arches/store';
import type { Principal } from '../../http/principal.ts';
import { type FileDeps, requireFile } from './file-storage.ts';

interface Deps extends FileDeps {
  readonly sandbox: Sandbox;
}

const maxPreviewBytes = 10 * 1024 * 1024;
const shownRows = 50;
const shownCharacters = 20_000;

type Format = 'csv' | 'xlsx' | 'json' | 'text';

export type FilePreview =
  | { kind: 'table'; columns: string[]; rows: unknown[][]; totalRows: number | null; sheets?: string[] }
  | { kind: 'text'; text: string; truncated: boolean }
  | { kind: 'none'; reason: string };

/** The first rows or lines of a file; other kinds say why there is none. Parsing happens in the child process. */
export async function previewFile(
  deps: Deps,
  caller: Principal,
  input: { readonly id: string },
  signal: AbortSignal,
): Promise<FilePreview> {
  const row = await requireFile(deps.database, caller.orgId, input.id);
  const format = formatOf(row);
  if (!format) return { kind: 'none', reason: 'There is no preview for this kind of file.' };
  if (row.size > maxPreviewBytes) return { kind: 'none', reason: 'The file is too large for a preview.' };
  const data = await bytesOf(deps, row);
  if (format === 'text') return textPreview(data);
  try {
    return (
      tablePreview(await deps.sandbox.forOrganization(caller.orgId).parseFile({ format, data, options: {} }, signal)) ?? textPreview(data)
    );
  } catch (cause) {
    if (cause instanceof AppError && cause.code === 'file_unreadable') return { kind: 'none', reason: cause.message };
    throw cause;
  }
}

function formatOf({ name, media_type: mediaType }: FileRow): Format | undefined {
  const ending = name.toLowerCase().split('.').at(-1) ?? '';
  if (ending === 'csv' || ending === 'tsv' || mediaType === 'text/csv') return 'csv';
  if (ending === 'xlsx') return 'xlsx';
  if (ending === 'json' || mediaType === 'application/json') return 'json';
  return mediaType.startsWith('text/') || ending === 'txt' || ending === 'md' ? 'text' : undefined;
}

async function bytesOf({ blobs }: Deps, row: FileRow): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  for await (const chunk of await blobs.get(row.storage_key)) chunks.push(chunk as Buffer);
  return new Uint8Array(Buffer.concat(chunks));
}

function textPreview(data: Uint8Array): FilePreview {
  const text = new TextDecoder().decode(data);
  return { kind: 'text', text: text.slice(0, shownCharacters).replaceAll('\u0000', '�'), truncated: text.length > shownCharacters };
}

/** Parsers give rows as objects, alone or as `rows`; other values are shown as text. */
function tablePreview(parsed: unknown): FilePreview | undefined {
  const rows = Array.isArray(parsed)
    ? (parsed as unknown[])
    : isJsonObject(parsed) && Array.isArray(parsed['rows'])
      ? (parsed['rows'] as unknown[])
      : undefined;
  if (!rows || !rows.every(isJsonObject)) return undefined;
  const columns = [...new Set(rows.slice(0, shownRows).flatMap((row) => Object.keys(row)))];
  const sheets = isJsonObject(parsed) && Array.isArray(parsed['sheets']) ? parsed['sheets'].map(String) : undefined;
  return {
    kind: 'table',
    columns,
    rows: rows.slice(0, shownRows).map((row) => columns.map((column) => row[column] ?? null)),
    totalRows: rows.length,
    ...(sheets ? { sheets } : {}),
  };
}
