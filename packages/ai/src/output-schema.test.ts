import { expect, test } from 'vitest';
import { forOpenAi } from './language-model.ts';
import { isStrict, readObject, wireSchema } from './output-schema.ts';
import { retryAfterMs } from './retry-after.ts';

const schema = {
  type: 'object',
  properties: {
    rows: {
      type: 'array',
      items: { type: 'object', properties: { id: { type: 'integer' } }, required: ['id'], additionalProperties: false },
    },
  },
  required: ['rows'],
  additionalProperties: false,
};

test.each(['{"rows":[{"id":1}]}', '```json\n{"rows":[{"id":1}]}\n```', 'Here you are: {"rows":[{"id":1}]} I hope it helps.'])(
  'reads the object out of %j',
  (text) => {
    expect(readObject(text, schema)).toEqual({ ok: true, object: { rows: [{ id: 1 }] } });
  },
);

test.each(['', 'No.', '{"rows":[', 'null', '[]', '"text"', '{"rows":[{"id":"1"}]}', '{"rows":[],"more":1}'])('refuses %j', (text) => {
  expect(readObject(text, schema).ok).toBe(false);
});

test('says where an object is wrong, at the deepest place', () => {
  const read = readObject('{"rows":[{"id":1},{"id":"two"}]}', schema);
  expect(read).toEqual({ ok: false, problems: [expect.stringMatching(/#\/rows\/1\/id.*integer/)] });
  expect(readObject('{"rows":[],"more":1}', schema)).toEqual({ ok: false, problems: ['At #/more: There must be no such field.'] });
});

test('screen hints are not sent to providers, but fields of such names are', () => {
  const hinted = {
    type: 'object',
    examples: [{}],
    'x-widget': 'code',
    properties: { examples: { type: 'string', 'x-widget': 'code' }, 'x-y': { type: 'number' } },
  };
  expect(wireSchema(hinted)).toEqual({ type: 'object', properties: { examples: { type: 'string' }, 'x-y': { type: 'number' } } });
});

test('strict mode is asked for only where every object is closed and requires all of its fields', () => {
  expect(isStrict(schema)).toBe(true);
  expect(isStrict({ ...schema, required: [] })).toBe(false);
  expect(isStrict({ type: 'array', items: { type: 'object' } })).toBe(false);
});

test("OpenAI's reasoning models get no temperature, and all of its models the newer name of the token limit", () => {
  expect(forOpenAi({ model: 'gpt-5-mini', max_tokens: 9, temperature: 0.5, stream: true })).toEqual({
    model: 'gpt-5-mini',
    max_completion_tokens: 9,
    stream: true,
  });
  expect(forOpenAi({ model: 'gpt-4.1', max_tokens: 9, temperature: 0.5 })).toEqual({
    model: 'gpt-4.1',
    max_completion_tokens: 9,
    temperature: 0.5,
  });
});

test.each([
  ['7', 7_000],
  ['0', 0],
  ['1.5', 1_500],
  ['-3', 0],
  ['Sat, 21 Nov 2026 10:00:30 GMT', 30_000],
  ['Sat, 21 Nov 2026 09:00:00 GMT', 0],
  ['soon', undefined],
  ['', undefined],
  [undefined, undefined],
] as const)('Retry-After %j is %j ms', (header, waitMs) => {
  expect(retryAfterMs(header, Date.parse('2026-11-21T10:00:00Z'))).toBe(waitMs);
});
