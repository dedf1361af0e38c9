import { describe, expect, test } from 'vitest';
import { unmet } from './observed.ts';
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
