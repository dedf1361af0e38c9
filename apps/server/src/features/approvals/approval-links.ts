import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { AppError } from '@arches/kernel';

/** One person's way to one question. */
export interface LinkClaims {
  readonly orgId: string;
  /** Of the question; asked anew it is another one. */
  readonly waitId: string;
  /** Whose link it is. */
  readonly address: string;
  /** Epoch seconds. */
  readonly expiresAt: number;
}

/** Signed with a key made from the installation's secret key and used for nothing else. Nothing is kept of a link: it holds all it says. */
export interface ApprovalLinks {
  readonly tokenFor: (claims: LinkClaims) => string;
  /** Throws `link_not_found` for one that was not made here, `link_expired`. */
  readonly read: (token: string, now: number) => LinkClaims;
}

const purpose = 'arches approval link 1';

export function createApprovalLinks(masterKey: Uint8Array): ApprovalLinks {
  const key = Buffer.from(hkdfSync('sha256', masterKey, '', purpose, 32));
  const signatureOf = (body: string): Buffer => createHmac('sha256', key).update(body).digest();
  return {
    tokenFor: ({ orgId, waitId, address, expiresAt }) => {
      const body = Buffer.from(JSON.stringify([orgId, waitId, address, expiresAt])).toString('base64url');
      return `${body}.${signatureOf(body).toString('base64url')}`;
    },
    read: (token, now) => {
      const [body = '', signature = '', ...rest] = token.split('.');
      const given = Buffer.from(signature, 'base64url');
      const expected = signatureOf(body);
      const isOurs = rest.length === 0 && given.length === expected.length && timingSafeEqual(given, expected);
      if (!isOurs || given.toString('base64url') !== signature) throw linkNotFound();
      const [orgId, waitId, address, expiresAt] = JSON.parse(Buffer.from(body, 'base64url').toString('utf8')) as [
        string,
        string,
        string,
        number,
      ];
      if (expiresAt * 1000 <= now) {
        throw new AppError('link_expired', 'This link has expired. Ask for a new one, or sign in to answer.');
      }
      return { orgId, waitId, address, expiresAt };
    },
  };
}

export const linkNotFound = (): AppError =>
  new AppError('link_not_found', 'This link leads to no question. It may be cut off or mistyped, or the run it belongs to was removed.');
