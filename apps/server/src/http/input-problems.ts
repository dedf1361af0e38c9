import { AppError } from '@arches/kernel';
import type { z } from 'zod';

interface FieldProblem {
  /** Dotted, such as `patches.0.op`; empty for the body itself. */
  readonly field: string;
  readonly message: string;
}

/** What zod found wrong with a request, as one error that names every field in plain words. */
export function validationFailed(issues: readonly z.core.$ZodIssue[]): AppError {
  const fields = firstOfEach(issues.flatMap((issue) => fieldProblems(issue)));
  const message = fields.map(({ field, message: sentence }) => (field === '' ? sentence : `${field}: ${sentence}`)).join(' ');
  return new AppError('validation_failed', message.slice(0, 2000), { details: { fields } });
}

/** A wrong type also fails every check of size; the first sentence says it all. */
function firstOfEach(problems: readonly FieldProblem[]): FieldProblem[] {
  return problems.filter(({ field }, at) => problems.findIndex((other) => other.field === field) === at);
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
      return [{ field, message: isOwnWords(issue) ? ended(issue.message) : sizeSentence(issue.origin, 'most', issue.maximum) }];
    case 'too_small':
      return [{ field, message: isOwnWords(issue) ? ended(issue.message) : sizeSentence(issue.origin, 'least', issue.minimum) }];
    case 'invalid_union':
      return unionProblems(issue, field);
    case 'invalid_format':
      return [
        { field, message: isOwnWords(issue) ? ended(issue.message) : `Must be ${formatWords[issue.format] ?? 'written differently'}.` },
      ];
    default:
      return [{ field, message: ended(issue.message) }];
  }
}

/** Whether the sentence was written for this field in the contract, not by zod. */
function isOwnWords({ message }: { readonly message: string }): boolean {
  return !/^(Too (small|big)|Invalid)\b/.test(message);
}

const formatWords: { readonly [format: string]: string } = { email: 'an e-mail address', url: 'a web address' };

function sizeSentence(origin: string, side: 'least' | 'most', limit: number | bigint): string {
  if (origin === 'string') {
    if (side === 'least' && limit === 1) return 'Must not be empty.';
    return `Must have at ${side} ${limit} ${limit === 1 ? 'character' : 'characters'}.`;
  }
  if (origin === 'array' || origin === 'set' || origin === 'map')
    return `Must have at ${side} ${limit} ${limit === 1 ? 'entry' : 'entries'}.`;
  return `Must be at ${side} ${limit}.`;
}

/** What keeps the value from the alternative that it comes nearest to. */
function unionProblems(issue: z.core.$ZodIssueInvalidUnion, field: string): FieldProblem[] {
  const [nearest] = [...issue.errors].sort((a, b) => a.length - b.length);
  if (nearest === undefined || nearest.length === 0) return [{ field, message: 'This value is not of a kind that is taken here.' }];
  return nearest.flatMap((inner) => fieldProblems({ ...inner, path: [...issue.path, ...inner.path] } as z.core.$ZodIssue));
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
