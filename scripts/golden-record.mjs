// `npm run golden:record`: keeps journals of this release for later ones to replay; journals of a release that has some are never overwritten.
import { join } from 'node:path';
import { ensureInstalled, modernNode, root, run } from './lib/environment.mjs';

ensureInstalled();
process.exit(await run(modernNode(), ['--disable-warning=ExperimentalWarning', join(root, 'scripts', 'lib', 'write-goldens.mjs')]));
