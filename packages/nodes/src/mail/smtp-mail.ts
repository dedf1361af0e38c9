import { Readable } from 'node:stream';
import { AppError } from '@arches/kernel';
import { createTransport } from 'nodemailer';
import type { EgressRules } from '../egress/addresses.ts';
import { openSocket } from '../egress/open-socket.ts';
import type { FilePort } from '../ports/files.ts';
import type { MailMessage, MailPort } from '../ports/mail.ts';

export interface SmtpSettings {
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte (465); otherwise STARTTLS is used when the server offers it. */
  readonly secure: boolean;
  readonly user: string;
  readonly password: string;
  readonly from: string;
}

const timeoutMs = 20_000;

/** Sends by SMTP; the connection goes through the door out. */
export function createSmtpMail(settings: SmtpSettings, deps: { rules: EgressRules; files: FilePort }): MailPort {
  return {
    send: async (message, signal) => {
      if (message.to.length === 0)
        throw new AppError('mail_refused', 'There is nobody to send to: the field “To” is empty.', { class: 'client', notSent: true });
      signal.throwIfAborted();
      const connection = await openSocket(deps.rules, settings.host, settings.port, timeoutMs);
      const transport = createTransport({
        host: settings.host,
        port: settings.port,
        secure: settings.secure,
        connection,
        connectionTimeout: timeoutMs,
        greetingTimeout: timeoutMs,
        socketTimeout: 60_000,
        ...(settings.user ? { auth: { user: settings.user, pass: settings.password } } : {}),
      });
      const abort = (): void => void connection.destroy();
      signal.addEventListener('abort', abort, { once: true });
      try {
        const sent = await transport.sendMail({ ...(await compose(message, deps.files)), from: settings.from });
        return {
          messageId: String(sent.messageId),
          accepted: sent.accepted.map(String),
        };
      } catch (error) {
        throw translated(error, settings.host);
      } finally {
        signal.removeEventListener('abort', abort);
        transport.close();
        connection.destroy();
      }
    },
  };
}

/** For an organisation without a mail server: says where to set one. */
export const noMail: MailPort = {
  send: () =>
    Promise.reject(
      new AppError(
        'mail_not_set_up',
        'No mail server is set up yet, so nothing was sent. Set one under Settings → Mail, then retry this step.',
        { class: 'client', notSent: true },
      ),
    ),
};

async function compose(message: MailMessage, files: FilePort): Promise<Record<string, unknown>> {
  const attachments = await Promise.all(
    (message.attachments ?? []).map(async (file) => ({
      filename: file.name,
      contentType: file.mediaType,
      content: Readable.fromWeb((await files.stream(file)) as Parameters<typeof Readable.fromWeb>[0]),
    })),
  );
  return {
    to: [...message.to],
    ...(message.cc && message.cc.length > 0 ? { cc: [...message.cc] } : {}),
    subject: message.subject,
    text: message.text,
    attachments,
    messageId: `<${message.idempotencyKey.replaceAll(/[^A-Za-z0-9._-]/gu, '.')}@arches>`,
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

function translated(error: unknown, host: string): unknown {
  if (error instanceof AppError) return error;
  const { code, responseCode, response } = error as { code?: string; responseCode?: number; response?: string };
  const said = response ? ` It said: ${response.slice(0, 200)}` : '';
  // Signing in comes before the message.
  if (code === 'EAUTH')
    return new AppError('mail_refused', `The mail server ${host} did not accept the user name or password.${said}`, {
      class: 'client',
      notSent: true,
      cause: error,
    });
  if (responseCode !== undefined && responseCode >= 500)
    return new AppError('mail_refused', `The mail server ${host} refused the message.${said}`, {
      class: 'client',
      notSent: true,
      cause: error,
    });
  // A server that answers 4xx has not taken the message; one that fell silent may have.
  return new AppError('mail_unavailable', `The mail server ${host} could not take the message now.${said}`, {
    retryable: true,
    class: responseCode === undefined ? 'network' : 'server',
    notSent: responseCode !== undefined && responseCode >= 400,
    cause: error,
  });
}
