import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Role } from '@arches/contract';
import { type ArchesClient, createClient } from '@arches/sdk';
import { type DatabaseConfig, newId } from '@arches/store';
import { askForDatabase } from '@arches/testkit';
import { type Config, configFromEnv } from '../config.ts';
import { hashPassword } from '../features/auth/password.ts';
import { createOwner } from '../features/setup/set-up.ts';
import { type RunningServer, startServer } from '../start-server.ts';

export const password = 'correct horse battery';

/** Somebody signed in. */
export interface Person {
  readonly email: string;
  readonly token: string;
  readonly client: ArchesClient;
  /** A raw call with this person's token; `body` goes as JSON. */
  readonly call: (method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<Response>;
}

export interface TestServer {
  readonly url: string;
  readonly running: RunningServer;
  /** Of the first organisation. */
  readonly owner: Person;
  readonly signIn: (email: string) => Promise<Person>;
  /** A member of the first organisation, invited and joined over the API. */
  readonly member: (role: Exclude<Role, 'owner'>) => Promise<Person>;
  /** Another organisation with its owner. */
  readonly tenant: (email: string) => Promise<Person>;
  readonly close: () => Promise<void>;
}

export const ownerEmail = 'ada@example.com';

/** A configuration on a database of its own, a free port and loopback open to outbound calls. */
export async function testConfig(
  kind: DatabaseConfig['kind'],
  more: Record<string, string> = {},
): Promise<{ config: Config; remove: () => void }> {
  const supplied = await askForDatabase(kind);
  if ('unavailable' in supplied) throw new Error(supplied.unavailable);
  const own = supplied.kind === 'embedded' ? supplied.dir : mkdtempSync(join(tmpdir(), 'arches-server-'));
  const config = configFromEnv({
    PORT: '0',
    ARCHES_DATA_DIR: own,
    ARCHES_LOG_LEVEL: 'error',
    ARCHES_EGRESS_ALLOW: '127.0.0.1',
    ARCHES_RATE_LIMIT_AUTH: '10000',
    ARCHES_RATE_LIMIT_API: '0',
    ...(supplied.kind === 'postgres' ? { DATABASE_URL: supplied.url } : {}),
    ...more,
  });
  return { config, remove: () => rmSync(own, { recursive: true, force: true }) };
}

/** A real server on a free port, with an owner who has signed in. */
export async function startTestServer(kind: DatabaseConfig['kind'] = 'embedded', more: Record<string, string> = {}): Promise<TestServer> {
  const { config, remove } = await testConfig(kind, { ARCHES_OWNER_EMAIL: ownerEmail, ARCHES_OWNER_PASSWORD: password, ...more });
  const running = await startServer(config);
  const { url } = running;
  const signIn = (email: string): Promise<Person> => signInAt(url, email);
  const owner = await signIn(ownerEmail);
  let members = 0;
  return {
    url,
    running,
    owner,
    signIn,
    member: async (role) => {
      members += 1;
      const email = `${role}${members}@example.com`;
      const invitation = await owner.client.members.invite({ email, role });
      const token = invitation.url.split('/').at(-1) ?? '';
      await owner.client.auth.acceptInvite({ token, name: `${role} ${members}`, password });
      return signIn(email);
    },
    tenant: async (email) => {
      const { database } = running.deps;
      const orgId = newId('org');
      const passwordHash = await hashPassword(password);
      await database.withTenant(orgId, (tx) => createOwner(tx, orgId, { email, name: 'Bo', organization: 'Another house' }, passwordHash));
      return signIn(email);
    },
    close: async () => {
      await running.close();
      remove();
    },
  };
}

export async function signInAt(url: string, email: string): Promise<Person> {
  const { accessToken: token } = await createClient({ baseUrl: url }).auth.login({ email, password });
  return personWith(url, email, token);
}

export function personWith(url: string, email: string, token: string): Person {
  return {
    email,
    token,
    client: createClient({ baseUrl: url, accessToken: () => token }),
    call: (method, path, body, headers = {}) =>
      fetch(`${url}${path}`, {
        method,
        headers: { authorization: `Bearer ${token}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
  };
}
