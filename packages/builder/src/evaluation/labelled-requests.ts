import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { type LabelledRequest, parseLabelled } from '../reading/marked.ts';

const folder = new URL('../../training/', import.meta.url);

/** The marked requests that the reader was not trained on: about every seventh of those by other hands, chosen by a hash of the text. */
export function validationRequests(): LabelledRequest[] {
  return readdirSync(folder)
    .filter((name) => name.startsWith('requests-') && name.endsWith('.jsonl'))
    .toSorted()
    .flatMap((name) => readFileSync(new URL(name, folder), 'utf8').split('\n'))
    .filter((line) => line.trim() !== '')
    .map((line) => parseLabelled(line))
    .filter(({ text }) => isForValidation(text));
}

function isForValidation(text: string): boolean {
  return (createHash('sha256').update(text).digest()[0] ?? 255) < 38;
}
