import { createHmac, timingSafeEqual } from 'node:crypto';
import { AppError, type JsonObject } from '@arches/kernel';

export interface SignedCall {
  /** By lower-case name. */
  readonly headers: { readonly [name: string]: string | string[] | undefined };
  /** As it came, before anything read it. */
  readonly body: Uint8Array;
}

/** What a webhook's configuration says about who may call it. */
export interface SignatureRule {
  readonly scheme: 'standard_webhooks' | 'github' | 'stripe' | 'slack' | 'hmac';
  readonly replayWindowMs: number;
  readonly header: string;
  readonly prefix: string;
  readonly encoding: 'hex' | 'base64';
  readonly timestampHeader: string | undefined;
}

export function signatureRule(config: JsonObject): SignatureRule | undefined {
  const { verify, replayWindowSeconds, signatureHeader, signaturePrefix, signatureEncoding, timestampHeader } = config;
  if (verify !== 'standard_webhooks' && verify !== 'github' && verify !== 'stripe' && verify !== 'slack' && verify !== 'hmac')
    return undefined;
  return {
    scheme: verify,
    replayWindowMs: (typeof replayWindowSeconds === 'number' ? replayWindowSeconds : 300) * 1000,
    header: (typeof signatureHeader === 'string' ? signatureHeader : 'x-signature').toLowerCase(),
    prefix: typeof signaturePrefix === 'string' ? signaturePrefix : '',
    encoding: signatureEncoding === 'base64' ? 'base64' : 'hex',
    timestampHeader: typeof timestampHeader === 'string' && timestampHeader !== '' ? timestampHeader.toLowerCase() : undefined,
  };
}

/** What a scheme reads from a call: signatures of which one must be right, over which bytes, and the signed time where there is one. */
interface Claim {
  readonly signatures: readonly string[];
  readonly encoding: 'hex' | 'base64';
  readonly content: readonly (string | Uint8Array)[];
  /** Seconds since 1970, as text; `undefined` where the scheme signs none. */
  readonly timestamp?: string | undefined;
  readonly isTimed: boolean;
}

/**
 * Checks a call's signature over the bytes that came.
 *
 * @param secret as the sender's page shows it; Standard Webhooks secrets begin with `whsec_`
 * @param now epoch milliseconds of the database's clock
 * @returns the signature that was right, which no other call of another time or body has; only of schemes that sign the time
 * @throws `signature_missing`, `signature_invalid`, `timestamp_missing`, `timestamp_outside_window`, `input_invalid` for a secret that is no key
 */
export function verifySignature(rule: SignatureRule, secret: string, call: SignedCall, now: number): { readonly timed?: string } {
  const claim = claimOf(rule, call);
  if (claim.isTimed) checkTime(claim.timestamp, rule, now);
  const expected = createHmac('sha256', keyOf(rule, secret));
  for (const part of claim.content) expected.update(part);
  const digest = expected.digest();
  const right = claim.signatures.find((signature) => isSame(decode(signature, claim.encoding), digest));
  if (right === undefined)
    throw new AppError(
      'signature_invalid',
      'The signature does not belong to this body and this secret. Check that both sides have the same secret and that nothing in between changes the body.',
    );
  return claim.isTimed ? { timed: digest.toString('base64url') } : {};
}

function claimOf(rule: SignatureRule, { headers, body }: SignedCall): Claim {
  const read = (name: string): string | undefined => {
    const value = headers[name];
    return Array.isArray(value) ? value[0] : value;
  };
  switch (rule.scheme) {
    case 'github':
      return { signatures: [after('sha256=', required(read, 'x-hub-signature-256'))], encoding: 'hex', content: [body], isTimed: false };
    case 'slack': {
      const signature = after('v0=', required(read, 'x-slack-signature'));
      const timestamp = read('x-slack-request-timestamp');
      return { signatures: [signature], encoding: 'hex', content: [`v0:${timestamp}:`, body], timestamp, isTimed: true };
    }
    case 'stripe': {
      const fields = required(read, 'stripe-signature')
        .split(',')
        .map((part) => part.trim().split('=', 2) as [string, string?]);
      const timestamp = fields.find(([name]) => name === 't')?.[1];
      const signatures = fields.flatMap(([name, value]) => (name === 'v1' && value !== undefined ? [value] : []));
      return { signatures, encoding: 'hex', content: [`${timestamp}.`, body], timestamp, isTimed: true };
    }
    case 'standard_webhooks': {
      const signatures = required(read, 'webhook-signature')
        .split(' ')
        .flatMap((part) => (part.startsWith('v1,') ? [part.slice(3)] : []));
      const timestamp = read('webhook-timestamp');
      const content = [`${required(read, 'webhook-id')}.${timestamp}.`, body];
      return { signatures, encoding: 'base64', content, timestamp, isTimed: true };
    }
    case 'hmac': {
      const signatures = [after(rule.prefix, required(read, rule.header))];
      const { timestampHeader, encoding } = rule;
      if (timestampHeader === undefined) return { signatures, encoding, content: [body], isTimed: false };
      const timestamp = read(timestampHeader);
      return { signatures, encoding, content: [`${timestamp}.`, body], timestamp, isTimed: true };
    }
  }
}

function required(read: (name: string) => string | undefined, name: string): string {
  const value = read(name);
  if (value === undefined || value === '')
    throw new AppError('signature_missing', `This address takes signed calls only, and this one has no header “${name}”.`);
  return value;
}

function after(prefix: string, text: string): string {
  return text.startsWith(prefix) ? text.slice(prefix.length) : text;
}

function checkTime(text: string | undefined, { replayWindowMs }: SignatureRule, now: number): void {
  if (text === undefined || !/^\d{1,15}$/u.test(text))
    throw new AppError('timestamp_missing', 'The call names no time in seconds since 1970, which its signature has to include.');
  // Some senders count milliseconds.
  const at = Number(text) * (text.length > 11 ? 1 : 1000);
  if (Math.abs(now - at) > replayWindowMs)
    throw new AppError(
      'timestamp_outside_window',
      `The call was signed at ${new Date(at).toISOString().slice(0, 19)}Z, more than ${replayWindowMs / 1000} seconds from now: it may be a repetition. Send it anew, and check the sender's clock.`,
    );
}

/** Fewer bytes can be guessed; the specification of Standard Webhooks asks for 24. */
const fewestKeyBytes = 16;

/** The bytes that a secret stands for. Throws `input_invalid` for one that is no key in this scheme: what little it decodes to could be guessed. */
export function keyOf({ scheme }: Pick<SignatureRule, 'scheme'>, secret: string): Uint8Array {
  if (scheme !== 'standard_webhooks') return Buffer.from(secret, 'utf8');
  const text = after('whsec_', secret);
  const key = Buffer.from(text, 'base64');
  if (!/^[A-Za-z0-9+/_-]+={0,2}$/.test(text) || key.length < fewestKeyBytes)
    throw new AppError(
      'input_invalid',
      `A secret for Standard Webhooks is “whsec_” and at least ${fewestKeyBytes} random bytes in base64. Copy it from the sender's page, or let one be made up.`,
    );
  return key;
}

function decode(text: string, encoding: 'hex' | 'base64'): Buffer {
  return Buffer.from(text.trim(), encoding);
}

function isSame(given: Buffer, expected: Buffer): boolean {
  return given.length === expected.length && timingSafeEqual(given, expected);
}
