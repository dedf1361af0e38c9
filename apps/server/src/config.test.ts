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
