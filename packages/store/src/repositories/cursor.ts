import { AppError } from '@arches/kernel';

/** One page of a list, newest first. `nextCursor` is absent on the last page. */
export interface Page<T> {
  readonly items: T[];
  readonly nextCursor?: string;
}

/** A position in a list sorted by time, then id. Opaque to callers, and worth nothing in another tenant. */
export interface Cursor {
  readonly at: Date;
  readonly id: string;
}

export function encodeCursor({ at, id }: Cursor): string {
  return Buffer.from(`${at.toISOString()} ${id}`).toString('base64url');
}

/** Throws `invalid_cursor`. */
export function decodeCursor(text: string): Cursor {
  const [time = '', id = ''] = Buffer.from(text, 'base64url').toString('utf8').split(' ');
  const at = new Date(time);
  if (Number.isNaN(at.getTime()) || !/^[a-z]+_[0-9a-z]+$/.test(id)) {
    throw new AppError('invalid_cursor', 'The cursor is not one that this list gave out. Start again without one.');
  }
  return { at, id };
}

/** Makes a page of rows that were read with `limit + 1`. */
export function pageOf<T>(rows: readonly T[], limit: number, cursorOf: (row: T) => Cursor): Page<T> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return rows.length > limit && last !== undefined ? { items, nextCursor: encodeCursor(cursorOf(last)) } : { items };
}
