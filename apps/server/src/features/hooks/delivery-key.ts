import { AppError, isJsonObject, type JsonObject } from '@arches/kernel';
import type { SignatureRule } from './verify-signature.ts';

/** Headers by which senders name a delivery; the same name is the same run. */
const usualHeaders = ['idempotency-key', 'webhook-id', 'x-github-delivery', 'x-shopify-webhook-id', 'x-gitlab-event-uuid', 'x-delivery-id'];
const maxLength = 200;

/** Services that name a delivery inside the body, which they sign, and in no header. */
const namedInBody: { readonly [scheme in SignatureRule['scheme']]?: string } = { stripe: 'id', slack: 'event_id' };

export interface DeliveryName {
  readonly key: string;
  /** Whoever uses the name again promises to send the same body. */
  readonly isPromise: boolean;
}

/**
 * What a delivery is called by its sender. A signed call without a name is known by its signature, where that covers the time: the same
 * bytes again are the same delivery.
 *
 * @throws `delivery_id_too_long`
 */
export function deliveryName(
  config: JsonObject,
  headers: { readonly [name: string]: string | string[] | undefined },
  rule: SignatureRule | undefined,
  signature: string | undefined,
  body: unknown,
): DeliveryName | undefined {
  const own = Array.isArray(config['deliveryHeaders']) ? config['deliveryHeaders'].map((name) => String(name).toLowerCase()) : [];
  const field = rule && namedInBody[rule.scheme];
  const inBody = field !== undefined && isJsonObject(body) ? body[field] : undefined;
  if (typeof inBody === 'string' && inBody !== '') return { key: short(inBody, field ?? ''), isPromise: false };
  for (const name of headersOf(rule, own)) {
    const value = headers[name];
    if (typeof value === 'string' && value !== '') return { key: short(value, name), isPromise: name === 'idempotency-key' };
  }
  return signature === undefined ? undefined : { key: `signature ${signature}`, isPromise: false };
}

/**
 * A name in a header that nobody signed could be changed by whoever replays the call, so where a scheme signs a name no other one counts,
 * and where it signs the time none does: the signature is the name. Without a signed time a call can be replayed for ever whatever its name.
 */
function headersOf(rule: SignatureRule | undefined, own: readonly string[]): readonly string[] {
  if (rule?.scheme === 'standard_webhooks') return ['webhook-id'];
  if (rule?.timestampHeader !== undefined && rule.scheme === 'hmac') return [];
  return rule && namedInBody[rule.scheme] !== undefined ? [] : [...own, ...usualHeaders];
}

function short(value: string, where: string): string {
  if (value.length <= maxLength) return value;
  throw new AppError('delivery_id_too_long', `The name of this delivery in “${where}” has more than ${maxLength} characters.`);
}
