import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { type LabelledRequest, parseLabelled } from '../reading/marked.ts';

const folder = new URL('../../training/', import.meta.url);

/** Files of requests that mostly ask for three to eight things. */
const long = ['requests-choices', 'requests-handed-in', 'requests-jobs', 'requests-talk', 'requests-times'];
const isLong = (name: string): boolean => long.includes(name.replace('.jsonl', ''));

/**
 * The marked requests that the reader was not trained on: about every seventh of those by other hands, chosen by a hash of the text.
 *
 * @param which all, the ordinary ones, or those of the files of long requests
 */
export function validationRequests(which: 'all' | 'ordinary' | 'long' = 'all'): LabelledRequest[] {
  return readdirSync(folder)
    .filter((name) => name.startsWith('requests-') && name.endsWith('.jsonl'))
    .filter((name) => which === 'all' || isLong(name) === (which === 'long'))
    .toSorted()
    .flatMap((name) => readFileSync(new URL(name, folder), 'utf8').split('\n'))
    .filter((line) => line.trim() !== '')
    .map((line) => parseLabelled(line))
    .filter(({ text }) => isForValidation(text));
}

function isForValidation(text: string): boolean {
  return (createHash('sha256').update(text).digest()[0] ?? 255) < 38;
}
