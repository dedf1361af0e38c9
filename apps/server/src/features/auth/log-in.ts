import { AppError } from '@arches/kernel';
import { appendAuditEvent, type Database, findCredential, membershipsOfUser } from '@arches/store';
import type { TokenKeys } from './access-token.ts';
import { isPassword } from './password.ts';
import { type Device, type SignedIn, signIn } from './sign-in.ts';

interface Deps {
  readonly database: Database;
  readonly tokenKeys: TokenKeys;
}

/** The same words, whatever was wrong: nobody learns here who has an account. */
const wrongCredentials = (): AppError => new AppError('wrong_credentials', 'E-mail address or password is not right.');

export async function logIn(
  { database, tokenKeys }: Deps,
  input: { readonly email: string; readonly password: string },
  device: Device,
): Promise<SignedIn> {
  const credential = await database.system((tx) => findCredential(tx, input.email));
  if (!(await isPassword(input.password, credential?.passwordHash)) || !credential) throw wrongCredentials();
  const [home] = await database.system((tx) => membershipsOfUser(tx, credential.userId));
  if (!home) throw new AppError('no_organisation', 'Your account belongs to no organisation any more. Ask for an invitation.');
  return database.withTenant(home.orgId, async (tx) => {
    await appendAuditEvent(tx, home.orgId, {
      category: 'authentication',
      action: 'signed_in',
      actor_kind: 'user',
      actor_id: credential.userId,
      target_kind: null,
      target_id: null,
      ip: device.ip ?? null,
    });
    return signIn(tx, tokenKeys, { userId: credential.userId, orgId: home.orgId }, device);
  });
}
