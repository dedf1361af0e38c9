import { createHmac } from 'node:crypto';
import type { JsonObject } from '@arches/kernel';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { deliveryName } from './delivery-key.ts';
import { signatureRule, type SignedCall, verifySignature } from './verify-signature.ts';

const body = Buffer.from('{"order":4471}');
const now = 1_700_000_000_000;
const seconds = String(now / 1000);
const hmac = (secret: string | Buffer, content: string, encoding: 'hex' | 'base64' = 'hex') =>
  createHmac('sha256', secret).update(content).digest(encoding);

function check(config: JsonObject, secret: string, headers: SignedCall['headers'], bytes: Uint8Array = body, at = now) {
  const rule = signatureRule(config);
  if (!rule) throw new Error('The configuration asks for no signature.');
  return verifySignature(rule, secret, { headers, body: bytes }, at);
}

// The example of GitHub's documentation.
test('takes what GitHub signs', () => {
  const headers = { 'x-hub-signature-256': 'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17' };
  expect(check({ verify: 'github' }, "It's a Secret to Everybody", headers, Buffer.from('Hello, World!'))).toEqual({});
});

// The example of Slack's documentation.
test('takes what Slack signs', () => {
  const text =
    'token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c';
  const headers = {
    'x-slack-request-timestamp': '1531420618',
    'x-slack-signature': 'v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503',
  };
  const verified = check({ verify: 'slack' }, '8f742231b10e8888abcd99yyyzzz85a5', headers, Buffer.from(text), 1_531_420_650_000);
  expect(verified.timed).toBeTypeOf('string');
});

// The example of the Standard Webhooks specification's libraries.
test('takes what Standard Webhooks sign, one right signature among several', () => {
  const headers = {
    'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    'webhook-timestamp': '1614265330',
    'webhook-signature': 'v1,AAAAjtMXUHwYQ5SdPHdbfHL1lxaWGxl4rpRXFUKd1SA= v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  };
  const text = Buffer.from('{"test": 2432232314}');
  check({ verify: 'standard_webhooks' }, 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', headers, text, 1_614_265_330_000);
});

test.each(['whsec_', 'whsec_ab', '!!!!!!!!', 'a shared secret', 'whsec_c2hvcnQga2V5'])(
  'takes nothing signed with %j, which is hardly a key for Standard Webhooks',
  (secret) => {
    const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
    const signature = `v1,${hmac(key, `m1.${seconds}.${body.toString()}`, 'base64')}`;
    const headers = { 'webhook-id': 'm1', 'webhook-timestamp': seconds, 'webhook-signature': signature };
    expect(() => check({ verify: 'standard_webhooks' }, secret, headers)).toThrow(expect.objectContaining({ code: 'input_invalid' }));
  },
);

test('takes what Stripe signs, and ignores its older scheme', () => {
  const signature = `t=${seconds},v0=aa,v1=${hmac('whsec_abc', `${seconds}.${body.toString()}`)}`;
  check({ verify: 'stripe' }, 'whsec_abc', { 'stripe-signature': signature });
  expect(() => check({ verify: 'stripe' }, 'whsec_abc', { 'stripe-signature': signature.replace('v1=', 'v0=') })).toThrow(
    expect.objectContaining({ code: 'signature_invalid' }),
  );
});

test.each([
  [{ signatureHeader: 'X-My-Signature', signaturePrefix: 'sha256=' }, { 'x-my-signature': `sha256=${hmac('s', body.toString())}` }],
  [{ signatureEncoding: 'base64' }, { 'x-signature': hmac('s', body.toString(), 'base64') }],
  [{ timestampHeader: 'X-Time' }, { 'x-signature': hmac('s', `${seconds}.${body.toString()}`), 'x-time': seconds }],
])('takes a signature of one’s own by %j', (config, headers) => {
  check({ verify: 'hmac', ...config }, 's', headers);
  expect(() => check({ verify: 'hmac', ...config }, 'other', headers)).toThrow(expect.objectContaining({ code: 'signature_invalid' }));
});

test.each([
  ['no signature', {}, now, 'signature_missing'],
  ['no time', { 'x-slack-signature': 'v0=aa' }, now, 'timestamp_missing'],
  ['a time that is none', { 'x-slack-signature': 'v0=aa', 'x-slack-request-timestamp': 'soon' }, now, 'timestamp_missing'],
  ['an old time', { 'x-slack-signature': 'v0=aa', 'x-slack-request-timestamp': seconds }, now + 301_000, 'timestamp_outside_window'],
  ['a time to come', { 'x-slack-signature': 'v0=aa', 'x-slack-request-timestamp': seconds }, now - 301_000, 'timestamp_outside_window'],
  ['a wrong signature', { 'x-slack-signature': 'v0=aa', 'x-slack-request-timestamp': seconds }, now, 'signature_invalid'],
])('refuses %s', (_what, headers, at, code) => {
  expect(() => check({ verify: 'slack' }, 's', headers, body, at)).toThrow(expect.objectContaining({ code }));
});

test('a signature fits one body only', () => {
  fc.assert(
    fc.property(fc.uint8Array(), fc.uint8Array(), fc.string({ minLength: 1 }), (mine, other, secret) => {
      const headers = { 'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(mine).digest('hex')}` };
      check({ verify: 'github' }, secret, headers, mine);
      if (Buffer.compare(mine, other) === 0) return;
      expect(() => check({ verify: 'github' }, secret, headers, other)).toThrow(expect.objectContaining({ code: 'signature_invalid' }));
    }),
  );
});

test.each([
  ['by a usual header', {}, { 'x-github-delivery': 'd1' }, undefined, 'd1'],
  ['by a header of one’s own first', { deliveryHeaders: ['X-Event-Id'] }, { 'x-event-id': 'e1', 'idempotency-key': 'k' }, undefined, 'e1'],
  ['by the signed body, not by a header anyone may change', { verify: 'stripe' }, { 'idempotency-key': 'k' }, 'sig', 'evt_1'],
  ['by the name that is signed', { verify: 'standard_webhooks' }, { 'idempotency-key': 'k', 'webhook-id': 'm1' }, 'sig', 'm1'],
  ['by its signature when nothing else names it', { verify: 'hmac', timestampHeader: 'x-time' }, {}, 'sig', 'signature sig'],
  ['not at all', {}, {}, undefined, undefined],
])('a delivery is known %s', (_how, config, headers, signature, key) => {
  expect(deliveryName(config, headers, signatureRule(config), signature, { id: 'evt_1' })?.key).toBe(key);
});

test('a delivery’s name that is too long is refused, not passed over', () => {
  expect(() => deliveryName({}, { 'idempotency-key': 'x'.repeat(201) }, undefined, undefined, {})).toThrow(
    expect.objectContaining({ code: 'delivery_id_too_long' }),
  );
});
