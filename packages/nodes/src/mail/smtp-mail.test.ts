import type { AddressInfo } from 'node:net';
import { AppError, type FileRef } from '@arches/kernel';
import { SMTPServer } from 'smtp-server';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { egressRules } from '../egress/addresses.ts';
import type { FilePort } from '../ports/files.ts';
import type { MailMessage } from '../ports/mail.ts';
import { createSmtpMail } from './smtp-mail.ts';

let server: SMTPServer;
let port: number;
let received: string[] = [];

beforeAll(async () => {
  server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    onAuth: ({ username, password }, _session, done) =>
      username === 'ada' && password === 'right' ? done(null, { user: 'ada' }) : done(new Error('Wrong password')),
    onRcptTo: ({ address }, _session, done) => {
      const responseCode = address.startsWith('later') ? 450 : address.startsWith('never') ? 550 : 0;
      done(responseCode === 0 ? null : Object.assign(new Error('Not this one'), { responseCode }));
    },
    onData: (stream, _session, done) => {
      let text = '';
      stream.on('data', (part: Buffer) => (text += part.toString()));
      stream.on('end', () => {
        received.push(text);
        done();
      });
    },
  });
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  port = (server.server.address() as AddressInfo).port;
});
afterAll(() => new Promise<void>((resolve) => server.close(resolve)));
beforeEach(() => {
  received = [];
});

const file: FileRef = { kind: 'file', id: 'f1', name: 'report.csv', mediaType: 'text/csv', size: 4 };
const files = { stream: () => Promise.resolve(new Blob(['a,b\n']).stream()) } as unknown as FilePort;

function send(message: Partial<MailMessage> = {}, login: { user?: string; password?: string; open?: boolean } = {}) {
  const { user = '', password = '', open = true } = login;
  const settings = { host: '127.0.0.1', port, secure: false, user, password, from: 'arches@example.org' };
  const { rules } = egressRules(open ? `127.0.0.1:${port}` : '');
  return createSmtpMail(settings, { rules, files }).send(
    { to: ['bo@example.org'], subject: 'Grüße', text: 'Good morning.', idempotencyKey: 'run_1:send', ...message },
    new AbortController().signal,
  );
}
const failure = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'no error',
    (error: unknown) => (error instanceof AppError ? { code: error.code, retryable: error.retryable } : error),
  );

test('a mail arrives with its file and an id that repeats with the attempt', async () => {
  const { messageId, accepted } = await send({ attachments: [file] });
  expect(accepted).toEqual(['bo@example.org']);
  expect(messageId).toBe('<run_1.send@arches>');
  expect(received[0]).toContain('Good morning.');
  expect(received[0]).toContain('filename=report.csv');
  expect(received[0]).toContain(Buffer.from('a,b\n').toString('base64'));
});

test('signs in with the right password, and says that a wrong one is final', async () => {
  await send({}, { user: 'ada', password: 'right' });
  expect(received).toHaveLength(1);
  expect(await failure(send({}, { user: 'ada', password: 'wrong' }))).toEqual({ code: 'mail_refused', retryable: false });
});

test.each([
  ['later@example.org', 'mail_unavailable', true],
  ['never@example.org', 'mail_refused', false],
])('a refusal of %s is %s; worth another attempt: %s', async (to, code, retryable) => {
  expect(await failure(send({ to: [to] }))).toEqual({ code, retryable });
});

test('nobody to send to is refused, and so is a mail server that nobody opened the way to', async () => {
  expect(await failure(send({ to: [] }))).toMatchObject({ code: 'mail_refused' });
  expect(await failure(send({}, { open: false }))).toMatchObject({ retryable: false });
  expect(received).toEqual([]);
});
