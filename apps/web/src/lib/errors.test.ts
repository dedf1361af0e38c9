import { expect, test } from 'vitest';
import { fieldErrors, shownError } from './errors.ts';

const body = { code: 'not_found', message: 'There is no run “x” here.', traceId: 't1' };

test.each([
  ['as the data of the client’s error', { status: 404, data: body }],
  ['inside the body that the client kept', { status: 404, data: { status: 404, headers: {}, body } }],
])('the server’s own words are found %s', (_, error) => {
  expect(shownError(error)).toEqual({ ...body, status: 404 });
});

test('a broken connection is told as such', () => {
  expect(shownError(new TypeError('Failed to fetch'))).toMatchObject({ code: 'offline' });
});

test.each([undefined, null, 'text', 3, {}])('%j thrown still gives a sentence', (thrown) => {
  expect(shownError(thrown).message).not.toBe('');
});

test('single fields get the server’s sentences, however their path is written', () => {
  const fields = [
    { field: 'input.mail', message: 'No address.' },
    { path: '/rows/0', message: 'No row.' },
  ];
  expect(fieldErrors({ data: { ...body, details: { fields } } })).toEqual({ mail: 'No address.', 'rows.0': 'No row.' });
});
