import { DATE_FUNCTIONS } from './date-functions.ts';
import { LIST_FUNCTIONS } from './list-functions.ts';
import { NUMBER_FUNCTIONS } from './number-functions.ts';
import type { FunctionTable } from './function-table.ts';
import { TEXT_FUNCTIONS } from './text-functions.ts';

/**
 * Every function of the language. Each may be written `lower(name)` or `name.lower()`. None reads a clock or chance.
 * Regular expressions are left out on purpose: their cost cannot be bounded.
 */
export const FUNCTIONS: ReadonlyMap<string, FunctionTable[string]> = new Map(
  Object.entries({ ...TEXT_FUNCTIONS, ...NUMBER_FUNCTIONS, ...LIST_FUNCTIONS, ...DATE_FUNCTIONS }),
);
