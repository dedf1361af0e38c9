import { Writable } from 'node:stream';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { RequestLog } from './request-log.ts';

function lines(): { readonly written: Record<string, unknown>[]; readonly parent: ReturnType<typeof pino> } {
  const written: Record<string, unknown>[] = [];
  const sink = new Writable({
    write: (line, _encoding, done) => {
      written.push(JSON.parse(String(line)) as Record<string, unknown>);
      done();
    },
  });
  return { written, parent: pino({ level: 'warn', base: {}, timestamp: false }, sink) };
}

test('what a request says names the request, in its own words and at its own level', () => {
  const { written, parent } = lines();
  const log = new RequestLog(parent, { reqId: 'r1' });
  log.error({ err: new Error('no') }, 'A request failed');
  log.warn('Reply was already sent');
  log.child({ part: 'body' }).fatal('gone');
  expect(written).toMatchObject([
    { level: 50, reqId: 'r1', msg: 'A request failed', err: { message: 'no' } },
    { level: 40, reqId: 'r1', msg: 'Reply was already sent' },
    { level: 60, reqId: 'r1', part: 'body', msg: 'gone' },
  ]);
});

test('below the level nothing is said', () => {
  const { written, parent } = lines();
  new RequestLog(parent, {}).info('hello');
  expect(written).toEqual([]);
});
