import { type WorkflowEdge, walkNodes, type WorkflowNode } from '@arches/kernel';
import { capital } from '../recognise/form-fields.ts';
import { typedIn } from '../recognise/typed-in.ts';
import { askAddress } from './answers.ts';
import { type Assembly, template } from './assembly.ts';
import { addField, fieldsOf, setFields } from './form-field.ts';

/**
 * Looks over the whole drawing for what would run without a fault and do nobody any good: a mail to many that goes to whoever sent the form, a text
 * that is written out of nothing, a file that nobody gets, a wait that nothing follows. Mends what can be mended, asks or says the rest.
 */
export function tieLooseEnds(assembly: Assembly): void {
  askForMany(assembly);
  giveTexts(assembly);
  handOver(assembly);
  sayWhereItIs(assembly);
  requireAddresses(assembly);
  for (const { id, type, name = '' } of assembly.nodes)
    if (type === 'flow.delay' && !assembly.edges.some(({ source }) => source === id))
      assembly.note('issue', `Nothing comes after “${name}”.`);
  for (const { nodes, edges } of scopesOf({ nodes: assembly.nodes, edges: assembly.edges }))
    for (const { id, type, name = '' } of nodes)
      if (type === 'flow.approval' && !edges.some(({ source, sourcePort }) => source === id && sourcePort === 'approved'))
        assembly.note('issue', `Nothing comes after a yes to “${name}”: say what is done then.`);
}

/** “The mail”, wherever it is drawn, with other settings. */
function setConfig(assembly: Assembly, id: string, config: WorkflowNode['config']): void {
  const changed = (node: WorkflowNode): WorkflowNode =>
    node.id === id
      ? { ...node, config: { ...node.config, ...config } }
      : node.body
        ? { ...node, body: { ...node.body, nodes: node.body.nodes.map(changed) } }
        : node;
  for (const [index, node] of assembly.nodes.entries()) assembly.nodes[index] = changed(node);
}

const nodesOf = ({ nodes }: Assembly): WorkflowNode[] => [...walkNodes({ nodes, edges: [] })].map(({ node }) => node);

/** Whoever sends a form, and the one whom another program tells of. */
const ofSender = /^\{\{ (?:input|trigger\.body)\.e_?mail(?:_?address)? \}\}$/iu;

/** Those who get news because they are on a list. */
const listed = /^(?:subscribers|players|followers|readers|neighbou?rs|passengers|recipients)$/u;

/** “To all players”, “our volunteers … when somebody requests a ride”: many people, whom one address does not reach. */
function askForMany(assembly: Assembly): void {
  const start = assembly.because.get('start')?.toLowerCase() ?? '';
  for (const { id, type, name = '', config } of nodesOf(assembly)) {
    if (type !== 'email.send' || !ofSender.test(String(config['to']))) continue;
    const people = /^E-mail (?:the )?((?:\p{L}+ )?(\p{L}{2,}[^s\W]s))$/u.exec(name);
    const [, group = '', noun = ''] = people ?? [];
    // A child’s parents are those who filled in the form; “they register with a form” is said of those who get the mail.
    if (!people || /^(?:parents|guardians)$/u.test(noun) || start.includes(noun.slice(0, 5).toLowerCase()) || /\bthey\b/u.test(start))
      continue;
    const said = assembly.because.get(id) ?? '';
    const isAll = new RegExp(
      String.raw`\b(?:all|every|our|the other|\d+|three|four|five)\s+(?:of\s+)?(?:(?:the|our|my)\s+)?${group}\b`,
      'iu',
    ).test(said);
    const isOther =
      config['to'] !== '{{ trigger.body.email }}' &&
      /^\W*(?:(?:when(?:ever)?|if|once|as soon as)\s+)?(?:the|an?|our|somebody|someone|i|we)\s+\p{L}+/u.test(start);
    if (!isAll && !isOther && !listed.test(noun)) continue;
    const question = `What is the e-mail address of the ${group}?`;
    const address = askAddress(assembly, `recipient:${group.toLowerCase()}`, question, () => undefined);
    const text = String(config['text']).replace(/^Hello \{\{[^}]+\}\},/u, 'Hello,');
    setConfig(assembly, id, { to: address, text });
  }
}

