/** Epoch milliseconds of a row as the database's time. */
export const at = (column: string): string => `to_timestamp(${column} / 1000.0)`;
/** A JSON null in a row means that there is no value. */
export const value = (column: string): string => `case when json_typeof(${column}) <> 'null' then ${column} end`;
