import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { semanticsPage } from '../../packages/kernel/src/semantics/page.ts';
import { root } from './environment.mjs';

writeFileSync(join(root, 'docs', 'engine', 'semantics.md'), semanticsPage());
