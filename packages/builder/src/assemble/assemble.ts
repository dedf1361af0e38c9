import type { Condition } from '../recognise/conditions.ts';
import { capital } from '../recognise/form-fields.ts';
import type { Trigger } from '../recognise/trigger.ts';
import type { Wish } from '../recognise/wish.ts';
import { Assembly, type End, template } from './assembly.ts';
import { conditionExpression } from './expressions.ts';
import { addApproval, addEmail } from './people.ts';
import { addTrigger, ensureRead, ensureRows } from './sources.ts';
import * as step from './steps.ts';

/** Turns a trigger and wishes into connected steps; each step uses what the ones before it offer. */
export function assemble(trigger: Trigger, wishes: readonly Wish[], answers: { readonly [id: string]: string }): Assembly {
  const assembly = new Assembly(undefined, answers);
  addTrigger(assembly, trigger);
  addAll(assembly, wishes);
  answerCallers(assembly, trigger);
  return assembly;
}

export function addAll(assembly: Assembly, wishes: readonly Wish[]): void {
  for (const wish of wishes) addWish(assembly, wish);
}

function addWish(assembly: Assembly, wish: Wish): void {
  switch (wish.kind) {
    case 'filter':
      return step.addFilter(assembly, wish);
    case 'sort':
      return step.addSort(assembly, wish);
    case 'total':
      return step.addTotal(assembly, wish);
    case 'topics':
      return step.addTopics(assembly, wish);
    case 'classify':
      return step.addClassify(assembly, wish);
    case 'extract':
      return step.addExtract(assembly, wish);
    case 'summarize':
      return step.addSummary(assembly, wish);
    case 'generate':
      return step.addGenerated(assembly, wish);
    case 'write':
      return step.addFile(assembly, wish);
    case 'email':
      return addEmail(assembly, wish);
    case 'approve':
      return addApproval(assembly, wish);
    case 'wait':
      return step.addWait(assembly, wish);
    case 'fetch':
      return step.addFetch(assembly, wish);
    case 'calculate':
      return step.addCalculate(assembly, wish);
    case 'deduplicate':
      return step.addDeduplicate(assembly, wish);
    case 'combine':
      return;
    case 'read':
      if (assembly.data.file) ensureRead(assembly, wish.because);
      else if (!assembly.data.rows) ensureRows(assembly, 'data', wish.because);
      return;
    case 'code':
      assembly.add(
        'code',
        'code.javascript',
        'Run the code',
        { code: 'return input;', ...(assembly.data.content ? { input: template(assembly.data.content) } : {}) },
        wish.because,
      );
      return;
    case 'respond':
      assembly.add(
        'respond',
        'flow.respond',
        'Answer the caller',
        assembly.data.content ? { body: template(assembly.data.content) } : {},
        wish.because,
      );
      return;
    case 'if':
      return addIf(assembly, wish);
    case 'each':
      return addEach(assembly, wish);
    case 'unmet':
      return addUnmet(assembly, wish);
  }
}

function addIf(assembly: Assembly, wish: Extract<Wish, { kind: 'if' }>): void {
  const branches = openBranches(assembly, wish.condition, wish.because);
  const before = assembly.data;
  const ends: End[] = [];
  for (const [end, wishes] of [
    [branches.yes, wish.then],
    [branches.no, wish.otherwise],
  ] as const) {
    assembly.ends = [end];
    assembly.data = before;
    addAll(assembly, wishes);
    ends.push(...assembly.ends);
  }
  assembly.data = before;
  assembly.ends = ends;
}

/** The two ways of a condition: the approval before it, a reading of the text, or a comparison. */
function openBranches(assembly: Assembly, condition: Condition, because: string): { yes: End; no: End } {
  const last = assembly.nodes.at(-1);
  const approval = last?.type === 'flow.approval' ? last : undefined;
  if (condition.subject === 'decision' && approval) {
    const isYes = (condition.value === 'approved') !== condition.negated;
    return {
      yes: { source: approval.id, port: isYes ? 'approved' : 'rejected' },
      no: { source: approval.id, port: isYes ? 'rejected' : 'approved' },
    };
  }
  const expression = condition.test === 'judged' ? judged(assembly, condition) : plain(assembly, condition);
  const id = assembly.add('check', 'flow.if', `${capital(step.shorten(condition.words))}?`, { condition: expression }, because, 'true');
  return { yes: { source: id, port: 'true' }, no: { source: id, port: 'false' } };
}

