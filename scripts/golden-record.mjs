// `npm run golden:record`: keeps a journal of every line of the semantics table that has none yet, for later releases to replay; those that are there stay.
import { join } from 'node:path';
import { ensureInstalled, modernNode, root, run } from './lib/environment.mjs';

ensureInstalled();
process.exit(await run(modernNode(), ['--disable-warning=ExperimentalWarning', join(root, 'scripts', 'lib', 'write-goldens.mjs')]));
