import { expect, test } from 'vitest';
import { createHeldFiles } from './held-files.ts';

test('a held file goes out under its field; the rest as text', async () => {
  const held = createHeldFiles();
  const file = await held.hold(new File(['a,b'], 'rows.csv', { type: 'text/csv' }));
  const data = held.formData({ file, name: 'Ada', agrees: true, count: 3, tags: ['x'], nothing: undefined });
  expect((data.get('file') as File).name).toBe('rows.csv');
  expect(Object.fromEntries([...data].filter(([name]) => name !== 'file'))).toEqual({
    name: 'Ada',
    agrees: 'true',
    count: '3',
    tags: '["x"]',
  });
});

test('several files go out under one field', async () => {
  const held = createHeldFiles();
  const files = [await held.hold(new File(['1'], 'a.txt')), await held.hold(new File(['2'], 'b.txt'))];
  expect(
    held
      .formData({ files })
      .getAll('files')
      .map((file) => (file as File).name),
  ).toEqual(['a.txt', 'b.txt']);
});
