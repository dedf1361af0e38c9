import { expect, test } from 'vitest';
import { configFromEnv } from './config.ts';

test('an empty environment listens on loopback, port 4040, with the embedded database', () => {
  const config = configFromEnv({});
  expect(config).toMatchObject({ host: '127.0.0.1', port: 4040, database: { kind: 'embedded' }, firstOwner: undefined });
  expect(config.dataDir.endsWith('.arches')).toBe(true);
});

test('every bad variable is named at once', () => {
  const environment = { PORT: '99999', DATABASE_URL: 'mysql://x', ARCHES_SECRET_KEY: 'short', ARCHES_OWNER_EMAIL: 'nobody' };
  expect(() => configFromEnv(environment)).toThrow(/PORT[\s\S]*DATABASE_URL[\s\S]*ARCHES_OWNER_EMAIL[\s\S]*ARCHES_SECRET_KEY/);
});

test('an owner needs both an e-mail address and a password', () => {
  expect(() => configFromEnv({ ARCHES_OWNER_EMAIL: 'ada@example.com' })).toThrow(/ARCHES_OWNER_PASSWORD: .*go together/);
});

test('openings for outbound calls are separated by commas or spaces', () => {
  expect(configFromEnv({ ARCHES_EGRESS_ALLOW: '10.0.0.0/8, db.local:5432' }).egressAllow).toEqual(['10.0.0.0/8', 'db.local:5432']);
});

test('workflows may read no environment variable but those that are named; one that is not set is known as such', () => {
  expect(configFromEnv({ SHOP_URL: 'https://a.example' }).workflowEnv).toEqual({});
  const environment = { ARCHES_WORKFLOW_ENV: 'SHOP_URL, REGION SHOP_URL', SHOP_URL: 'https://a.example', OTHER: 'x' };
  expect(configFromEnv(environment).workflowEnv).toEqual({ SHOP_URL: 'https://a.example', REGION: null });
});

test.each([
  'API_KEY',
  'SHOP_TOKEN',
  'client_secret',
  'PGPASSWORD',
  'PASSWORD_FILE',
  'AWS_SECRET_ACCESS_KEY',
  'DATABASE_URL',
  'ARCHES_DATA_DIR',
])('%s looks like a secret: the start is refused with a sentence', (name) => {
  expect(() => configFromEnv({ ARCHES_WORKFLOW_ENV: `SHOP_URL,${name}` })).toThrow(`${name} looks like a secret`);
});

test('names that only resemble secrets are fine; an address with a password in it and what is no name are not', () => {
  expect(Object.keys(configFromEnv({ ARCHES_WORKFLOW_ENV: 'KEYBOARD,REGION,PUBLIC_URL' }).workflowEnv)).toHaveLength(3);
  expect(() => configFromEnv({ ARCHES_WORKFLOW_ENV: 'SHOP', SHOP: 'https://me:hidden@shop.example' })).toThrow(
    /^(?![\s\S]*hidden)[\s\S]*SHOP is an address with a password/,
  );
  expect(() => configFromEnv({ ARCHES_WORKFLOW_ENV: 'a-b' })).toThrow('“a-b” is no name');
});
