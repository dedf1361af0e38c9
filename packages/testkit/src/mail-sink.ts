import { type AddressInfo, createServer, type Socket } from 'node:net';

export interface CaughtMail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

/** A mail server that keeps what it is given. */
export interface MailSink {
  readonly port: number;
  readonly mails: readonly CaughtMail[];
  /** The next messages are not taken now (451) or never (550). */
  readonly refuseWith: (code: 451 | 550 | undefined) => void;
  readonly close: () => Promise<void>;
}

/** As much of SMTP as one sender on loopback needs. */
export async function startMailSink(): Promise<MailSink> {
  const mails: CaughtMail[] = [];
  const open = new Set<Socket>();
  let refusal: number | undefined;
  const server = createServer((socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    socket.on('error', () => undefined);
    let held = '';
    let recipients: string[] = [];
    let inData = false;
    const say = (line: string): void => void socket.write(`${line}\r\n`);
    say('220 sink');
    socket.on('data', (chunk) => {
      held += chunk.toString('latin1');
      for (;;) {
        const end = inData ? held.indexOf('\r\n.\r\n') : held.indexOf('\r\n');
        if (end < 0) return;
        const part = held.slice(0, end);
        held = held.slice(end + (inData ? 5 : 2));
        if (inData) {
          inData = false;
          for (const to of recipients) mails.push({ to, ...readMail(part) });
          recipients = [];
          say('250 kept');
          continue;
        }
        const verb = part.slice(0, 4).toUpperCase();
        if (verb === 'RCPT' && refusal !== undefined) say(`${refusal} not now`);
        else if (verb === 'RCPT') {
          recipients.push(/<([^>]*)>/.exec(part)?.[1] ?? '');
          say('250 ok');
        } else if (verb === 'DATA') {
          inData = true;
          say('354 go on');
        } else if (verb === 'QUIT') {
          say('221 bye');
          socket.end();
        } else say('250 ok');
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    mails,
    refuseWith: (code) => {
      refusal = code;
    },
    close: async () => {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function readMail(raw: string): { subject: string; text: string } {
  const split = raw.indexOf('\r\n\r\n');
  const head = raw.slice(0, split).replaceAll(/\r\n[ \t]+/g, ' ');
  const body = raw.slice(split + 4).replaceAll('\r\n..', '\r\n.');
  const encoding = /^content-transfer-encoding: *(\S+)/im.exec(head)?.[1]?.toLowerCase();
  return { subject: words(/^subject: *(.*)$/im.exec(head)?.[1] ?? ''), text: decoded(body, encoding).replaceAll('\r\n', '\n') };
}

function decoded(body: string, encoding: string | undefined): string {
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString('utf8');
  if (encoding === 'quoted-printable') return unquoted(body.replaceAll('=\r\n', ''));
  return Buffer.from(body, 'latin1').toString('utf8');
}

function unquoted(text: string): string {
  const bytes = text.replaceAll(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

/** Encoded words of a header. */
function words(header: string): string {
  return header
    .replaceAll(/\?=\s+=\?/g, '?==?')
    .replaceAll(/=\?utf-8\?([bq])\?([^?]*)\?=/gi, (_, kind: string, text: string) =>
      kind.toLowerCase() === 'b' ? Buffer.from(text, 'base64').toString('utf8') : unquoted(text.replaceAll('_', ' ')),
    );
}
