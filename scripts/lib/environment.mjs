// What every script needs: the checkout's root, installed packages, and a Node.js that strips types. Runs on Node.js 20 with no packages installed.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));
const bin = join(root, 'node_modules', '.bin');
const stamp = join(root, 'node_modules', '.arches-installed');

/** Ends the program with one plain sentence. */
export function stop(message) {
  console.error(message);
  process.exit(1);
}

/** Installs the packages of the lockfile unless just these are installed already. */
export function ensureInstalled() {
  const [major = 0] = process.versions.node.split('.').map(Number);
  if (major < 20) stop(`Arches needs Node.js 20 or newer; this is ${process.version}. See https://nodejs.org`);
  const wanted = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  console.log('Installing packages (first start, or they have changed) …');
  // Not `npm ci`: it refuses a lockfile when a registry lacks an optional package of some other platform. The lockfile's versions are installed all the same.
  const installed = spawnSync('npm', ['install', '--no-save', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
  });
  if (installed.status !== 0) stop('The packages could not be installed. The lines above say why; then run the command again.');
  pruneForeignBinaries();
  writeFileSync(stamp, wanted);
}

/** The runtime of the text model comes with the binaries of all platforms, 290 MB; those of others are of no use here. */
function pruneForeignBinaries() {
  const folder = join(root, 'node_modules', 'onnxruntime-node', 'bin', 'napi-v6');
  if (!existsSync(join(folder, process.platform, process.arch))) return;
  for (const platform of readdirSync(folder)) {
    if (platform !== process.platform) rmSync(join(folder, platform), { recursive: true, force: true });
  }
  for (const architecture of readdirSync(join(folder, process.platform))) {
    if (architecture !== process.arch) rmSync(join(folder, process.platform, architecture), { recursive: true, force: true });
  }
}

/** Path of a Node.js that runs TypeScript: ours from npm, or this one when it is new enough. */
export function modernNode() {
  const ours = join(bin, process.platform === 'win32' ? 'node.exe' : 'node');
  if (existsSync(ours)) return ours;
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 18)) return process.execPath;
  return stop(
    `There is no packaged Node.js 24 for ${process.platform}-${process.arch}. Please install Node.js 24 and start again; this is ${process.version}.`,
  );
}

/** Environment in which packages' commands and our Node.js come first. */
export function environment(extra = {}) {
  const separator = process.platform === 'win32' ? ';' : ':';
  return { ...process.env, PATH: `${bin}${separator}${process.env.PATH ?? ''}`, ...extra };
}

/** Runs a program with our Node.js in front; resolves with its exit code. */
export function run(command, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, stdio: 'inherit', env: environment(options.env), ...options.spawn });
    child.on('error', (error) => {
      console.error(`${command}: ${error.message}`);
      resolve(1);
    });
    child.on('exit', (code, signal) => resolve(signal ? 1 : (code ?? 1)));
    options.onChild?.(child);
  });
}

/** Runs a package's command (`tsc`, `vite` …) under our Node.js. */
export function runTool(name, args, options) {
  return run(modernNode(), [join(bin, name), ...args], options);
}
