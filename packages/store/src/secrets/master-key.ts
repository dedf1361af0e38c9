import { randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { AppError } from '@arches/kernel';
import { syncPath } from '../database/durable-node-fs.ts';

const FILE = 'secret.key';

/**
 * The key that secrets are sealed with: `configured` (the value of `ARCHES_SECRET_KEY`, 32 bytes in base64 or hex) or else a file
 * in the data directory, made at first use and readable by its owner alone.
 *
 * Throws `secret_key_invalid`, and `secret_key_exposed` when others may read the file.
 */
export function loadMasterKey(dataDirectory: string, configured?: string): Uint8Array {
  if (configured !== undefined && configured !== '') return parseKey(configured, 'ARCHES_SECRET_KEY');
  const path = join(dataDirectory, FILE);
  const text = readIfThere(path) ?? makeKeyFile(path);
  if (process.platform !== 'win32' && statSync(path).mode & 0o077) {
    throw new AppError('secret_key_exposed', `Others may read ${path}. Run: chmod 600 ${path}`);
  }
  return parseKey(text, path);
}

function parseKey(text: string, source: string): Uint8Array {
  const trimmed = text.trim();
  const bytes = /^[0-9a-f]{64}$/i.test(trimmed) ? Buffer.from(trimmed, 'hex') : Buffer.from(trimmed, 'base64');
  if (bytes.byteLength !== 32) {
    throw new AppError(
      'secret_key_invalid',
      `${source} must hold 32 random bytes in base64 or hex, such as "openssl rand -base64 32" prints.`,
    );
  }
  return bytes;
}

/** Written whole under another name, then linked into place: two processes that start at once end with one key, never half of one. */
function makeKeyFile(path: string): string {
  const folder = dirname(path);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  const text = `${randomBytes(32).toString('base64')}\n`;
  writeFileSync(draft, text, { mode: 0o600, flag: 'wx' });
  try {
    syncPath(draft);
    linkSync(draft, path);
    syncPath(folder);
    return text;
  } catch (cause) {
    const other = readIfThere(path);
    if (other === undefined) throw cause;
    return other;
  } finally {
    rmSync(draft, { force: true });
  }
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw cause;
  }
}
