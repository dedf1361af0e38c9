// `npm run simulate -- --schedules=1000000`: the deterministic simulation of the engine; `-- --seed=N` replays one schedule with its trace.
import { join } from 'node:path';
import { ensureInstalled, modernNode, root, run } from './lib/environment.mjs';

ensureInstalled();
const program = join(root, 'packages', 'engine', 'src', 'simulation', 'simulate.ts');
process.exit(await run(modernNode(), ['--disable-warning=ExperimentalWarning', program, ...process.argv.slice(2)]));
