import type { NodeType } from '../catalog.ts';
import type { Problem, WorkflowNode } from '../document.ts';
import { scheduleProblems } from '../schedule/schedule-problems.ts';
import { schemaFailures } from '../json-schema.ts';
import type { SchemaFailure } from '../json-schema-failures.ts';
import { failureWords, fieldTitle, knownFields, nearestValue } from '../json-schema-words.ts';
import type { NodePlace } from './graph.ts';
import { nearest } from './nearest.ts';
import { pointer, pointerKeys, valueAt } from './pointer.ts';
import { called, fixWith, type Validation } from './validation.ts';

/** A configuration against its type's schema. A switched-off step only warns: it may be half done. */
export function checkConfig({ report, cardOf }: Validation, { node, path }: NodePlace): void {
  const card = cardOf(node);
  if (!card) return;
  const severity = node.disabled ? 'warning' : 'error';
  const failures = schemaFailures(card.config, node.config, true);
  const base = pointer([...path, 'config']);
  if (typeof failures === 'string') {
    report({ code: 'wrong_config', severity, path: base, nodeId: node.id, message: `${called(node)} cannot be checked. ${failures}` });
    return;
  }
  for (const failure of failures) {
    const fix = fixOf(card, node, failure);
    report({
      code: codeOf(failure),
      severity,
      path: `${base}${failure.path}`,
      nodeId: node.id,
      message: sentence(node, failure),
      ...(fix && { fix }),
    });
  }
  // Values that no schema can judge. The card names the check, so that it is made in the browser as well.
  if (card.config['x-check'] === 'schedule' && failures.length === 0) checkSchedule(report, node, base, severity);
  if (card.config['x-check'] === 'mail' && failures.length === 0) checkMail(report, node, base, severity);
  if (card.config['x-check'] === 'wait' && failures.length === 0) checkWait(report, node, base, severity);
}

const isBlank = (value: unknown): boolean =>
  value === undefined ||
  value === null ||
  (typeof value === 'string' && value.trim() === '') ||
  (Array.isArray(value) && value.every((entry) => isBlank(entry)));

/** An e-mail that nobody gets, or that says nothing, is none. A mail of files alone needs no text. */
function checkMail(report: Validation['report'], node: WorkflowNode, base: string, severity: Problem['severity']): void {
  const { to, text, attachments } = node.config;
  const missing = (key: string, message: string): void =>
    report({ code: 'missing_config', severity, path: `${base}/${key}`, nodeId: node.id, message: `${called(node)}: ${message}` });
  if (isBlank(to)) missing('to', '“To” must not be empty. Fill in at least one e-mail address.');
  if (isBlank(text) && isBlank(attachments)) missing('text', '“Text” must not be empty. Say what the e-mail says, or attach a file.');
}

/** A wait for nothing is none. Its time is a length, a date, or the next time of a schedule. */
function checkWait(report: Validation['report'], node: WorkflowNode, base: string, severity: Problem['severity']): void {
  const { seconds, until, cron } = node.config;
  if (isBlank(seconds) && isBlank(until) && isBlank(cron)) {
    const message = `${called(node)} needs a time: how long it waits, or until when. Fill one in.`;
    report({ code: 'missing_config', severity, path: `${base}/seconds`, nodeId: node.id, message });
  }
  if (!isBlank(cron)) checkSchedule(report, node, base, severity);
}

function checkSchedule(report: Validation['report'], node: WorkflowNode, base: string, severity: Problem['severity']): void {
  for (const { path, message, isMissing, fix } of scheduleProblems(node.config)) {
    const patch = { op: 'set_config', nodeId: node.id, path, ...(fix?.value === undefined ? {} : { value: fix.value }) } as const;
    report({
      code: isMissing ? 'missing_config' : 'wrong_config',
      severity,
      path: `${base}${pointer(path)}`,
      nodeId: node.id,
      message: `${called(node)} ${message}`,
      ...(fix && { fix: fixWith(fix.label, patch) }),
    });
  }
}

function codeOf(failure: SchemaFailure): string {
  if (failure.keyword === 'required') return 'missing_config';
  if (failure.keyword === 'unknown') return 'unknown_field';
  return failure.keyword === 'type' ? 'wrong_type' : 'wrong_config';
}

function sentence(node: WorkflowNode, failure: SchemaFailure): string {
  const field = failure.path.slice(1).replaceAll('/', '.');
  if (failure.keyword === 'unknown') return `${called(node)}: “${field}” ${failureWords(failure)}`;
  if (failure.keyword === 'required') return `${called(node)} needs ${fieldTitle(failure)}. Fill it in.`;
  return `${called(node)}: ${fieldTitle(failure)} ${failureWords(failure)}`;
}

function fixOf(card: NodeType, node: WorkflowNode, failure: SchemaFailure): Problem['fix'] | undefined {
  const path = configPath(node.config, failure.path);
  const set = (label: string, value: unknown) => fixWith(label, { op: 'set_config', nodeId: node.id, path, value });
  if (failure.keyword === 'unknown') {
    const holder = path.slice(0, -1);
    const meant = nearest(failure.name ?? '', knownFields(failure.schema));
    const remove = { op: 'set_config', nodeId: node.id, path } as const;
    if (meant === undefined || valueAt(node.config, [...holder, meant]) !== undefined)
      return fixWith(`Remove “${failure.name ?? ''}”`, remove);
    return fixWith(`Use “${meant}”`, remove, { op: 'set_config', nodeId: node.id, path: [...holder, meant], value: failure.value });
  }
  if (failure.keyword === 'required') {
    const initial = failure.field['default'];
    return initial === undefined ? undefined : set(`Use ${JSON.stringify(initial)}`, initial);
  }
  if (failure.keyword === 'enum') {
    const meant = nearestValue(failure.value, failure.schema);
    return meant === undefined ? undefined : set(`Use “${meant}”`, meant);
  }
  if (failure.keyword !== 'type' || path.length === 0) return undefined;
  const converted = convert(failure);
  return converted === undefined || card.expressionFields?.includes(String(path[0]))
    ? undefined
    : set(`Use ${JSON.stringify(converted)}`, converted);
}

/** `"5"` where a number is asked for, and the other way round. */
function convert({ schema, value }: SchemaFailure): unknown {
  const { type } = schema;
  if (type === 'string' && (typeof value === 'number' || typeof value === 'boolean')) return String(value);
  if (typeof value !== 'string') return undefined;
  if (type === 'boolean') return value === 'true' ? true : value === 'false' ? false : undefined;
  if ((type !== 'number' && type !== 'integer') || !/^\s*[+-]?\d+(\.\d+)?\s*$/.test(value)) return undefined;
  return type === 'integer' && !Number.isInteger(Number(value)) ? undefined : Number(value);
}

/** Keys of a pointer with indexes as numbers where the value is a list. */
function configPath(config: unknown, text: string): (string | number)[] {
  const path: (string | number)[] = [];
  let holder = config;
  for (const key of pointerKeys(text)) {
    const step = Array.isArray(holder) ? Number(key) : key;
    path.push(step);
    holder = valueAt(holder, [step]);
  }
  return path;
}
