import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { type Catalog, changesOutside, parseDocument, summarize, validateAgainst, validateDocument } from '@arches/kernel';
import { describe, expect, test } from 'vitest';
import { allNodes } from './registry.ts';

const iconFolder = join(dirname(createRequire(import.meta.url).resolve('@tabler/icons-react/package.json')), 'dist', 'esm', 'icons');
/** Titles of triggers say when, of flow steps what the word in every tool is; all others begin with a verb. */
const titleStart =
  /^(?:When|On a|Start|If$|If it fails$|For each|Repeat|Do|Try$|Clean|Stop|Go|Wait|Ask|Respond|Bring|Choose|Read|Write|Set|Filter|Sort|Group|Calculate|Remove|Run|Call|Send|Classify|Extract|Summari[sz]e|Find|Label|Pick|Take|Shorten|Pull)\b/u;

const catalog: Catalog = { get: (type) => allNodes.find((node) => node.type === type), list: () => allNodes };

test('no type is listed twice', () => {
  const names = allNodes.map(({ type, version }) => `${type}@${version}`);
  expect(new Set(names).size).toBe(names.length);
});

describe.each(allNodes.map((node) => ({ node, type: node.type })))('$type', ({ node }) => {
  test('accepts its own sample configuration', () => {
    expect(validateAgainst(node.config, node.sampleConfig)).toEqual([]);
  });

  test('gives a sample output of the shape it promises', () => {
    expect(validateAgainst(node.output, node.sampleOutput)).toEqual([]);
  });

  test('sums itself up in a sentence without braces', () => {
    for (const config of [node.sampleConfig, {}]) {
      const sentence = summarize(node, config);
      expect(sentence).toMatch(/^\p{Lu}.{4,}/u);
      expect(sentence).not.toMatch(/[{}[\]]/u);
    }
  });

  test('has a title that begins as it should, an icon that exists and words to find it by', () => {
    expect(node.title).toMatch(titleStart);
    expect(existsSync(join(iconFolder, `Icon${node.icon}.mjs`)), node.icon).toBe(true);
    expect(node.keywords.length).toBeGreaterThan(3);
  });

  test('is no problem in a workflow when set up as in its sample', () => {
    const { document } = parseDocument({ name: 'x', nodes: [{ id: 'a', type: node.type, config: node.sampleConfig }] });
    const bad = document && validateDocument(document, catalog).filter(({ code }) => code === 'bad_expression' || code === 'wrong_config');
    expect(bad).toEqual([]);
  });

  test('takes no unknown setting', () => {
    expect(validateAgainst(node.config, { ...node.sampleConfig, nonsense: 1 })).not.toEqual([]);
  });
});

test.each([
  ['http.request', { url: 'https://api.example.org/orders' }, ['host:api.example.org']],
  ['http.request', { url: 'no address' }, []],
  ['file.write', { name: 'report.xlsx' }, ['file:report.xlsx']],
  ['file.write', { name: 'Of July', format: 'csv' }, ['file:Of July.csv']],
])('%s with %j touches %j', (type, config, touched) => {
  expect(catalog.get(type)?.resources?.(config)).toEqual(touched);
});

test.each([
  [{ url: 'https://a.example' }, false],
  [{ method: 'HEAD', url: 'https://a.example' }, false],
  [{ method: 'POST', url: 'https://a.example' }, true],
  [{ method: '{{ input.method }}', url: 'https://a.example' }, true],
])('a web address called with %j changes something there: %s', (config, writes) => {
  const type = catalog.get('http.request');
  expect(type && changesOutside(type, config)).toBe(writes);
});

test.each(
  allNodes
    .filter(({ kind, category, retry }) => kind === 'effect' && (category === 'ai' || category === 'connect') && retry)
    .map((node) => [node.type, node.retry]),
)('%s tries three times, after four seconds and after eight, never more than ten', (_, retry) => {
  expect(retry).toEqual({ maxAttempts: 3, initialDelayMs: 4_000, backoff: 2, maxDelayMs: 10_000 });
});

test('every step that asks a model or another server has a retry policy', () => {
  const without = allNodes.filter(
    ({ kind, category, outside, retry }) =>
      kind === 'effect' && (category === 'connect' || (category === 'ai' && outside !== 'none')) && !retry,
  );
  expect(without.map(({ type }) => type)).toEqual([]);
});
