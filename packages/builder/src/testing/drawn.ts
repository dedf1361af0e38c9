import { planFromWords } from '../plan-from-words.ts';
import type { Plan } from '../plan-types.ts';
import { parseLabelled, readingOf } from '../reading/marked.ts';
import { realCatalog } from './real-catalog.ts';

export const marked = (text: string, plan: string) => parseLabelled(JSON.stringify({ text, plan }));
export type Marked = ReturnType<typeof marked>;

/** The plan of a marked request as a faultless reader would read it, or one that puts its steps elsewhere. */
export const planOf = (request: Marked, answers: { readonly [id: string]: string } = {}): Plan =>
  planFromWords({ sentence: request.text, answers }, { catalog: realCatalog, reading: readingOf(request) });

/** Each edge as “from.port > to”; mails by whom they go to, calls by their host, other steps by their type. */
export function edgesOf({ document }: Plan): string[] {
  const nameOf = (id: string): string => {
    const node = document.nodes.find((one) => one.id === id);
    const { to, url } = node?.config ?? {};
    const name = typeof to === 'string' ? to.replace(/@.*/u, '') : typeof url === 'string' ? (URL.parse(url)?.host ?? '') : '';
    return name === '' ? (node?.type ?? id) : name;
  };
  return document.edges.map(
    ({ source, sourcePort, target }) => `${nameOf(source)}${sourcePort === 'out' ? '' : `.${sourcePort}`} > ${nameOf(target)}`,
  );
}
