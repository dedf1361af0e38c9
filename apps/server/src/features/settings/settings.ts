import { AppError } from '@arches/kernel';
import type { FilePort } from '@arches/nodes';
import {
  type Database,
  deleteMailSettings,
  findMailSettings,
  findOrganisation,
  type MailSettingsRow,
  newId,
  renameOrganisation,
  saveMailSettings,
  type SecretBox,
  setTimezone,
} from '@arches/store';
import { notFound } from '../../http/errors.ts';
import type { Principal } from '../../http/principal.ts';
import { record } from '../audit/record.ts';
import type { SettingsShelf } from '../variables/settings-shelf.ts';
import { type MailBox, mailSecretPlace } from './mail-box.ts';

interface Deps {
  readonly database: Database;
  readonly settings: SettingsShelf;
  readonly secrets: SecretBox;
  readonly mail: MailBox;
}

export async function organizationSettings(
  { database }: Pick<Deps, 'database'>,
  caller: Principal,
): Promise<{ name: string; timezone: string }> {
  const found = await database.withTenant(caller.orgId, (tx) => findOrganisation(tx, caller.orgId));
  if (!found) throw notFound('organisation', caller.orgId);
  return { name: found.name, timezone: found.timezone };
}

export async function changeOrganization(
  { database, settings }: Pick<Deps, 'database' | 'settings'>,
  caller: Principal,
  input: { readonly name?: string | undefined; readonly timezone?: string | undefined },
): Promise<{ name: string; timezone: string }> {
  const { name, timezone } = input;
  if (timezone !== undefined && !isTimezone(timezone)) {
    throw new AppError('validation_failed', 'timezone: This is not a time zone. Give one such as “Europe/Berlin”.');
  }
  await database.withTenant(caller.orgId, async (tx) => {
    if (name !== undefined) await renameOrganisation(tx, caller.orgId, name);
    if (timezone !== undefined) await setTimezone(tx, caller.orgId, timezone);
    await record(tx, caller, 'configuration', 'organisation_changed', { kind: 'organisation', id: caller.orgId });
  });
  settings.forget(caller.orgId);
  return organizationSettings({ database }, caller);
}

function isTimezone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

function mailView(row: MailSettingsRow) {
  return {
    host: row.host,
    port: row.port,
    secure: row.security === 'tls',
    user: row.username ?? '',
    from: row.from_address,
    hasPassword: row.password_sealed !== null,
  };
}
type MailView = ReturnType<typeof mailView>;

export async function mailSettings({ database }: Pick<Deps, 'database'>, caller: Principal): Promise<{ mail: MailView | null }> {
  const row = await database.withTenant(caller.orgId, (tx) => findMailSettings(tx, caller.orgId));
  return { mail: row ? mailView(row) : null };
}

export interface MailInput {
  readonly host: string;
  readonly port: number;
  readonly secure: boolean;
  readonly user: string;
  readonly password?: string | undefined;
  readonly from: string;
}

/** Without a password the one before stays, as long as it goes to the same server and user. */
export async function changeMail(
  { database, secrets }: Pick<Deps, 'database' | 'secrets'>,
  caller: Principal,
  input: MailInput,
): Promise<{ mail: MailView }> {
  return database.withTenant(caller.orgId, async (tx) => {
    const before = await findMailSettings(tx, caller.orgId);
    const isSame = before?.host === input.host && before.port === input.port && (before.username ?? '') === input.user;
    const kept = isSame ? (before?.password_sealed ?? null) : null;
    await saveMailSettings(tx, caller.orgId, {
      host: input.host,
      port: input.port,
      security: input.secure ? 'tls' : 'starttls',
      username: input.user === '' ? null : input.user,
      password_sealed: input.password ? secrets.seal(input.password, mailSecretPlace(caller.orgId)) : input.password === '' ? null : kept,
      from_address: input.from,
    });
    await record(tx, caller, 'configuration', 'mail_changed', undefined, { host: input.host });
    const row = await findMailSettings(tx, caller.orgId);
    if (!row) throw notFound('mail server', caller.orgId);
    return { mail: mailView(row) };
  });
}

export async function forgetMail({ database }: Pick<Deps, 'database'>, caller: Principal): Promise<{ ok: true }> {
  await database.withTenant(caller.orgId, async (tx) => {
    await deleteMailSettings(tx, caller.orgId);
    await record(tx, caller, 'configuration', 'mail_removed');
  });
  return { ok: true };
}

const noFiles: FilePort = {
  read: () => Promise.reject(new AppError('file_not_found', 'A test message has no files.')),
  stream: () => Promise.reject(new AppError('file_not_found', 'A test message has no files.')),
  write: () => Promise.reject(new AppError('file_not_found', 'A test message has no files.')),
};

/** To the caller's own address. Throws what the mail server said. */
export async function sendTestMail({ mail }: Pick<Deps, 'mail'>, caller: Principal, signal: AbortSignal): Promise<{ sentTo: string }> {
  const port = await mail.of(caller.orgId, noFiles);
  await port.send(
    {
      to: [caller.email],
      subject: 'Arches can send e-mail',
      text: `Hello ${caller.name},\n\nthis message was sent from the settings of ${caller.organizationName}. Workflows can now send e-mail through this server.\n`,
      idempotencyKey: newId('tok'),
    },
    signal,
  );
  return { sentTo: caller.email };
}
