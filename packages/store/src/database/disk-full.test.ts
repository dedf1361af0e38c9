import { once } from 'node:events';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { askForDatabase, openSmallDisk } from '@arches/testkit';
import { expect, test } from 'vitest';
import { openDatabase } from './open-database.ts';

const megabyte = 2 ** 20;

test('a database that runs into the end of its disk refuses, comes back by itself when there is room, and has all it kept', async (context) => {
  const disk = await openSmallDisk(200 * megabyte);
  if ('unavailable' in disk) {
    if (process.env['CI']) throw new Error(disk.unavailable);
    return context.skip(disk.unavailable);
  }
  try {
    const supplied = await askForDatabase('embedded');
    if (!('dir' in supplied)) throw new Error('no embedded database');
    cpSync(supplied.dir, join(disk.outside, 'data'), { recursive: true });
    const fixture = join(import.meta.dirname, 'disk-full.fixture.ts');
    const child = disk.spawn(process.execPath, [fixture, join(disk.directory, 'data'), 'org_full'], { stdio: ['pipe', 'pipe', 'inherit'] });
    const kept: string[] = [];
    const refusals: string[] = [];
    if (!child.stdout) throw new Error('no output');
    createInterface({ input: child.stdout }).on('line', (line) => {
      const [what, n = '', ...rest] = line.split(' ');
      if (what === 'kept') kept.push(n);
      if (what === 'refused') refusals.push(rest.join(' '));
    });
    const until = (isSo: () => boolean): Promise<void> => expect.poll(isSo, { timeout: 240_000, interval: 50 }).toBe(true);
    for (const round of [1, 2]) {
      const before = kept.length;
      await until(() => kept.length > before + 2);
      disk.fill(megabyte);
      const refusedBefore = refusals.length;
      await until(() => refusals.length > refusedBefore + 10);
      expect(new Set(refusals.slice(refusedBefore + 1)), `round ${round}`).toEqual(new Set(['database_full true']));
      disk.makeRoom();
    }
    const before = kept.length;
    await until(() => kept.length > before + 2);
    child.stdin?.end();
    await once(child, 'close');

    const copy = `${supplied.dir}-after`;
    cpSync(join(disk.outside, 'data'), copy, { recursive: true });
    const database = await openDatabase({ kind: 'embedded', dir: copy });
    const ids = kept.map((n) => `org_full${n}`);
    const rows = await database.withTenant(ids, (tx) => tx.selectFrom('organisation').select('org_id').execute());
    await database.close();
    expect(new Set(rows.map(({ org_id }) => org_id))).toEqual(new Set(ids));
  } finally {
    disk.close();
  }
}, 900_000);
