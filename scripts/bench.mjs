// `npm run bench [name]`: runs the benchmarks, one after the other; each prints its table.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ensureInstalled, modernNode, root, run } from './lib/environment.mjs';

ensureInstalled();
const wanted = process.argv[2];
const scripts = readdirSync(join(root, 'bench')).filter((name) => name.endsWith('.bench.ts') && (!wanted || name.startsWith(wanted)));
let failed = false;
for (const script of scripts)
  failed = (await run(modernNode(), ['--disable-warning=ExperimentalWarning', join(root, 'bench', script)])) !== 0 || failed;
process.exit(failed ? 1 : 0);
