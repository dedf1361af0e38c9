import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { unmet } from './observed.ts';
import { semanticsPage } from './page.ts';
import { createPlayer } from './player.ts';
import { parseRow } from './row.ts';
import { chapters } from './semantics.ts';

describe.each(chapters)('$title', ({ rows }) => {
  test.each(rows)('$rule', (row) => {
    const parsed = parseRow(row);
    const player = createPlayer(parsed);
    for (const act of parsed.acts) player.act(act);
    expect(unmet(row.expected, player.observed())).toEqual([]);
  });
});

test('no two rows are the same', () => {
  const seen = chapters.flatMap(({ rows }) => rows.map(({ workflow, events, expected }) => [workflow, events, expected].join(' | ')));
  expect(seen.filter((each, place) => seen.indexOf(each) !== place)).toEqual([]);
});

test('docs/engine/semantics.md says what the table says (npm run docs:semantics)', () => {
  const page = readFileSync(new URL('../../../../docs/engine/semantics.md', import.meta.url), 'utf8');
  expect(page).toBe(semanticsPage());
});
