import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { loadMasterKey } from './master-key.ts';
import { createSecretBox } from './secret-box.ts';

const box = createSecretBox(randomBytes(32));
const place = { orgId: 'org_1', table: 'model_provider', rowId: 'mdl_1', field: 'secret' };

test('opens what it sealed, and seals the same text differently each time', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (plain) => {
      const sealed = box.seal(plain, place);
      expect(box.open(sealed, place)).toBe(plain);
      expect(box.seal(plain, place)).not.toBe(sealed);
    }),
  );
});

test.each(['orgId', 'table', 'rowId', 'field'] as const)('does not open in another %s', (part) => {
  const sealed = box.seal('token', place);
  expect(() => box.open(sealed, { ...place, [part]: 'other' })).toThrow(expect.objectContaining({ code: 'secret_unreadable' }));
});

test('does not open with another key', () => {
  expect(() => createSecretBox(randomBytes(32)).open(box.seal('token', place), place)).toThrow(
    expect.objectContaining({ code: 'secret_unreadable' }),
  );
});

test('does not open once a single character is changed, cut or added', () => {
  const sealed = box.seal('token', place);
  fc.assert(
    fc.property(fc.nat(sealed.length - 1), fc.constantFrom('A', 'z', '-', ''), (index, letter) => {
      const changed = sealed.slice(0, index) + letter + sealed.slice(index + 1);
      fc.pre(Buffer.compare(decoded(changed), decoded(sealed)) !== 0);
      expect(() => box.open(changed, place)).toThrow(expect.objectContaining({ code: 'secret_unreadable' }));
    }),
  );
});

/** Two spellings of the same bytes are the same secret: base64 has spare bits at its end. */
function decoded(sealed: string): Buffer {
  const [format = '', key = '', body = '', ...rest] = sealed.split('.');
  return Buffer.concat([
    Buffer.from(format),
    Buffer.from('.'),
    Buffer.from(key, 'base64url'),
    Buffer.from('.'),
    Buffer.from(body, 'base64url'),
    Buffer.from(rest.join('.')),
  ]);
}

test('makes a key file that only its owner can read, and finds it again', () => {
  const dir = mkdtempSync(join(tmpdir(), 'arches-key-'));
  const key = loadMasterKey(dir);
  expect(key.byteLength).toBe(32);
  expect(loadMasterKey(dir)).toEqual(key);
  expect(statSync(join(dir, 'secret.key')).mode & 0o777).toBe(0o600);
  chmodSync(join(dir, 'secret.key'), 0o644);
  expect(() => loadMasterKey(dir)).toThrow(expect.objectContaining({ code: 'secret_key_exposed' }));
});

test('takes a configured key in base64 or hex and refuses anything shorter', () => {
  const key = randomBytes(32);
  expect(loadMasterKey('/nowhere', key.toString('base64'))).toEqual(key);
  expect(loadMasterKey('/nowhere', key.toString('hex'))).toEqual(key);
  expect(() => loadMasterKey('/nowhere', 'changeme')).toThrow(expect.objectContaining({ code: 'secret_key_invalid' }));
});
