import { AppError } from '@arches/kernel';

const forbiddenKeys = new Set(['__proto__', 'constructor', 'prototype']);
/** Levels of nesting; a workflow with bodies inside bodies stays far below. */
const maxDepth = 100;

/**
 * Reads a JSON body. Throws `malformed_json` with the place, and `validation_failed` for keys that could reach a prototype and for
 * nesting no honest document has.
 */
export function parseJsonBody(body: string): unknown {
  // A mark that some editors and shells put in front of every text.
  const text = body.startsWith('\uFEFF') ? body.slice(1) : body;
  if (text.trim() === '') return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : '';
    throw new AppError('malformed_json', `The body is not valid JSON: ${reason.slice(0, 200)}`, { cause });
  }
  checkKeys(value);
  return value;
}

/** Walks without recursion, so that depth cannot exhaust the stack. */
function checkKeys(root: unknown): void {
  const open: { readonly value: unknown; readonly depth: number }[] = [{ value: root, depth: 0 }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { value, depth } = next;
    if (typeof value !== 'object' || value === null) continue;
    if (depth > maxDepth) throw new AppError('validation_failed', `The body is nested deeper than ${maxDepth} levels.`);
    if (Array.isArray(value)) {
      for (const item of value) open.push({ value: item, depth: depth + 1 });
      continue;
    }
    for (const [key, item] of Object.entries(value)) {
      if (forbiddenKeys.has(key)) {
        throw new AppError('validation_failed', `${key}: This field name is not allowed.`, {
          details: { fields: [{ field: key, message: 'This field name is not allowed.' }] },
        });
      }
      open.push({ value: item, depth: depth + 1 });
    }
  }
}
