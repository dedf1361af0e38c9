import { AppError, type FileRef } from '@arches/kernel';
import { afterAll, expect, test } from 'vitest';
import type { Capabilities, NodeDefinition } from '../define-node.ts';
import { createSandbox } from '../sandbox/sandbox.ts';
import { fileRead } from './file-read.ts';
import { fileWrite } from './file-write.ts';

const sandbox = createSandbox();
afterAll(() => sandbox.close());

const blobs = new Map<string, Uint8Array>();

/** Files in memory; everything else is the real thing. */
const capabilities = {
  sandbox: sandbox.forOrganization('org_files'),
  signal: new AbortController().signal,
  log: () => undefined,
  files: {
    read: (file: FileRef) => Promise.resolve(blobs.get(file.id) ?? new Uint8Array()),
    write: ({ name, mediaType, data }: { name: string; mediaType: string; data: Uint8Array }) =>
      Promise.resolve(keep(name, data, mediaType)),
  },
} as unknown as Capabilities;

function keep(name: string, data: Uint8Array | string, mediaType = 'application/octet-stream'): FileRef {
  const id = `file_${blobs.size}`;
  const bytes = typeof data === 'string' ? new TextEncoder().encode(data) : data;
  blobs.set(id, bytes);
  return { kind: 'file', id, name, mediaType, size: bytes.length };
}

async function output(node: NodeDefinition, config: unknown): Promise<Record<string, unknown>> {
  if (!node.run) throw new Error('not an effect');
  return (await node.run(config, capabilities)).output as Record<string, unknown>;
}

const read = (name: string, data: Uint8Array | string, options: object = {}) => output(fileRead, { file: keep(name, data), ...options });
const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'no error',
    (error: unknown) => (error instanceof AppError ? `${error.code}: ${error.message}` : String(error)),
  );

test('reads a CSV file with numbers as numbers and codes as text', async () => {
  const { rows, columns, count } = await read('a.csv', 'name,amount,phone\nAda,12.50,0301234\n"Bo, Jr.",-3,+49301\n');
  expect(columns).toEqual(['name', 'amount', 'phone']);
  expect(count).toBe(2);
  expect(rows).toEqual([
    { name: 'Ada', amount: 12.5, phone: '0301234' },
    { name: 'Bo, Jr.', amount: -3, phone: '+49301' },
  ]);
});

test('reads a table that came as a text, where it is said what it is', async () => {
  const text = 'name,amount\nAda,12.50\n';
  expect((await output(fileRead, { file: text, format: 'csv' }))['rows']).toEqual([{ name: 'Ada', amount: 12.5 }]);
  expect(await codeOf(output(fileRead, { file: text, format: 'auto' }))).toContain('no_file');
  expect(await codeOf(output(fileRead, { file: ' ', format: 'csv' }))).toContain('no_file');
});

test.each([
  ['semicolons', 'a;b\n1;"x;y"\n'],
  ['tabs', 'a\tb\n1\tx;y\n'],
  ['bars', 'a|b\n1|x;y\n'],
  ['a byte-order mark', '\uFEFFa,b\n1,x;y\n'],
])('finds out %s', async (_, text) => {
  expect((await read('t.csv', text))['rows']).toEqual([{ a: 1, b: 'x;y' }]);
});

test('reads Windows-1252 and UTF-16 as well as UTF-8', async () => {
  const latin = Uint8Array.from([...'name\nJos'].map((c) => c.charCodeAt(0)).concat(0xe9, 0x0a));
  expect((await read('l.csv', latin))['rows']).toEqual([{ name: 'José' }]);
  const wide = new Uint8Array([0xff, 0xfe, ...Buffer.from('name\nJosé\n', 'utf16le')]);
  expect((await read('w.csv', wide))['rows']).toEqual([{ name: 'José' }]);
});

test('rows of another width are kept and named', async () => {
  const { rows, warnings } = await read('r.csv', 'a,b\n1\n2,3,4\n');
  expect(rows).toEqual([
    { a: 1, b: null },
    { a: 2, b: 3 },
  ]);
  expect(warnings).toEqual([expect.stringContaining('line 2, 3')]);
});

test('column names are never empty and never twice', async () => {
  expect((await read('c.csv', 'a,,a\n1,2,3\n'))['columns']).toEqual(['a', 'Column 2', 'a (2)']);
});

