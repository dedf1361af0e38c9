// `npm test`: the check, then every test; installs what the tests need. `npm test -- PATH` runs only the tests of that path.
import { existsSync } from 'node:fs';
import { ensureInstalled, run, runTool } from './lib/environment.mjs';
import { runTests } from './lib/test-report.mjs';
import { ensureWebBuilt } from './lib/web-build.mjs';

ensureInstalled();
const only = process.argv.slice(2);
if (only.length > 0) process.exit(await runTool('vitest', ['run', ...only]));

await ensureChromium();
const results = [];
for (const [title, work] of [
  ['check', async () => ({ code: await run(process.execPath, ['scripts/check.mjs']), lines: [] })],
  ['tests', () => runTests()],
  ['web build', () => ensureWebBuilt().then(() => ({ code: 0, lines: [] }))],
  ['browser tests', () => runTests(['--config', 'apps/web/e2e/vitest.config.ts'])],
]) {
  const startedAt = Date.now();
  const result = await work();
  results.push({ title, ...result, seconds: ((Date.now() - startedAt) / 1000).toFixed(0) });
}
for (const { title, code, seconds, lines } of results) {
  console.log([`${code === 0 ? 'ok    ' : 'FAILED'} ${title} (${seconds} s)`, ...lines].join('\n'));
}
process.exit(results.some(({ code }) => code !== 0) ? 1 : 0);

/** The browser tests drive the system's Chromium; as root on Debian it is installed here. */
async function ensureChromium() {
  if (existsSync('/usr/bin/chromium') || process.env.ARCHES_CHROMIUM) return;
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    console.log('Installing Chromium for the browser tests …');
    await run('sh', ['-c', 'apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null']);
  }
}
