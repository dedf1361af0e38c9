// `npm run docs:semantics`: writes docs/engine/semantics.md from the semantics table.
import { join } from 'node:path';
import { ensureInstalled, modernNode, root, run } from './lib/environment.mjs';

ensureInstalled();
process.exit(await run(modernNode(), ['--disable-warning=ExperimentalWarning', join(root, 'scripts', 'lib', 'write-semantics.mjs')]));
