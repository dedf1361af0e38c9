import { expect, test } from 'vitest';
import { oneOf, ownPath, textIn } from './search.ts';

test.each(['//example.com/', '/\\example.com', 'https://example.com', 'javascript:alert(1)', '', 3])('%j is no path of ours', (next) => {
  expect(ownPath({ next }, 'next')).toBeUndefined();
});

test.each(['/', '/runs?status=failed', '/w/wf_1'])('%s is a path of ours', (next) => {
  expect(ownPath({ next }, 'next')).toBe(next);
});

test('texts may look like numbers, because addresses do not know types', () => {
  expect(textIn({ token: 42 }, 'token')).toBe('42');
  expect(textIn({ token: { a: 1 } }, 'token')).toBeUndefined();
});

test('what is not on the list is as good as absent', () => {
  expect(oneOf({ status: 'failed' }, 'status', ['failed'])).toBe('failed');
  expect(oneOf({ status: 'odd' }, 'status', ['failed'])).toBeUndefined();
});
