// `npm run check`: types, lint, format, dead code. Everything runs, then the sum is said.
import { ensureInstalled, runTool } from './lib/environment.mjs';

ensureInstalled();
const steps = [
  ['types', 'tsc', ['-p', '.']],
  ['types (web)', 'tsc', ['-p', 'apps/web']],
  ['lint', 'oxlint', ['--type-aware', '--quiet']],
  ['format', 'biome', ['format', '.']],
  ['dead code', 'knip', []],
];
const failed = [];
for (const [title, tool, args] of steps) {
  const startedAt = Date.now();
  const code = await runTool(tool, args);
  console.log(`${code === 0 ? 'ok    ' : 'FAILED'} ${title} (${((Date.now() - startedAt) / 1000).toFixed(1)} s)`);
  if (code !== 0) failed.push(title);
}
if (failed.length > 0) console.error(`check: ${failed.join(', ')} failed`);
process.exit(failed.length > 0 ? 1 : 0);
