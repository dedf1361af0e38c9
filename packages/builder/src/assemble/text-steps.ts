import { capital } from '../recognise/form-fields.ts';
import type { Wish } from '../recognise/wish.ts';
import { type Assembly, template } from './assembly.ts';
import { linesOf } from './contents.ts';
import { fieldName } from './expressions.ts';
import { addFinding, materialFor } from './findings.ts';
import { letterFor } from './letters.ts';
import { mentionLines } from './named-values.ts';
import { ensureRead, ensureRows } from './sources.ts';
import { useRows } from './use-rows.ts';

type Of<Kind extends Wish['kind']> = Extract<Wish, { kind: Kind }>;

export function addTopics(assembly: Assembly, { onlyComplaints, noun, because }: Of<'topics'>): void {
  if (assembly.nodes.at(-1)?.type === 'ai.group') return;
  const rows = ensureRows(assembly, noun, because);
  const id = assembly.add(
    'group',
    'ai.group',
    `Group the ${onlyComplaints ? 'complaints' : noun} by topic`,
    { items: template(rows), ...(onlyComplaints ? { onlyComplaints: true } : {}) },
    because,
  );
  assembly.offer({
    rows: `nodes.${id}.output.rows`,
    content: `nodes.${id}.output`,
    text: `nodes.${id}.output.rows`,
    made: 'rows',
    title: capital(onlyComplaints ? 'complaints by topic' : `${noun} by topic`),
  });
  if (onlyComplaints) assembly.note('decision', 'Praise and neutral comments are set aside; the result says how many.');
  assembly.note('decision', 'The step finds the column with the comments and the number of topics by itself, and says how sure it is.');
}

export function addClassify(assembly: Assembly, { labels: said, noun, takesIn, isOfRows, because }: Of<'classify'>): void {
  const answered =
    said.length > 0
      ? said
      : assembly
          .ask(7, { id: 'labels', text: `Into which categories shall the ${noun} be sorted?`, options: [], free: true })
          ?.split(/,|;|\bor\b|\band\b/iu)
          .map((label) => label.trim())
          .filter(Boolean);
  const labels = answered && answered.length > 1 ? answered : ['question', 'complaint', 'praise', 'other'];
  const where = isOfRows ? { items: template(ensureRows(assembly, noun, because)) } : textSource(assembly, noun, because);
  const id = assembly.add('classify', 'ai.classify', `Sort into ${labels.join(', ')}`, { ...where, labels }, because);
  if (takesIn) assembly.root.takesIn.set(id, takesIn);
  if ('items' in where) useRows(assembly, id);
  assembly.offer({ label: `nodes.${id}.output.label` });
  const before = assembly.data.found?.filter(({ kind }) => kind === 'class').length ?? 0;
  const name = before === 0 ? 'Category' : `Category ${before + 1}`;
  if ('text' in where) addFinding(assembly, { nodeId: id, kind: 'class', name, expression: `nodes.${id}.output.label` });
}

/** The one text the run is about, or the rows. */
function textSource(assembly: Assembly, noun: string, because: string | null): { text: string } | { items: string } {
  const { file, text, rows, record } = assembly.data;
  const hasOwnText = text !== undefined && record !== undefined;
  if (file && !file.isRead && !hasOwnText) ensureRead(assembly, null);
  if (hasOwnText && !assembly.data.file?.isRead) return { text: template(text) };
  if (assembly.data.file?.isText && assembly.data.text) return { text: template(assembly.data.text) };
  if (assembly.data.rows && (!text || file)) return { items: template(assembly.data.rows) };
  if (text && record) return { text: template(text) };
  if (rows) return { items: template(rows) };
  return { items: template(ensureRows(assembly, noun, because)) };
}

const fieldTypes: readonly [RegExp, string][] = [
  [/e-?mail/u, 'email'],
  [/\b(?:phone|mobile|telephone)\b/u, 'phone'],
  [/\b(?:dates?|deadline|due|birthday|days?|cancel by|valid until|expiry|dob)\b/u, 'date'],
  [
    /\b(?:amounts?|totals?|prices?|sum|costs?|vat|tax|fees?|rent|premium|income|salary|balance|net|gross)\b(?! (?:id|no|number|cent))/u,
    'amount',
  ],
  [
    /\b(?:quantity|count|age|number of|how many|years of|hours|litres|liters|km|mileage|weight|grades?|points|score|percentage|nights|pages)\b/u,
    'number',
  ],
  [/\b(?:url|website|link)\b/u, 'url'],
];

