import { testDatabases } from '@arches/testkit';
import { expect, test } from 'vitest';
import type { Role } from '../identity-tables.ts';
import { newId } from '../new-id.ts';
import { createApiKey, deleteApiKey, findApiKeyByHash, listApiKeys, touchApiKey } from './api-keys.ts';
import { appendAuditEvent, listAuditEvents } from './audit.ts';
import { createFile, deleteFile, fileRef, findFile } from './files.ts';
import { acceptInvitation, createInvitation, findInvitationByHash, listOpenInvitations } from './invitations.ts';
import { findMailSettings, saveMailSettings } from './mail-settings.ts';
import { addMember, changeRole, listMembers, membershipsOfUser, removeMember } from './memberships.ts';
import {
  createModelProvider,
  deleteModelProvider,
  findDefaultModelProvider,
  listModelProviders,
  makeDefaultModelProvider,
} from './model-providers.ts';
import { createOrganisation, findOrganisation, listOrganisationIds, listWorkspaces } from './organisations.ts';
import { createSession, findLiveSession, listLiveSessions, revokeSession, rotateRefreshToken } from './sessions.ts';
import { completeSetup, findSetupState, isSetupToken, offerSetup } from './setup.ts';
import { createUser, findCredential, findUserByEmail } from './users.ts';

const inAnHour = () => new Date(Date.now() + 3_600_000);
const anHourAgo = () => new Date(Date.now() - 3_600_000);

