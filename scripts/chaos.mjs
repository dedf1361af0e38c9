// `npm run chaos -- --minutes=10`: kills, stops and restarts of real processes and of their database, then a look at what was promised.
import { join } from 'node:path';
import { ensureInstalled, modernNode, root, run } from './lib/environment.mjs';

ensureInstalled();
const program = join(root, 'packages', 'engine', 'src', 'testing', 'faults', 'chaos-command.ts');
process.exit(await run(modernNode(), ['--disable-warning=ExperimentalWarning', program, ...process.argv.slice(2)]));
