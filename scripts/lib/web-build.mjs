// Builds the web app when a file it is made of is newer than the last build.
import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, runTool, stop } from './environment.mjs';

const web = join(root, 'apps', 'web');
const stamp = join(web, 'dist', '.built');
const sources = [
  join(web, 'src'),
  join(web, 'public'),
  join(web, 'index.html'),
  join(web, 'vite.config.ts'),
  join(root, 'package-lock.json'),
  ...['kernel', 'contract', 'sdk'].map((room) => join(root, 'packages', room, 'src')),
];

function newest(path) {
  if (!existsSync(path)) return 0;
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return readdirSync(path).reduce((latest, name) => Math.max(latest, newest(join(path, name))), stat.mtimeMs);
}

export async function ensureWebBuilt() {
  if (existsSync(stamp) && statSync(stamp).mtimeMs >= Math.max(...sources.map(newest))) return;
  console.log('Building the web app …');
  const code = await runTool('vite', ['build', '--logLevel', 'warn'], { spawn: { cwd: web } });
  if (code !== 0) stop('The web app could not be built; the lines above say why.');
  writeFileSync(stamp, '');
}
