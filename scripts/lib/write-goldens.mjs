import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { recordGoldens } from '../../packages/kernel/src/golden/golden.ts';
import { root, stop } from './environment.mjs';

const folder = join(root, 'packages', 'kernel', 'src', 'golden');
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const files = readdirSync(folder).filter((name) => name.endsWith('.jsonl'));
const linesOf = (name) => readFileSync(join(folder, name), 'utf8').trimEnd().split('\n');
const known = new Set(files.flatMap(linesOf).map((line) => JSON.parse(line).name));
const missing = recordGoldens().filter(({ name }) => !known.has(name));
if (missing.length === 0) stop('Every line of the semantics table has a journal already.');

// Journals that are there are never written anew: later ones of a release go into a file of their own.
const names = [`${version}.jsonl`, ...Array.from({ length: 98 }, (_, i) => `${version}-${i + 2}.jsonl`)];
const name = names.find((one) => !existsSync(join(folder, one)));
const text = missing.map((golden) => `${JSON.stringify(golden)}\n`).join('');
writeFileSync(join(folder, name), text);
const sumsPath = join(folder, 'sums.json');
const sums = existsSync(sumsPath) ? JSON.parse(readFileSync(sumsPath, 'utf8')) : {};
writeFileSync(sumsPath, `${JSON.stringify({ ...sums, [name]: createHash('sha256').update(text).digest('hex') }, null, 2)}\n`);
console.log(`${missing.length} journals of release ${version} are in ${join(folder, name)}.`);
