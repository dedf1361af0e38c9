import { walkNodes } from '@arches/kernel';
import { capital } from '../recognise/form-fields.ts';
import type { Assembly } from './assembly.ts';
import { shorten } from './steps.ts';

const exact = /[\w.+-]+@[\w-]+(?:\.[\w-]+)+|https?:\/\/[^\s,;"')]+|"[^"]{2,60}"/giu;

/** Addresses and quoted values of the request that no step uses become a visible wish with the words around them. */
export function addUncovered(assembly: Assembly, request: string): void {
  const graph = { nodes: assembly.nodes, edges: assembly.edges };
  const used = JSON.stringify([...walkNodes(graph)].map(({ node }) => [node.name, node.config])).toLowerCase();
  const seen = new Set<string>();
  for (const match of request.matchAll(exact)) {
    const value = match[0]
      .replaceAll('"', '')
      .replace(/[.?!]+$/u, '')
      .toLowerCase();
    const words = clauseAround(request, match.index, match[0].length);
    if (value === '' || used.includes(JSON.stringify(value).slice(1, -1)) || used.includes(value) || seen.has(words)) continue;
    seen.add(words);
    // A quoted word may be part of what a step does in other words; an address that nobody uses is a wish that was lost.
    if (!match[0].startsWith('"')) assembly.add('todo', 'placeholder', capital(shorten(words)), { wish: words }, words);
    assembly.note('issue', `“${shorten(words)}” is in no step yet.`);
  }
}

function clauseAround(text: string, at: number, length: number): string {
  const before = /[^,;!?\n]*$/u.exec(text.slice(0, at).replaceAll(/\.(?=\s)/gu, ';'))?.[0] ?? '';
  const after = /^[^,;!?\n]*/u.exec(text.slice(at + length).replaceAll(/\.(?=\s|$)/gu, ';'))?.[0] ?? '';
  const from = before.replace(/^.*\b(?:and|then|or)\s+/iu, '');
  return `${from}${text.slice(at, at + length)}${after.replace(/\s+(?:and|then|or)\b.*$/iu, '')}`.trim();
}