test.each([
  ['a list', '[{"a":1},{"a":2}]'],
  ['an object with a list', '{"total":2,"rows":[{"a":1},{"a":2}]}'],
  ['one object a line', '{"a":1}\n{"a":2}\n'],
])('reads JSON: %s', async (_, text) => {
  expect((await read('x.json', text))['rows']).toEqual([{ a: 1 }, { a: 2 }]);
});

test('prototype names in a file are plain columns', async () => {
  const { rows } = await read('p.json', '[{"__proto__":{"polluted":true},"a":1}]');
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  expect(rows).toHaveLength(1);
});

const table = [
  { Name: 'Zoë', Amount: 12.5, Day: '2026-03-01', Note: 'first\nsecond' },
  { Name: '=1+1', Amount: -3, Day: null, Note: '' },
];

test('what is written as Excel is read back the same', async () => {
  const { file } = await output(fileWrite, { format: 'excel', name: 'out.xlsx', content: table });
  expect((file as FileRef).name).toBe('out.xlsx');
  const back = await output(fileRead, { file });
  expect(back['rows']).toEqual([table[0], { Name: '=1+1', Amount: -3, Day: null, Note: null }]);
});

test('a grouping result becomes a workbook with a summary, all entries and what it is about', async () => {
  const content = {
    rows: [{ topic: 'Late delivery', count: 3, share: 0.75, examples: ['came late', 'two weeks'] }],
    items: [{ comment: 'came late', topic: 'Late delivery' }],
    total: 4,
    confidence: 0.8,
    notes: ['One comment fits no topic.'],
  };
  const { file } = await output(fileWrite, { content });
  const summary = await output(fileRead, { file });
  expect(summary['sheets']).toEqual(['Summary', 'All entries', 'About']);
  expect(summary['rows']).toEqual([{ Topic: 'Late delivery', Count: 3, Share: 0.75, Examples: 'came late\ntwo weeks' }]);
  expect((await output(fileRead, { file, sheet: 'all entries' }))['rows']).toEqual(content.items);
});

test('a CSV that is opened in a spreadsheet runs no formula', async () => {
  const { file } = await output(fileWrite, { format: 'csv', content: [{ a: '=cmd()', b: -5, c: '-5', d: '@x' }] });
  expect(new TextDecoder('utf-8', { ignoreBOM: true }).decode(blobs.get((file as FileRef).id))).toBe("\uFEFFa,b,c,d\n'=cmd(),-5,-5,'@x\n");
});

test('a PDF report can be read again, accents included', async () => {
  const { file } = await output(fileWrite, { format: 'pdf', name: 'Bericht', title: 'Größte Themen', content: table });
  const { text, pages } = await output(fileRead, { file });
  expect(pages).toBe(1);
  expect(text).toContain('Größte Themen');
  expect(text).toContain('Zoë');
});

test.each([
  ['photo.png', [0x89, 0x50, 0x4e, 0x47, 1], 'a picture'],
  ['letter.docx', [0x50, 0x4b, 0x03, 0x04, 1], 'a Word document'],
  ['old.xls', [0xd0, 0xcf, 0x11, 0xe0, 1], 'an old Office file'],
  ['blob.bin', [1, 0, 2, 0], 'a binary file'],
])('says what %s is and what can be read', async (name, bytes, what) => {
  const said = await codeOf(read(name, Uint8Array.from(bytes)));
  expect(said).toContain('format_not_supported');
  expect(said).toContain(what);
  expect(said).toContain('.xlsx');
});

test.each([
  ['empty.csv', ''],
  ['broken.xlsx', 'PK\u0003\u0004 not really'],
  ['broken.pdf', '%PDF-1.7 not really'],
  ['broken.json', '{"a": '],
  ['named.xlsx', 'a,b\n1,2\n'],
])('%s fails with a reason', async (name, data) => {
  expect(await codeOf(read(name, data))).toMatch(/^file_unreadable: .{15,}/u);
});

test('a field that holds no file says so', async () => {
  expect(await codeOf(output(fileRead, { file: '' }))).toMatch(/^no_file: .*nothing/u);
});

test('a hundred thousand rows are read', async () => {
  const text = `id,comment\n${Array.from({ length: 100_000 }, (_, index) => `${index},comment number ${index}`).join('\n')}\n`;
  expect((await read('big.csv', text))['count']).toBe(100_000);
});