testDatabases('identity', ({ database }) => {
  async function newOrganisation(name = 'Acme'): Promise<string> {
    const orgId = newId('org');
    await database().withTenant(orgId, (tx) => createOrganisation(tx, orgId, name));
    return orgId;
  }
  const newUser = (email = `${newId('usr')}@example.com`) =>
    database().system((tx) => createUser(tx, { email, name: 'Ada', passwordHash: 'hash' }));
  async function newMember(orgId: string, role: Role): Promise<string> {
    const { id } = await newUser();
    await database().withTenant(orgId, (tx) => addMember(tx, orgId, id, role));
    return id;
  }

  test('an organisation comes with a project and a workspace, and is listed for the program itself', async () => {
    const orgId = await newOrganisation();
    expect(await database().withTenant(orgId, (tx) => findOrganisation(tx, orgId))).toMatchObject({ id: orgId, name: 'Acme' });
    expect(await database().withTenant(orgId, (tx) => listWorkspaces(tx, orgId))).toHaveLength(1);
    expect(await database().system(listOrganisationIds)).toContain(orgId);
  });

  test('an e-mail address has one account, in whatever case it is written', async () => {
    const email = `${newId('usr')}@Example.com`;
    const user = await newUser(email);
    await expect(newUser(email.toUpperCase())).rejects.toMatchObject({ code: 'email_taken' });
    expect(await database().system((tx) => findUserByEmail(tx, email.toUpperCase()))).toEqual(user);
    expect(await database().system((tx) => findCredential(tx, ` ${email}`))).toEqual({ userId: user.id, passwordHash: 'hash' });
  });

  test('a user sees their memberships in all organisations, an organisation only its own members', async () => {
    const [first, second] = [await newOrganisation('First'), await newOrganisation('Second')];
    const userId = await newMember(first, 'owner');
    await database().withTenant(second, (tx) => addMember(tx, second, userId, 'viewer'));
    expect(await database().system((tx) => membershipsOfUser(tx, userId))).toEqual([
      { orgId: first, organisationName: 'First', role: 'owner' },
      { orgId: second, organisationName: 'Second', role: 'viewer' },
    ]);
    expect(await database().withTenant(second, (tx) => listMembers(tx, first))).toEqual([]);
  });

  test('the last owner stays, also when two owners remove each other at once', async () => {
    const orgId = await newOrganisation();
    const [a, b] = [await newMember(orgId, 'owner'), await newMember(orgId, 'owner')];
    const removals = await Promise.allSettled(
      [a, b].map((userId) => database().withTenant(orgId, (tx) => removeMember(tx, orgId, userId))),
    );
    expect(removals.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const [left] = await database().withTenant(orgId, (tx) => listMembers(tx, orgId));
    await expect(database().withTenant(orgId, (tx) => changeRole(tx, orgId, left?.userId ?? '', 'viewer'))).rejects.toMatchObject({
      code: 'last_owner',
    });
    await expect(database().withTenant(orgId, (tx) => removeMember(tx, orgId, 'usr_nobody'))).rejects.toMatchObject({
      code: 'member_not_found',
    });
  });

  test('a user keeps their five newest sessions', async () => {
    const { id: userId } = await newUser();
    const sessions: string[] = [];
    for (let index = 0; index < 7; index += 1) {
      const session = { userId, activeOrgId: null, refreshTokenHash: newId('tok'), refreshExpiresAt: inAnHour(), expiresAt: inAnHour() };
      sessions.unshift(await database().system((tx) => createSession(tx, session, 5)));
    }
    expect((await database().system((tx) => listLiveSessions(tx, userId))).map(({ id }) => id)).toEqual(sessions.slice(0, 5));
  });

  test('a refresh token works once; used again, it ends the session', async () => {
    const { id: userId } = await newUser();
    const [first, second, third] = [newId('tok'), newId('tok'), newId('tok')];
    const session = { userId, activeOrgId: null, refreshTokenHash: first, refreshExpiresAt: inAnHour(), expiresAt: inAnHour() };
    const id = await database().system((tx) => createSession(tx, session, 5));
    const rotate = (hash: string, next: string) =>
      database().system((tx) => rotateRefreshToken(tx, hash, { hash: next, expiresAt: inAnHour() }));
    expect(await rotate(first, second)).toMatchObject({ kind: 'rotated', session: { id, user_id: userId } });
    expect(await rotate(newId('tok'), third)).toEqual({ kind: 'refused' });
    expect(await rotate(first, third)).toEqual({ kind: 'reused', sessionId: id });
    expect(await database().system((tx) => findLiveSession(tx, id))).toBeUndefined();
    expect(await rotate(second, third)).toEqual({ kind: 'refused' });
  });

  test('a session that is over or ended is not found', async () => {
    const { id: userId } = await newUser();
    const begin = (expiresAt: Date) =>
      database().system((tx) =>
        createSession(tx, { userId, activeOrgId: null, refreshTokenHash: newId('tok'), refreshExpiresAt: expiresAt, expiresAt }, 5),
      );
    const [over, ended] = [await begin(anHourAgo()), await begin(inAnHour())];
    await database().system((tx) => revokeSession(tx, ended));
    for (const id of [over, ended]) expect(await database().system((tx) => findLiveSession(tx, id))).toBeUndefined();
  });

  test('an API key is found by its hash without a tenant, and goes with its maker', async () => {
    const orgId = await newOrganisation();
    await newMember(orgId, 'owner');
    const userId = await newMember(orgId, 'builder');
    const keyHash = newId('tok');
    const key = await database().withTenant(orgId, (tx) =>
      createApiKey(tx, orgId, { name: 'CI', prefix: 'ark_abc', keyHash, createdBy: userId, role: 'builder' }),
    );
    const find = () => database().system((tx) => findApiKeyByHash(tx, keyHash));
    expect(await find()).toMatchObject({ orgId, id: key.id, userId, lastUsedAt: null });
    await database().withTenant(orgId, (tx) => touchApiKey(tx, orgId, key.id));
    expect((await find())?.lastUsedAt).toBeInstanceOf(Date);
    const other = await newOrganisation();
    expect(await database().withTenant(other, (tx) => deleteApiKey(tx, orgId, key.id))).toBe(false);
    await database().withTenant(orgId, (tx) => removeMember(tx, orgId, userId));
    expect(await find()).toBeUndefined();
    expect(await database().withTenant(orgId, (tx) => listApiKeys(tx, orgId))).toEqual([]);
  });

  test('an invitation is accepted once and not after its time', async () => {
    const orgId = await newOrganisation();
    const [tokenHash, email] = [newId('tok'), `${newId('usr')}@example.com`];
    const invite = (expiresAt: Date, to = email) =>
      database().withTenant(orgId, (tx) =>
        createInvitation(tx, orgId, { email: to, role: 'operator', tokenHash, invitedBy: 'usr_1', expiresAt }),
      );
    const { id } = await invite(inAnHour());
    await expect(invite(inAnHour(), email.toUpperCase())).rejects.toMatchObject({ code: 'already_invited' });
    expect(await database().system((tx) => findInvitationByHash(tx, tokenHash))).toMatchObject({
      orgId,
      id,
      organisationName: 'Acme',
      role: 'operator',
    });
    const accept = (invitationId: string) => database().withTenant(orgId, (tx) => acceptInvitation(tx, orgId, invitationId));
    expect(await accept(id)).toBe('operator');
    await expect(accept(id)).rejects.toMatchObject({ code: 'invitation_not_found' });
    const late = await invite(anHourAgo());
    await expect(accept(late.id)).rejects.toMatchObject({ code: 'invitation_not_found' });
    expect(await database().withTenant(orgId, (tx) => listOpenInvitations(tx, orgId))).toHaveLength(1);
  });

  test('set-up happens once, with the token that was offered last', async () => {
    const system = database().system;
    expect(await system(findSetupState)).toEqual({ kind: 'new' });
    await system((tx) => offerSetup(tx, 'old'));
    await system((tx) => offerSetup(tx, 'new'));
    expect(await system((tx) => isSetupToken(tx, 'old'))).toBe(false);
    await expect(system((tx) => completeSetup(tx, 'old'))).rejects.toMatchObject({ code: 'setup_token_invalid' });
    const attempts = await Promise.allSettled([1, 2].map(() => system((tx) => completeSetup(tx, 'new'))));
    expect(attempts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await system(findSetupState)).toMatchObject({ kind: 'completed' });
    await expect(system((tx) => offerSetup(tx, 'again'))).rejects.toMatchObject({ code: 'setup_completed' });
  });

  test('an organisation with model providers always has one default', async () => {
    const orgId = await newOrganisation();
    const tenant = <T>(work: Parameters<ReturnType<typeof database>['withTenant']>[1]) => database().withTenant(orgId, work) as Promise<T>;
    const add = (name: string) =>
      database().withTenant(orgId, (tx) =>
        createModelProvider(tx, orgId, { id: newId('mdl'), kind: 'ollama', name, base_url: null, model: 'm', secret_sealed: null }),
      );
    const [first, second] = [await add('First'), await add('Second')];
    const names = async () =>
      (await database().withTenant(orgId, (tx) => listModelProviders(tx, orgId))).map(({ name, is_default }) => [name, is_default]);
    expect(await names()).toEqual([
      ['First', true],
      ['Second', false],
    ]);
    await tenant((tx) => makeDefaultModelProvider(tx, orgId, second.id));
    expect(await names()).toEqual([
      ['Second', true],
      ['First', false],
    ]);
    await tenant((tx) => deleteModelProvider(tx, orgId, second.id));
    expect(await database().withTenant(orgId, (tx) => findDefaultModelProvider(tx, orgId))).toMatchObject({ id: first.id });
  });

  test('mail settings are replaced as a whole', async () => {
    const orgId = await newOrganisation();
    const settings = {
      host: 'mail.example.com',
      port: 587,
      security: 'starttls',
      username: 'u',
      password_sealed: 's',
      from_address: 'a@example.com',
    } as const;
    await database().withTenant(orgId, (tx) => saveMailSettings(tx, orgId, settings));
    await database().withTenant(orgId, (tx) => saveMailSettings(tx, orgId, { ...settings, username: null }));
    expect(await database().withTenant(orgId, (tx) => findMailSettings(tx, orgId))).toMatchObject({
      host: 'mail.example.com',
      username: null,
    });
  });

  test('audit events are added and read, newest first, and can be neither changed nor deleted', async () => {
    const orgId = await newOrganisation();
    for (let index = 0; index < 5; index += 1) {
      const event = {
        category: 'data_access',
        action: `read_${index}`,
        actor_kind: 'user',
        actor_id: 'usr_1',
        details: { z: 1, a: index },
      } as const;
      await database().withTenant(orgId, (tx) => appendAuditEvent(tx, orgId, { ...event, target_kind: null, target_id: null, ip: null }));
    }
    const first = await database().withTenant(orgId, (tx) => listAuditEvents(tx, orgId, { limit: 3 }));
    const rest = await database().withTenant(orgId, (tx) => listAuditEvents(tx, orgId, { limit: 3, cursor: first.nextCursor ?? '' }));
    expect([...first.items, ...rest.items].map(({ action }) => action)).toEqual(['read_4', 'read_3', 'read_2', 'read_1', 'read_0']);
    expect(rest.nextCursor).toBeUndefined();
    await expect(database().withTenant(orgId, (tx) => tx.deleteFrom('audit_event').execute())).rejects.toMatchObject({ code: '42501' });
    await expect(database().withTenant(orgId, (tx) => tx.updateTable('audit_event').set({ action: 'x' }).execute())).rejects.toMatchObject({
      code: '42501',
    });
  });

  test('a file is its tenant’s alone', async () => {
    const [orgId, other] = [await newOrganisation(), await newOrganisation()];
    const row = {
      id: newId('file'),
      name: 'complaints.csv',
      media_type: 'text/csv',
      size: 5_000_000_000,
      sha256: 'x',
      storage_key: 'k',
      run_id: null,
      created_by: null,
    };
    const file = await database().withTenant(orgId, (tx) => createFile(tx, orgId, row));
    expect(fileRef(file)).toEqual({ kind: 'file', id: row.id, name: 'complaints.csv', mediaType: 'text/csv', size: 5_000_000_000 });
    expect(await database().withTenant(other, (tx) => findFile(tx, orgId, row.id))).toBeUndefined();
    expect(await database().withTenant(orgId, (tx) => deleteFile(tx, orgId, row.id))).toEqual(file);
  });
});