export function addExtract(assembly: Assembly, { fields, noun, because }: Of<'extract'>): void {
  const where = textSource(assembly, noun, because);
  const plain = fields.map((field) => field.replace(/\s+(?:of|from|in|on) (?:the|each|every|all|an?)\b.*$/iu, ''));
  const wanted = plain.map((field) => ({
    name: fieldKey(field),
    type: fieldTypes.find(([pattern]) => pattern.test(field))?.[1] ?? 'text',
    description: field,
  }));
  const id = assembly.add('extract', 'ai.extract', `Pick out ${plain.slice(0, 4).join(', ')}`, { ...where, fields: wanted }, because);
  if ('items' in where) return useRows(assembly, id);
  addFinding(assembly, { nodeId: id, kind: 'facts', name: 'Details', expression: `nodes.${id}.output.fields` });
  assembly.offer({
    record: `nodes.${id}.output.fields`,
    recordFields: wanted.map(({ name }) => name),
    content: `nodes.${id}.output.fields`,
    title: capital(plain.slice(0, 3).join(', ')),
    ...(wanted.some(({ type }) => type === 'email')
      ? { address: `nodes.${id}.output.fields.${wanted.find(({ type }) => type === 'email')?.name ?? 'email'}` }
      : {}),
  });
}

function fieldKey(field: string): string {
  return fieldName(field, [])
    .split('_')
    .map((word, index) => (index === 0 ? word : capital(word)))
    .join('');
}

export function addSummary(assembly: Assembly, { noun, sentences, instructions, because }: Of<'summarize'>): void {
  const { fetched, record, content } = assembly.data;
  // A page that was fetched is one text.
  const where =
    record === 'item' && content === 'item'
      ? { text: template(linesOf('item')) }
      : fetched && assembly.data.content === `${fetched}.body`
        ? { text: template(`string(${fetched}.body)`) }
        : textSource(assembly, noun, because);
  const id = assembly.add(
    'summarise',
    'ai.summarize',
    'Summarise it',
    { ...where, ...(sentences === undefined ? {} : { sentences: Math.min(30, sentences) }), ...(instructions ? { instructions } : {}) },
    because,
  );
  assembly.offer({ text: `nodes.${id}.output.summary`, content: `nodes.${id}.output.summary`, made: 'text', title: 'Summary' });
  if ('text' in where) addFinding(assembly, { nodeId: id, kind: 'text', name: 'Summary', expression: `nodes.${id}.output.summary` });
}

/** Another wording of a text is made of that text alone. */
const turns = /\b(?:translat|rewrit|rewrote|rephras|reword|paraphras|correct|proofread|shorten|simplif|polish)\w*/iu;

export function addGenerated(assembly: Assembly, { instruction, noun, mentions, isOfLast, because }: Of<'generate'>): void {
  if (isOfLast && /\bnew\b/iu.test(because))
    assembly.note('issue', `A run does not remember what was there before, so “${because.trim()}” goes by what the page calls new.`);
  if (assembly.data.file && !assembly.data.file.isRead) ensureRead(assembly, null);
  const named = mentionLines(assembly, mentions);
  const { text, content, record } = assembly.data;
  const source = record === 'item' ? (content ?? record) : (text ?? content ?? record);
  const given = isOfLast || turns.test(instruction) ? source && template(source) : materialFor(assembly);
  // What is named is there already where all that came in is given.
  const isGiven =
    named === undefined || given === undefined || named.split('\n').every((line) => given.includes(/\{\{.*\}\}/u.exec(line)?.[0] ?? line));
  const about = isGiven || record === 'item' || given.includes('{{ trigger.body }}') ? given : `${given}\n\n${named}`;
  const id = assembly.add(
    'write',
    'ai.generate',
    `Write the ${noun}`,
    { prompt: `${capital(instruction)}.${about ? `\n\n${about}` : ''}` },
    because,
  );
  assembly.offer({
    text: `nodes.${id}.output.text`,
    content: `nodes.${id}.output.text`,
    made: 'text',
  });
  const title = noun === 'text' ? letterFor(instruction, assembly)?.subject : capital(noun);
  const { title: _, ...data } = assembly.data;
  assembly.data = { ...data, ...(title === undefined ? {} : { title }) };
  if (record !== 'item')
    addFinding(assembly, {
      nodeId: id,
      kind: 'text',
      name: noun === 'text' ? 'Text' : capital(noun),
      expression: `nodes.${id}.output.text`,
    });
  assembly.note('recommendation', 'Writing needs a language model: connect one under AI models before this goes live.');
}
