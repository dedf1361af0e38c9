// Writes rows one after the other and says what became of each: `kept n`, or `refused n code`. Ends when its input does.
import { randomBytes } from 'node:crypto';
import { openDatabase } from './open-database.ts';

const [dir = '', orgId = ''] = process.argv.slice(2);
// As on a disk whose quota nobody can see: the end of it comes as a surprise.
const database = await openDatabase({ kind: 'embedded', dir }, { freeBytes: () => Number.POSITIVE_INFINITY });
let isOver = false;
process.stdin.on('end', () => (isOver = true)).resume();
const insert = `insert into organisation (org_id, name) values ($1, $2)`;
for (let n = 0; !isOver; n += 1) {
  const id = `${orgId}${n}`;
  try {
    await database.batch([id], [{ sql: insert, params: [id, randomBytes(300_000).toString('base64')] }]);
    console.log(`kept ${n}`);
  } catch (error) {
    console.log(`refused ${n} ${String((error as { code?: unknown }).code)} ${String((error as { retryable?: unknown }).retryable)}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
await database.close();
console.log('closed');
