import type { EngineHost } from '@arches/engine';
import { AppError, coerceInput, isFileRef, isJsonObject, type FileRef, type JsonObject } from '@arches/kernel';
import { type Database, findOrganisation } from '@arches/store';
import { resolveFiles } from '../files/resolve-files.ts';
import { readyInput } from '../runs/run-input.ts';
import type { DeliveryLog } from './delivery-log.ts';
import type { LiveTrigger, LiveTriggers } from './live-triggers.ts';

interface Deps {
  readonly database: Database;
  readonly engine: EngineHost;
  readonly triggers: LiveTriggers;
  readonly deliveries: DeliveryLog;
}

const fieldTypes = ['text', 'long_text', 'number', 'date', 'email', 'choice', 'checkbox', 'file'] as const;
type FieldType = (typeof fieldTypes)[number];

export async function requireForm(triggers: LiveTriggers, path: string): Promise<LiveTrigger> {
  const form = await triggers.find('FORM', path);
  if (!form) throw new AppError('form_not_found', 'There is no form at this address (any more).');
  return form;
}

export async function formPage({ database, triggers }: Pick<Deps, 'database' | 'triggers'>, input: { readonly path: string }) {
  const form = await requireForm(triggers, input.path);
  const organisation = await database.withTenant(form.orgId, (tx) => findOrganisation(tx, form.orgId));
  const { title, description, thanks, fields } = form.node.config;
  return {
    path: input.path,
    title: textOr(title, form.document.name),
    description: textOr(description, ''),
    thanks: textOr(thanks, ''),
    organization: organisation?.name ?? '',
    fields: (Array.isArray(fields) ? fields : []).filter(isJsonObject).map(fieldView),
  };
}

function fieldView(field: JsonObject) {
  const { name, label, type, required, options, help } = field;
  return {
    name: String(name),
    label: textOr(label, String(name)),
    type: fieldTypes.find((known): known is FieldType => known === type) ?? 'text',
    required: required === true,
    options: Array.isArray(options) ? options.map(String) : [],
    help: textOr(help, ''),
  };
}

function textOr(value: unknown, otherwise: string): string {
  return typeof value === 'string' && value !== '' ? value : otherwise;
}

/**
 * Starts a run with what a stranger filled in. Files come with the form itself: `uploaded` are the ones that did, and no others are
 * taken. Throws `form_not_found`, `input_invalid` naming each field.
 */
export async function submitForm(
  { database, engine, triggers, deliveries }: Deps,
  input: { readonly path: string; readonly input: JsonObject },
  uploaded: ReadonlySet<string>,
): Promise<{ ok: true; thanks: string }> {
  const form = await requireForm(triggers, input.path);
  const given = readyInput(form.inputSchema, form.inputSchema ? coerceInput(form.inputSchema, input.input) : input.input);
  const values = isJsonObject(given) ? given : {};
  const files: Record<string, FileRef> = {};
  for (const [name, value] of Object.entries(values)) {
    if (!isFileRef(value)) continue;
    if (!uploaded.has(value.id))
      throw new AppError('input_invalid', `${name}: Send the file itself, with the form as multipart/form-data.`);
    files[name] = value;
  }
  const body = await resolveFiles(database, form.orgId, values);
  const started = await engine.start({
    orgId: form.orgId,
    scope: form.scope,
    workflowId: form.workflowId,
    version: form.version,
    document: form.document,
    mode: 'live',
    trigger: { kind: 'form', at: new Date(deliveries.now()).toISOString(), body, query: {}, headers: {}, files },
    triggerNodeId: form.nodeId,
    input: body,
  });
  deliveries.seen(form, started, undefined, undefined);
  return { ok: true, thanks: textOr(form.node.config['thanks'], 'Thank you.') };
}
