import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeDataDirectory } from './make-data-directory.ts';
import { startFailure } from './start-failure.ts';

test('a data directory is made with all above it, and one that is there is left as it is', () => {
  const root = mkdtempSync(join(tmpdir(), 'arches-made-'));
  for (let times = 0; times < 2; times += 1) makeDataDirectory(join(root, 'a', 'b'));
  expect(existsSync(join(root, 'a', 'b'))).toBe(true);
  rmSync(root, { recursive: true });
});

test.skipIf(!existsSync('/proc/self'))('where nothing can be made the start fails at once and says where', () => {
  let said = '';
  try {
    makeDataDirectory('/proc/arches/data');
  } catch (cause) {
    said = startFailure(cause);
  }
  expect(said).toMatch(/^Arches cannot start: \/proc\/arches .*ARCHES_DATA_DIR/);
});