function plain(assembly: Assembly, condition: Condition): string {
  const { record, recordFields, rows, file } = assembly.data;
  if (file && !file.isRead && !recordFields.some((field) => field !== 'file')) ensureRead(assembly, null);
  const single = assembly.nodes.findLast(({ type }) => type === 'http.request');
  if (single && /website|site|page|server|answers?|status|it|up|down|online|reachable|offline/u.test(condition.subject)) {
    const isUp = /\b(?:up|online|ok|reachable|fine|200)\b/iu.test(condition.words);
    return `nodes.${single.id}.output.status ${isUp !== condition.negated ? '<' : '>='} 400`;
  }
  if (rows && !record) return `size(${rows}) > 0`;
  return conditionExpression(condition, record ?? 'input', recordFields);
}

/** Reads the text first, then asks which label it got. */
function judged(assembly: Assembly, condition: Condition): string {
  const label = String(condition.value);
  const known = assembly.nodes.findLast(({ type }) => type === 'ai.classify');
  const labels = known?.config['labels'];
  const has = Array.isArray(labels) && labels.some((entry) => String(entry).toLowerCase() === label);
  if (!known || !has)
    step.addClassify(assembly, { kind: 'classify', labels: step.labelsFor(label), noun: 'message', because: condition.words });
  const source = assembly.data.label ?? (known ? `nodes.${known.id}.output.label` : 'input.label');
  return `${source} ${condition.negated ? '!=' : '=='} ${JSON.stringify(label)}`;
}

function addEach(assembly: Assembly, wish: Extract<Wish, { kind: 'each' }>): void {
  const rows = ensureRows(assembly, plural(wish.noun), wish.because);
  const body = new Assembly(assembly);
  body.data = { record: 'item', recordFields: [], content: 'item', text: 'item.text', address: 'item.email' };
  addAll(body, wish.body);
  if (body.nodes.length === 0) return;
  const id = assembly.add('each', 'flow.for_each', `For each ${wish.noun}`, { items: template(rows) }, wish.because, 'out', body);
  assembly.offer({ rows: `nodes.${id}.output`, content: `nodes.${id}.output` });
}

function plural(noun: string): string {
  return /s$/u.test(noun) ? noun : /y$/u.test(noun) ? `${noun.slice(0, -1)}ies` : noun === 'person' ? 'people' : `${noun}s`;
}

function addUnmet(assembly: Assembly, wish: Extract<Wish, { kind: 'unmet' }>): void {
  const id = assembly.add('todo', 'placeholder', capital(step.shorten(wish.wish)), { wish: wish.wish }, wish.because);
  if (wish.instead) assembly.note('recommendation', wish.instead);
  else assembly.note('issue', `“${step.shorten(wish.wish)}” is not understood yet. Say it in other words, or replace this step.`);
  if (
    /^(?:please |then |also )*(?:get|fetch|read|load|pull|look up|find|check|import|take|collect|search|open|watch|export)\b/iu.test(
      wish.wish,
    ) ||
    !assembly.data.content
  ) {
    assembly.offer({ rows: `nodes.${id}.output.rows`, content: `nodes.${id}.output.rows`, text: `nodes.${id}.output.text` });
  }
}

/** A webhook whose workflow answers waits for that answer. */
function answerCallers(assembly: Assembly, trigger: Trigger): void {
  if (trigger.kind !== 'webhook' || !assembly.nodes.some(({ type }) => type === 'flow.respond')) return;
  const index = assembly.nodes.findIndex(({ type }) => type === 'trigger.webhook');
  const node = assembly.nodes[index];
  if (node) assembly.nodes[index] = { ...node, config: { ...node.config, respond: 'respond_node' } };
}
