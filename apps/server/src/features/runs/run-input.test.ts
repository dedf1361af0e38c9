import { expect, test } from 'vitest';
import { readyInput } from './run-input.ts';

const schema = {
  type: 'object',
  properties: { url: { type: 'string', default: 'https://example.com/' }, seconds: { type: 'number' }, note: { type: 'string' } },
  required: ['url', 'seconds'],
  additionalProperties: false,
};

test('what was left out has its default, or null where it may be left out', () => {
  expect(readyInput(schema, { seconds: 3 })).toEqual({ url: 'https://example.com/', seconds: 3, note: null });
});

test('what is required and has no default is asked for, and what is not known is named', () => {
  expect(() => readyInput(schema, { secnds: 3 })).toThrow(
    expect.objectContaining({ code: 'input_invalid', message: expect.stringMatching(/seconds[\s\S]*secnds|secnds[\s\S]*seconds/i) }),
  );
});

test('without a schema anything goes, as it is', () => {
  expect(readyInput(undefined, [1, 'two'])).toEqual([1, 'two']);
});