/** A field that a mail or an approval goes to has to be filled in. */
function requireAddresses(assembly: Assembly): void {
  const used = nodesOf(assembly).flatMap(({ config: { to, cc, assignees } }) =>
    [...`${String(to ?? '')} ${String(cc ?? '')} ${String(assignees ?? '')}`.matchAll(/\{\{ input\.(\w+) \}\}/gu)].map(([, name]) => name),
  );
  const fields = fieldsOf(assembly) ?? [];
  const open = fields.filter(({ name, required }) => required === false && used.includes(name));
  if (open.length === 0) return;
  setFields(
    assembly,
    fields.map((field) => (open.includes(field) ? { ...field, required: true } : field)),
  );
  for (const { label } of open) assembly.note('recommendation', `“${label}” has to be filled in, because an e-mail goes there.`);
}

/** “From my bullet points”: a form asks for what a text is written out of; else it is said that there is nothing to write it from. */
function giveTexts(assembly: Assembly): void {
  const start = assembly.nodes[0];
  if (start?.type !== 'trigger.form' && start?.type !== 'trigger.manual') return;
  for (const { id, type, name = '', config } of assembly.nodes) {
    const key = type === 'ai.generate' ? 'prompt' : 'text';
    if (!type.startsWith('ai.') || /\{\{/u.test(JSON.stringify(config))) continue;
    const typed = typedIn(assembly.because.get(id) ?? '');
    if (start.type === 'trigger.form' && typed) {
      if (!fieldsOf(assembly)?.some((field) => field.name === typed.name))
        addField(assembly, { name: typed.name, type: 'long_text', required: true }, capital(typed.words));
      const before = String(config[key] ?? '');
      setConfig(assembly, id, { [key]: `${before}${before === '' ? '' : '\n\n'}${template(`input.${typed.name}`)}` });
    } else if (typed || type !== 'ai.generate')
      assembly.note(
        'issue',
        `“${name}” gets nothing to work on: ${start.type === 'trigger.form' ? 'let the form ask' : 'start it with a form that asks'} for it.`,
      );
  }
}

/** One graph: the workflow itself, or the body of a loop. */
interface Scope {
  readonly nodes: readonly WorkflowNode[];
  readonly edges: readonly WorkflowEdge[];
  /** The loop whose body it is, and where that stands. */
  readonly loop?: { readonly id: string; readonly outer: Scope };
}

const isMade = ({ type }: WorkflowNode): boolean => /^(?:file\.write|ai\.generate|ai\.summarize|text\.template)$/u.test(type);
const isMail = ({ type }: WorkflowNode): boolean => type === 'email.send';
const isWait = ({ type, name = '' }: WorkflowNode): boolean => type === 'flow.delay' || (type === 'placeholder' && name.startsWith('Wait'));
const isHandover = (node: WorkflowNode): boolean => isMail(node) || node.type === 'flow.respond';

/** What is made goes with the mail that follows. Where somebody gets a mail or an answer on the way and nobody gets this, it is said; else the page of the run shows it. */
function handOver(assembly: Assembly): void {
  for (const scope of scopesOf({ nodes: [...assembly.nodes], edges: assembly.edges }))
    for (const node of scope.nodes.filter(isMade)) {
      const all = nodesOf(assembly);
      const before = reach(node.id, scope, 'before');
      const after = reach(node.id, scope, 'after');
      // Somebody does the rest by hand or by another program, and has it then.
      const isTaken = after.some((one) => (one.type === 'placeholder' && !isWait(one)) || one.type === 'flow.merge');
      if (isTaken || isUsed(node.id, all) || isOutputOfLoop(node, scope, all)) continue;
      const wait = after.findIndex(isWait);
      // What a later mail says after others were sent is another matter.
      const near = wait < 0 || !before.some(isMail) ? after : after.slice(0, wait);
      const mail = near.find(({ id }) => all.some((one) => one.id === id && isMail(one) && one.config['attachments'] === undefined));
      const outer = scope.loop ? reach(scope.loop.id, scope.loop.outer, 'before') : [];
      if (node.type === 'file.write' && mail) {
        const file = `nodes.${node.id}.output.file`;
        const isSure = onlyBy(node.id, mail.id, scope);
        setConfig(assembly, mail.id, { attachments: template(isSure ? file : `default(${file}, "")`) });
      } else if ((node.type === 'file.write' || node.type === 'ai.generate') && toThemselves.test(assembly.because.get(node.id) ?? ''))
        assembly.note('recommendation', `What “${node.name ?? node.id}” makes is on the page of each run.`);
      else if ([...before, ...after, ...outer].some(isHandover))
        assembly.note('issue', `Nobody gets what “${node.name ?? node.id}” makes: say who shall have it.`);
      else if (
        node.type === 'ai.generate' &&
        /\b(?:e-?mail|mail|reply|invitation|refusal|rejection|apology|thank[- ]you)$/iu.test(node.name ?? '')
      )
        assembly.note('issue', `“${node.name ?? node.id}” is written and sent to nobody: say who shall have it.`);
      else if (assembly.nodes[0]?.type === 'trigger.schedule' && !all.some(isHandover))
        assembly.note(
          'recommendation',
          `What “${node.name ?? node.id}” makes is on the page of each run; add an e-mail if somebody shall get it.`,
        );
    }
}

/** Where nothing goes out at all, whoever wants what came of it looks it up. */
function sayWhereItIs(assembly: Assembly): void {
  const last = assembly.nodes.find(({ id, type }) => isResult.test(type) && !assembly.edges.some(({ source }) => source === id));
  const all = nodesOf(assembly);
  const isOut = all.some((node) => isHandover(node) || /^(?:file\.write|http\.request|placeholder|flow\.approval)$/u.test(node.type));
  const isTold =
    last && assembly.notes.some(({ text }) => text.includes(`“${last.name ?? last.id}”`) && /page of each run|sent to nobody/u.test(text));
  if (last && !isOut && !isTold) assembly.note('recommendation', `What “${last.name ?? last.id}” gives is on the page of each run.`);
}

const isResult = /^(?:ai\.(?:generate|summarize|extract|classify)|data\.\w+|text\.template)$/u;

/** “Give me both”: whoever wants it looks it up. */
const toThemselves = /\bcopy\b|\b(?:give|gives|show|shows|make|makes|for|let)\s+(?:me|us)\b|\bi (?:want|need|get)\b/iu;

/** Whether every way to a step leads over another. */
function onlyBy(over: string, to: string, { nodes, edges }: Scope): boolean {
  const first = nodes.find(({ id }) => !edges.some(({ target }) => target === id))?.id;
  const around = { nodes, edges: edges.filter(({ source }) => source !== over) };
  return first === undefined || !reach(first, around, 'after').some(({ id }) => id === to);
}

function scopesOf(scope: Scope): Scope[] {
  return [scope, ...scope.nodes.flatMap(({ id, body }) => (body ? scopesOf({ ...body, loop: { id, outer: scope } }) : []))];
}

const isUsed = (id: string, nodes: readonly WorkflowNode[]): boolean =>
  nodes.some(({ config }) => new RegExp(String.raw`\bnodes\.${id}\b`, 'u').test(JSON.stringify(config)));

/** The last step of a body is what its loop gives. */
const isOutputOfLoop = ({ id }: WorkflowNode, { loop, edges }: Scope, all: readonly WorkflowNode[]): boolean =>
  loop !== undefined && isUsed(loop.id, all) && !edges.some(({ source }) => source === id);

/** The steps on the way to one or on from it, nearest first. */
function reach(from: string, { nodes, edges }: Scope, way: 'before' | 'after'): WorkflowNode[] {
  const reached = new Set([from]);
  for (const id of reached)
    for (const { source, target } of edges) {
      if (way === 'after' && source === id) reached.add(target);
      if (way === 'before' && target === id) reached.add(source);
    }
  return [...reached].slice(1).flatMap((id) => nodes.find((node) => node.id === id) ?? []);
}
