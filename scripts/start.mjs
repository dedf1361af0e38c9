// `npm start`: installs what is missing, builds the web app when it is stale, starts the platform.
import { join } from 'node:path';
import { ensureInstalled, modernNode, root, run } from './lib/environment.mjs';
import { ensureWebBuilt } from './lib/web-build.mjs';

ensureInstalled();
await ensureWebBuilt();
const code = await run(
  modernNode(),
  ['--disable-warning=ExperimentalWarning', join(root, 'apps', 'server', 'src', 'main.ts'), ...process.argv.slice(2)],
  {
    // Ctrl+C reaches the child by itself (same terminal); it drains and ends, and so do we.
    onChild: (child) => {
      process.on('SIGINT', () => {});
      process.on('SIGTERM', () => child.kill('SIGTERM'));
    },
  },
);
process.exit(code);
