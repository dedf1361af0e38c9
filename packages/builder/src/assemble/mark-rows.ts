import { type Assembly, template } from './assembly.ts';
import { shorten } from './names.ts';
import { useRows } from './use-rows.ts';

/** A column that says which rows are meant, as no step colours anything; gives the id of its step. */
export function addMark(
  assembly: Assembly,
  { rows, expression, because }: { readonly rows: string; readonly expression: string; readonly because: string },
): string {
  const column = markName(because);
  const { title } = assembly.data;
  const formula = expression === '' ? '' : `${expression} ? "yes" : ""`;
  const id = assembly.add('mark', 'data.map', `Mark “${column}”`, { items: template(rows), columns: { [column]: formula } }, because);
  useRows(assembly, id);
  if (title) assembly.offer({ title });
  assembly.note(
    'recommendation',
    `No step sets colours: the column “${column}” says “yes” in the rows that are meant, and all the others stay as well.`,
  );
  return id;
}

const verbs =
  /^\W*(?:(?:and|then|please|also|oh|in it|highlight|point(?:ed)? out|flag|mark|colou?r|emphasi[sz]e|underline|stress|tick|star|put|add|set|place|an?|note|next to|beside|at|on|it|them|in \p{L}+)\b\s*)+/iu;
const fillers =
  /^(?:(?:the|those|these|all|any|every|each|ones?|any(?:one|body)|every(?:one|body)|everything|anything|whatever|whoever|what|which|who|that|where|with|is|are|has|have|rows?|items?|people)\b\s*)+/iu;

/** “highlight those over 500” → over 500; “which projects are overspent” → overspent */
function markName(words: string): string {
  const [said = ''] = words
    .split(' … ')
    .map((part) => part.replace(verbs, '').trim())
    .filter((part) => part !== '' && !/^(?:should|must|shall)\b/iu.test(part));
  const name = said
    .replace(fillers, '')
    .replace(/^\p{L}+ (?:is|are)\s+(?!(?:more|less|over|under|above|below|higher|lower|at)\b)/iu, '')
    .replace(/\s+(?:(?:ones?|please|(?:in )?(?:red|yellow|green|orange|bold))\s*)+\W*$/iu, '')
    .replaceAll(/["“”?!.]/gu, '')
    .trim();
  return shorten(name) || 'marked';
}
