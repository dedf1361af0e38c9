import { AppError } from '@arches/kernel';
import type { z } from 'zod';

interface FieldProblem {
  /** Dotted, such as `patches.0.op`; empty for the body itself. */
  readonly field: string;
  readonly message: string;
}

/** What zod found wrong with a request, as one error that names every field in plain words. */
export function validationFailed(issues: readonly z.core.$ZodIssue[]): AppError {
  const fields = issues.flatMap((issue) => fieldProblems(issue));
  const message = fields.map(({ field, message: sentence }) => (field === '' ? sentence : `${field}: ${sentence}`)).join(' ');
  return new AppError('validation_failed', message.slice(0, 2000), { details: { fields } });
}

function fieldProblems(issue: z.core.$ZodIssue): FieldProblem[] {
  const field = issue.path.filter((part) => part !== 'body' && part !== 'params' && part !== 'query').join('.');
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({ field: field === '' ? key : `${field}.${key}`, message: 'This field is not known here.' }));
    case 'invalid_type':
      return [{ field, message: issue.input === undefined && !issue.message.includes('received') ? issue.message : typeSentence(issue) }];
    case 'invalid_value':
      return [{ field, message: `Must be ${oneOf(issue.values)}.` }];
    case 'too_big':
    case 'too_small':
    case 'invalid_format':
    case 'not_multiple_of':
    case 'invalid_union':
    case 'invalid_key':
    case 'invalid_element':
    case 'custom':
      return [{ field, message: ended(issue.message) }];
  }
}

const typeWords: { readonly [type: string]: string } = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'an object',
  record: 'an object',
  array: 'a list',
};

function typeSentence(issue: { readonly expected: string; readonly message: string }): string {
  const expected = typeWords[issue.expected];
  if (!expected) return ended(issue.message);
  return issue.message.includes('received undefined') ? `Is missing; must be ${expected}.` : `Must be ${expected}.`;
}

function oneOf(values: readonly unknown[]): string {
  const words = values.map((value) => `“${String(value)}”`);
  return words.length === 1 ? (words[0] ?? '') : `one of ${words.join(', ')}`;
}

function ended(sentence: string): string {
  return /[.!?]$/.test(sentence) ? sentence : `${sentence}.`;
}
