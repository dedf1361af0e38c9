import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * Where programs fetched for tests are kept between runs, outside the checkout. Root keeps them where other users may read, since
 * PostgreSQL refuses to run as root.
 */
export function cacheDirectory(environment: NodeJS.ProcessEnv = process.env): string {
  if (environment['XDG_CACHE_HOME']) return join(environment['XDG_CACHE_HOME'], 'arches');
  return process.getuid?.() === 0 ? '/var/cache/arches' : join(homedir(), '.cache', 'arches');
}
