import type { EgressRules, FilePort, MailPort } from '@arches/nodes';
import { type Database, findMailSettings, type SecretBox } from '@arches/store';

interface Deps {
  readonly database: Database;
  readonly secrets: SecretBox;
  readonly rules: EgressRules;
}

/** The organisations' mail servers. */
export interface MailBox {
  /** The port that sends through the organisation's server, or says that none is set up. */
  readonly of: (orgId: string, files: FilePort) => Promise<MailPort>;
}

export const mailSecretPlace = (orgId: string) => ({ orgId, table: 'mail_settings', rowId: orgId, field: 'password' });

export function createMailBox({ database, secrets, rules }: Deps): MailBox {
  return {
    of: async (orgId, files) => {
      const { createSmtpMail, noMail } = await import('@arches/nodes');
      const row = await database.withTenant(orgId, (tx) => findMailSettings(tx, orgId));
      if (!row) return noMail;
      const password = row.password_sealed ? secrets.open(row.password_sealed, mailSecretPlace(orgId)) : '';
      return createSmtpMail(
        { host: row.host, port: row.port, secure: row.security === 'tls', user: row.username ?? '', password, from: row.from_address },
        { rules, files },
      );
    },
  };
}
