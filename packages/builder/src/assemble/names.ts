import { walkNodes } from '@arches/kernel';
import { capital } from '../recognise/form-fields.ts';
import type { Condition } from '../recognise/conditions.ts';
import type { Assembly } from './assembly.ts';

/** As much of a text as a name has room for, never half a word. */
export function shorten(text: string): string {
  const clean = text.replaceAll(/\s+/gu, ' ').trim();
  return clean.length > 60 ? `${clean.slice(0, 58).replace(/\s+\S*$/u, '')} …` : clean;
}

/** “and then stored in Postgres” → stored in Postgres */
export const withoutLink = (words: string): string =>
  words
    .replace(/^(?:[\s,;:.→>-]+|(?:and|then|also|but|or|so|please|plus|finally|otherwise|oh)\b[\s,]*)+(?=\p{L})/iu, '')
    .replace(/[\s,;:]+$/u, '') || words;

const keeps =
  /^(?:(?:and|but|then|please|only|just|keep|take|show|list|find|get|pick(?: out)?|filter(?: out)?|leave out|drop|remove|ignore|skip|exclude|forget|throw (?:out|away)|throw|kick out|except|leave|away|no)\s+)+/iu;
/** “only the unpaid ones” → the unpaid ones */
export const keptWords = (words: string): string =>
  words
    .replace(/^[\s→>-]+/u, '')
    .replace(keeps, '')
    .replace(/\s+(?:only|out|off|away)\W*$/iu, '')
    .replace(/[?!.]+$/u, '') || words;

/** “Keep only the unpaid ones”, “Leave out the cancelled ones”. */
export function keptName({ words }: Condition, leavesOut: boolean): string {
  const kept = shorten(keptWords(words)).replace(/^(?:for|all|the rows|rows)\s+/iu, '');
  const plain = /^(?:with|without|where|whose|that|which)\b/iu.test(kept) ? `rows ${kept}` : kept;
  return leavesOut ? `Leave out ${plain}` : `Keep only ${plain}`;
}

/** Names of forms and files that say nothing. */
const plainTitle = /^(?:|upload|request|form|text|file|the file|contact|web form|online form|website form)$/iu;

/**
 * What a workflow is called: what is counted or grouped in it, the form or call that starts it, what its first mail or file brings, or the list
 * that it is about. Undefined where it has none of these.
 */
export function workflowName(assembly: Assembly): string | undefined {
  const all = [...walkNodes({ nodes: assembly.nodes, edges: assembly.edges })].map(({ node }) => node);
  const subjects = all
    .flatMap(({ type, config }) => (type === 'email.send' ? [String(config['subject']).replace(/ – \{\{.*$/u, '')] : []))
    .filter(
      (subject) => !/^(?:(?:News|Result)\b.*|(?:.*: )?(?:not |Not )?[Aa]pproved|Your request|We are sorry|.*\{\{.*|.{45,})$/u.test(subject),
    );
  const worked = all.find(({ type, config }) => (type === 'data.group' && config['place'] !== 'below') || type === 'ai.group')?.name;
  const start = assembly.nodes[0];
  const title = String(start?.config['title'] ?? '').replace(/ form$/iu, '');
  const path = String(start?.config['path'] ?? '').replaceAll('-', ' ');
  const event = plainTitle.test(title) ? (/^(?:|event|request)$/u.test(path) ? undefined : `New ${path}`) : title;
  const file = all.find(({ type, config }) => type === 'file.write' && !/^(?:report|result)$/u.test(String(config['name'])))?.config[
    'name'
  ];
  const list = assembly.source?.name;
  const name =
    (worked && worked.length <= 45 ? worked : undefined) ?? event ?? subjects[0] ?? (file === undefined ? undefined : String(file)) ?? list;
  return name === undefined ? undefined : capital(name.replaceAll('_', ' ').trim());
}
