import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { recordGoldens } from '../../packages/kernel/src/golden/golden.ts';
import { root, stop } from './environment.mjs';

const folder = join(root, 'packages', 'kernel', 'src', 'golden');
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const name = `${version}.jsonl`;
const path = join(folder, name);
if (existsSync(path))
  stop(`There are journals of release ${version}. Give the next release its number first; journals of a release are never changed.`);

const text = recordGoldens()
  .map((golden) => `${JSON.stringify(golden)}\n`)
  .join('');
writeFileSync(path, text);
const sumsPath = join(folder, 'sums.json');
const sums = existsSync(sumsPath) ? JSON.parse(readFileSync(sumsPath, 'utf8')) : {};
writeFileSync(sumsPath, `${JSON.stringify({ ...sums, [name]: createHash('sha256').update(text).digest('hex') }, null, 2)}\n`);
console.log(`${text.split('\n').length - 1} journals of release ${version} are in ${path}.`);
