import {
  appendAuditEvent,
  addMember,
  completeSetup,
  completeSetupWithoutToken,
  createOrganisation,
  createUser,
  type Database,
  findSetupState,
  isSetupToken,
  newId,
  offerSetup,
  type Tx,
} from '@arches/store';
import { AppError } from '@arches/kernel';
import type { TokenKeys } from '../auth/access-token.ts';
import { hashPassword } from '../auth/password.ts';
import { hashSecret, newSecret } from '../auth/secret-text.ts';
import { type Device, type SignedIn, signIn } from '../auth/sign-in.ts';

interface Deps {
  readonly database: Database;
  readonly tokenKeys: TokenKeys;
}

interface Owner {
  readonly name: string;
  readonly email: string;
  readonly password: string;
  readonly organization?: string | undefined;
}

export async function setupStatus(
  { database }: Pick<Deps, 'database'>,
  input: { readonly token?: string | undefined },
): Promise<{ needed: boolean; tokenValid: boolean }> {
  return database.system(async (tx) => {
    const state = await findSetupState(tx);
    const { token } = input;
    const tokenValid = token !== undefined && (await isSetupToken(tx, hashSecret(token)));
    return { needed: state.kind !== 'completed', tokenValid };
  });
}

/** The first owner, by the one-time link. Throws `setup_token_wrong` and `already_set_up`. */
export async function setUp({ database, tokenKeys }: Deps, input: Owner & { readonly token: string }, device: Device): Promise<SignedIn> {
  const tokenHash = hashSecret(input.token);
  const status = await setupStatus({ database }, input);
  if (!status.needed) throw new AppError('already_set_up', 'Arches is set up already. Sign in.');
  if (!status.tokenValid)
    throw new AppError('setup_token_wrong', 'This set-up link does not work. Use the one that was printed at the last start.');
  const passwordHash = await hashPassword(input.password);
  const orgId = newId('org');
  return database.withTenant(orgId, async (tx) => {
    await completeSetup(tx, tokenHash);
    const userId = await createOwner(tx, orgId, input, passwordHash);
    return signIn(tx, tokenKeys, { userId, orgId }, device);
  });
}

/**
 * Sees to it that an owner can be made: by the environment at once, or by a link, whose token this returns. Each start before set-up
 * is complete gives a new token, since the line with the old one may be lost.
 */
export async function prepareSetup(
  { database }: Pick<Deps, 'database'>,
  firstOwner: { readonly email: string; readonly password: string } | undefined,
): Promise<string | undefined> {
  const state = await database.system(findSetupState);
  if (state.kind === 'completed') return undefined;
  if (!firstOwner) {
    const token = newSecret('setup');
    await database.system((tx) => offerSetup(tx, hashSecret(token)));
    return token;
  }
  const passwordHash = await hashPassword(firstOwner.password);
  const name = firstOwner.email.split('@')[0] ?? firstOwner.email;
  const orgId = newId('org');
  await database.withTenant(orgId, async (tx) => {
    await completeSetupWithoutToken(tx);
    await createOwner(tx, orgId, { ...firstOwner, name }, passwordHash);
  });
  return undefined;
}

/** One organisation, project and workspace, and the person who owns them. */
export async function createOwner(tx: Tx, orgId: string, owner: Omit<Owner, 'password'>, passwordHash: string): Promise<string> {
  const user = await createUser(tx, { email: owner.email, name: owner.name, passwordHash });
  const name = owner.organization?.trim();
  await createOrganisation(tx, orgId, name ? name : `${owner.name}’s organisation`);
  await addMember(tx, orgId, user.id, 'owner');
  await appendAuditEvent(tx, orgId, {
    category: 'configuration',
    action: 'organisation_created',
    actor_kind: 'user',
    actor_id: user.id,
    target_kind: 'organisation',
    target_id: orgId,
    ip: null,
  });
  return user.id;
}
