import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { AppError } from '@arches/kernel';

/** Where a secret belongs. It opens nowhere else: moved to another row or tenant, it is noise. */
export interface SecretPlace {
  readonly orgId: string;
  readonly table: string;
  readonly rowId: string;
  readonly field: string;
}

export interface SecretBox {
  /** Encrypts to text for a column. The same text never comes out twice. */
  readonly seal: (plain: string, place: SecretPlace) => string;
  /** Throws `secret_unreadable` for another place, another key or changed text. */
  readonly open: (sealed: string, place: SecretPlace) => string;
}

const FORMAT = 'v1';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * AES-256-GCM envelopes: each secret has a data key of its own, which is sealed under `masterKey`, so that a change of the master
 * key touches data keys only.
 *
 * @param masterKey 32 bytes
 */
export function createSecretBox(masterKey: Uint8Array): SecretBox {
  if (masterKey.byteLength !== 32) throw new AppError('secret_key_invalid', 'The secret key must be 32 bytes long.');
  return {
    seal: (plain, place) => {
      const dataKey = randomBytes(32);
      const context = contextOf(place);
      const wrapped = encrypt(masterKey, dataKey, `${context}key`);
      const body = encrypt(dataKey, Buffer.from(plain, 'utf8'), context);
      return [FORMAT, wrapped.toString('base64url'), body.toString('base64url')].join('.');
    },
    open: (sealed, place) => {
      const [format, wrapped, body, ...rest] = sealed.split('.');
      if (format !== FORMAT || wrapped === undefined || body === undefined || rest.length > 0) throw unreadable();
      const context = contextOf(place);
      try {
        const dataKey = decrypt(masterKey, Buffer.from(wrapped, 'base64url'), `${context}key`);
        return decrypt(dataKey, Buffer.from(body, 'base64url'), context).toString('utf8');
      } catch {
        throw unreadable();
      }
    },
  };
}

/** Unambiguous: a list in JSON, so that no two places read the same. */
function contextOf({ orgId, table, rowId, field }: SecretPlace): string {
  return JSON.stringify(['arches', orgId, table, rowId, field]);
}

function encrypt(key: Uint8Array, plain: Uint8Array, context: string): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(Buffer.from(context, 'utf8'));
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

function decrypt(key: Uint8Array, box: Buffer, context: string): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, box.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(context, 'utf8'));
  decipher.setAuthTag(box.subarray(-TAG_BYTES));
  return Buffer.concat([decipher.update(box.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]);
}

function unreadable(): AppError {
  return new AppError('secret_unreadable', 'A stored secret cannot be read: it was sealed with another key, or changed. Enter it again.');
}
