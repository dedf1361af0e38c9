import {
  edgeIdFor,
  type JsonObject,
  type WorkflowDocument,
  type WorkflowEdge,
  type WorkflowGraph,
  type WorkflowNode,
} from '@arches/kernel';

export const templateCategories = [
  'feedback',
  'orders',
  'finance',
  'people',
  'school',
  'clinic',
  'property',
  'reports',
  'monitoring',
  'data',
  'approvals',
  'content',
  'api',
] as const;
export type TemplateCategory = (typeof templateCategories)[number];

/** A finished workflow that somebody can take and change. */
export interface Template {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly category: TemplateCategory;
  /** What a person would type to get it. */
  readonly sentence: string;
  readonly keywords: readonly string[];
  readonly document: WorkflowDocument;
}

interface Draft extends Omit<Template, 'document' | 'description'> {
  readonly description: string;
  readonly steps: readonly WorkflowNode[];
  /** Chains of step ids such as `start > check.true > mail`; a port follows its step after a dot. */
  readonly links: readonly string[];
}

export function template({ steps, links, ...rest }: Draft): Template {
  const { id, name, description } = rest;
  return { ...rest, document: { schemaVersion: 1, id: `template-${id}`, name, description, ...graph(steps, links) } };
}

export function step(id: string, type: string, name: string, config: JsonObject = {}): WorkflowNode {
  return { id, type, name, config };
}

/** A step whose body runs once for each entry of `items`. */
export function loop(id: string, name: string, items: string, steps: readonly WorkflowNode[], links: readonly string[] = []): WorkflowNode {
  return { id, type: 'flow.for_each', name, config: { items }, body: graph(steps, links) };
}

function graph(nodes: readonly WorkflowNode[], links: readonly string[]): WorkflowGraph {
  const edges: WorkflowEdge[] = [];
  const taken = new Set<string>();
  for (const link of links) {
    const stops = link.split('>').map((stop) => stop.trim());
    for (const [index, stop] of stops.slice(0, -1).entries()) {
      const [source = '', sourcePort = 'out'] = stop.split('.');
      const [target = ''] = (stops[index + 1] ?? '').split('.');
      const ends = { source, sourcePort, target, targetPort: 'in' };
      const id = edgeIdFor(ends, taken);
      taken.add(id);
      edges.push({ id, ...ends });
    }
  }
  return { nodes, edges };
}

export interface Field {
  readonly name: string;
  readonly label: string;
  readonly type: 'text' | 'long_text' | 'number' | 'date' | 'email' | 'choice' | 'checkbox' | 'file';
  readonly required?: boolean;
  readonly options?: readonly string[];
}

/** A required field; `options` only for a choice. */
export function field(name: string, label: string, type: Field['type'] = 'text', options?: readonly string[]): Field {
  return { name, label, type, required: type !== 'checkbox', ...(options && { options }) };
}

export function form(title: string, ...fields: readonly Field[]): WorkflowNode {
  return step('start', 'trigger.form', title, { title, fields });
}

export function schedule(name: string, cron: string): WorkflowNode {
  return step('start', 'trigger.schedule', name, { cron });
}

export function webhook(name: string, path: string, respond: 'immediately' | 'respond_node' = 'immediately'): WorkflowNode {
  return step('start', 'trigger.webhook', name, { path, respond });
}

/** Reads what was uploaded under `field`. */
export function readFile(name: string, fieldName = 'file'): WorkflowNode {
  return step('read', 'file.read', name, { file: `{{ input.${fieldName} }}` });
}

export function mail(id: string, name: string, to: string, subject: string, text: string, attachments?: string): WorkflowNode {
  return step(id, 'email.send', name, { to, subject, text, ...(attachments !== undefined && { attachments }) });
}

export function report(name: string, content: string, format: 'excel' | 'csv' | 'pdf' | 'text' = 'excel'): WorkflowNode {
  return step(
    'report',
    'file.write',
    `Write the ${format === 'pdf' || format === 'csv' ? format.toUpperCase() : format === 'excel' ? 'Excel' : 'text'} file`,
    {
      format,
      name,
      content,
    },
  );
}
