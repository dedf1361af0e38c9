import pg from 'pg';

const INT8 = 20;

/**
 * How values come back: 64-bit integers as numbers (counts and sizes here stay far below 2^53, and text would surprise), the rest
 * as node-postgres does it: JSON parsed, timestamps as `Date`.
 */
export const columnTypes: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text') =>
    oid === INT8 && format !== ('binary' as string) ? Number : pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser,
};
