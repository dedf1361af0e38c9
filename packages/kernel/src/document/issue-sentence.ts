import type { z } from 'zod';
import { valueAt } from './pointer.ts';

export type Issue = z.core.$ZodIssue;

const TYPE_WORDS: { readonly [type: string]: string } = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  integer: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
  null: 'null',
  file: 'a file',
};

/** `string` → “text”, `array` → “a list”. */
export function typeWords(type: string): string {
  return TYPE_WORDS[type] ?? type;
}

/** The kind of a JSON value in words. */
export function valueWords(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'boolean') return String(value);
  return typeWords(typeof value);
}

/** `a`, `a or b`, `a, b or c`. */
export function anyOf(words: readonly string[]): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}

/** Whether the value is not there at all, rather than of the wrong kind. */
export function isMissing(issue: Issue, root: unknown): boolean {
  return (issue.code === 'invalid_type' || issue.code === 'invalid_value') && valueAt(root, issue.path) === undefined;
}

/** What is wrong in words that follow the name of the field: “must be text, but is a number”. */
export function issueWords(issue: Issue, root: unknown): string {
  if (isMissing(issue, root)) return 'is missing';
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${typeWords(issue.expected)}, but is ${valueWords(valueAt(root, issue.path))}`;
    case 'too_small':
      return issue.origin === 'string' ? 'must not be empty' : `must be at least ${issue.minimum}`;
    case 'too_big':
      return issue.origin === 'string' ? `is too long; at most ${issue.maximum} characters fit` : `must be at most ${issue.maximum}`;
    case 'invalid_value':
      return issue.message.startsWith('must ') ? issue.message : `must be ${anyOf(issue.values.map((value) => JSON.stringify(value)))}`;
    case 'invalid_union':
      return 'options' in issue && Array.isArray(issue.options)
        ? `must be ${anyOf(issue.options.map((option) => JSON.stringify(option)))}`
        : issue.message;
    case 'invalid_format':
    case 'not_multiple_of':
    case 'unrecognized_keys':
    case 'invalid_key':
    case 'invalid_element':
    case 'custom':
      return issue.message;
  }
}
