// `npm test`: the check, then every test; installs what the tests need. `npm test -- PATH` runs only the tests of that path.
import { existsSync } from 'node:fs';
import { ensureInstalled, run, runTool } from './lib/environment.mjs';
import { ensureWebBuilt } from './lib/web-build.mjs';

ensureInstalled();
const only = process.argv.slice(2);
if (only.length > 0) process.exit(await runTool('vitest', ['run', ...only]));

await ensureChromium();
const results = [];
for (const [title, work] of [
  ['check', () => run(process.execPath, ['scripts/check.mjs'])],
  ['tests', () => runTool('vitest', ['run'])],
  ['web build', () => ensureWebBuilt().then(() => 0)],
  ['browser tests', () => runTool('vitest', ['run', '--config', 'apps/web/e2e/vitest.config.ts'])],
]) {
  const startedAt = Date.now();
  const code = await work();
  results.push({ title, code, seconds: ((Date.now() - startedAt) / 1000).toFixed(0) });
}
for (const { title, code, seconds } of results) console.log(`${code === 0 ? 'ok    ' : 'FAILED'} ${title} (${seconds} s)`);
process.exit(results.some(({ code }) => code !== 0) ? 1 : 0);

/** The browser tests drive the system's Chromium; as root on Debian it is installed here. */
async function ensureChromium() {
  if (existsSync('/usr/bin/chromium') || process.env.ARCHES_CHROMIUM) return;
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    console.log('Installing Chromium for the browser tests …');
    await run('sh', ['-c', 'apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null']);
  }
}
