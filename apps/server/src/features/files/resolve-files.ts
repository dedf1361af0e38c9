import { AppError, type FileRef, isFileRef, isJsonObject } from '@arches/kernel';
import { type Database, fileRef, findFile } from '@arches/store';

const maxFiles = 200;

/**
 * Puts what we know of each file in place of what the caller says of it: a reference counts by its id alone, and only within the
 * caller's organisation. Throws `input_invalid` naming the place of one that is not there.
 */
export async function resolveFiles(database: Database, orgId: string, input: unknown): Promise<unknown> {
  const wanted = new Map<string, string>();
  collect(input, '', wanted);
  if (wanted.size === 0) return input;
  if (wanted.size > maxFiles) throw new AppError('input_invalid', `At most ${maxFiles} files go into one run.`);
  const known = new Map<string, FileRef>();
  await database.withTenant(orgId, async (tx) => {
    for (const [id, place] of wanted) {
      const row = await findFile(tx, orgId, id);
      if (!row) {
        const message = 'This file is not here. Upload it first with POST /api/v2/files, or send the form as multipart/form-data.';
        throw new AppError('input_invalid', `${place}: ${message}`, { details: { fields: [{ field: place, message }] } });
      }
      known.set(id, fileRef(row));
    }
  });
  return replaced(input, known);
}

function collect(value: unknown, place: string, found: Map<string, string>): void {
  if (isFileRef(value)) {
    if (!found.has(value.id)) found.set(value.id, place);
  } else if (Array.isArray(value)) {
    value.forEach((item, index) => collect(item, `${place}/${index}`, found));
  } else if (isJsonObject(value)) {
    for (const [key, item] of Object.entries(value)) collect(item, place === '' ? key : `${place}/${key}`, found);
  }
}

function replaced(value: unknown, known: ReadonlyMap<string, FileRef>): unknown {
  if (isFileRef(value)) return known.get(value.id) ?? value;
  if (Array.isArray(value)) return value.map((item: unknown) => replaced(item, known));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, replaced(item, known)]));
}

/** The files at the top of an input, as `trigger.files` has them. */
export function filesOfInput(input: unknown): Record<string, FileRef> {
  if (!isJsonObject(input)) return {};
  return Object.fromEntries(Object.entries(input).filter((entry): entry is [string, FileRef] => isFileRef(entry[1])));
}
