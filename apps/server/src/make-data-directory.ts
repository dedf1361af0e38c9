import { existsSync, mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/**
 * Makes a directory and those above it, one by one: Node.js' own way goes round for ever under `/proc`, where nothing can be made.
 * Throws what the system says of the first that cannot be.
 */
export function makeDataDirectory(directory: string): void {
  const missing: string[] = [];
  for (let path = resolve(directory); !existsSync(path); path = dirname(path)) missing.unshift(path);
  for (const path of missing) {
    try {
      mkdirSync(path, { mode: 0o700 });
    } catch (cause) {
      // Another process may have made it meanwhile.
      if (!existsSync(path)) throw cause;
    }
  }
}
