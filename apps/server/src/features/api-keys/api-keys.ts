import { AppError } from '@arches/kernel';
import { type ApiKey, createApiKey, type Database, deleteApiKey, listApiKeys, listMembers, type Role } from '@arches/store';
import { notFound } from '../../http/errors.ts';
import { type Principal, roleAtMost } from '../../http/principal.ts';
import { record } from '../audit/record.ts';
import { hashSecret, newSecret } from '../auth/secret-text.ts';
import { daysFromNow } from '../auth/sign-in.ts';

interface Deps {
  readonly database: Database;
}

function keyView(key: ApiKey, makers: ReadonlyMap<string, string>) {
  return {
    id: key.id,
    name: key.name,
    prefix: key.prefix,
    role: key.role,
    createdAt: key.createdAt.toISOString(),
    lastUsedAt: key.lastUsedAt?.toISOString() ?? null,
    expiresAt: key.expiresAt?.toISOString() ?? null,
    createdBy: makers.get(key.createdBy) ?? key.createdBy,
  };
}

export async function apiKeyList({ database }: Deps, caller: Principal) {
  return database.withTenant(caller.orgId, async (tx) => {
    const members = await listMembers(tx, caller.orgId);
    const makers = new Map(members.map(({ userId, name }) => [userId, name]));
    return { items: (await listApiKeys(tx, caller.orgId)).map((key) => keyView(key, makers)) };
  });
}

/** The key itself is in this answer and nowhere else. Throws `forbidden` for a role above the maker's. */
export async function makeApiKey(
  { database }: Deps,
  caller: Principal,
  input: { readonly name: string; readonly role: Role; readonly expiresInDays?: number | undefined },
) {
  if (!roleAtMost(input.role, caller.role)) throw new AppError('forbidden', 'A key cannot have a role above your own.');
  const key = newSecret('arches_key');
  return database.withTenant(caller.orgId, async (tx) => {
    const made = await createApiKey(tx, caller.orgId, {
      name: input.name,
      prefix: key.slice(0, 17),
      keyHash: hashSecret(key),
      role: input.role,
      createdBy: caller.userId,
      ...(input.expiresInDays === undefined ? {} : { expiresAt: daysFromNow(input.expiresInDays) }),
    });
    await record(tx, caller, 'authorization', 'api_key_created', { kind: 'api_key', id: made.id }, { role: input.role });
    return { ...keyView(made, new Map([[caller.userId, caller.name]])), key };
  });
}

export async function revokeApiKey({ database }: Deps, caller: Principal, input: { readonly id: string }): Promise<{ ok: true }> {
  return database.withTenant(caller.orgId, async (tx) => {
    if (!(await deleteApiKey(tx, caller.orgId, input.id))) throw notFound('API key', input.id);
    await record(tx, caller, 'authorization', 'api_key_revoked', { kind: 'api_key', id: input.id });
    return { ok: true };
  });
}
