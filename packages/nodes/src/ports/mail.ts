import type { FileRef } from '@arches/kernel';

export interface MailMessage {
  readonly to: readonly string[];
  readonly cc?: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly attachments?: readonly FileRef[];
  /** Sent as Message-ID, so that a repeated attempt can be recognised. */
  readonly idempotencyKey: string;
}

/** Sends through the organisation's mail server. Throws `mail_not_set_up`, `mail_refused`, `mail_unavailable` (retryable). */
export interface MailPort {
  readonly send: (message: MailMessage, signal: AbortSignal) => Promise<{ messageId: string; accepted: readonly string[] }>;
}
