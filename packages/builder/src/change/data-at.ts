import { topologicalOrder, type WorkflowDocument, type WorkflowNode } from '@arches/kernel';
import type { Data } from '../assemble/assembly.ts';

/** What the steps up to and including `nodeId` have to offer to one that comes after it. Top level only. */
export function dataAt(document: WorkflowDocument, nodeId: string): Data {
  const above = ancestors(document, nodeId);
  return topologicalOrder(document)
    .filter((id) => above.has(id))
    .reduce<Data>(
      (data, id) => {
        const node = document.nodes.find((one) => one.id === id);
        return node ? { ...data, ...offered(node, data) } : data;
      },
      { recordFields: [] },
    );
}

export function ancestors(document: WorkflowDocument, nodeId: string): Set<string> {
  const found = new Set([nodeId]);
  for (let size = 0; size !== found.size; ) {
    size = found.size;
    for (const { source, target } of document.edges) if (found.has(target)) found.add(source);
  }
  return found;
}

function offered(node: WorkflowNode, data: Data): Partial<Data> {
  const output = `nodes.${node.id}.output`;
  switch (node.type) {
    case 'trigger.form':
      return formOffer(node);
    case 'trigger.webhook':
      return { record: 'trigger.body', content: 'trigger.body', text: 'trigger.body.message', address: 'trigger.body.email' };
    case 'file.read':
      return { rows: `${output}.rows`, content: `${output}.rows`, ...(data.file ? { file: { ...data.file, isRead: true } } : {}) };
    case 'data.filter':
    case 'data.sort':
    case 'data.group':
    case 'data.map':
    case 'data.deduplicate':
      return { rows: `${output}.rows`, content: `${output}.rows` };
    case 'ai.group':
      return { rows: `${output}.rows`, content: output };
    case 'ai.classify':
      return node.config['items'] === undefined ? { label: `${output}.label` } : { rows: `${output}.rows`, content: `${output}.rows` };
    case 'ai.extract':
      return node.config['items'] === undefined
        ? { record: `${output}.fields`, content: `${output}.fields` }
        : { rows: `${output}.rows`, content: `${output}.rows` };
    case 'ai.summarize':
      return { text: `${output}.summary`, content: `${output}.summary` };
    case 'ai.generate':
    case 'text.template':
      return { text: `${output}.text`, content: `${output}.text` };
    case 'file.write':
      return { report: `${output}.file` };
    case 'http.request':
      return node.config['method'] === undefined || node.config['method'] === 'GET'
        ? { rows: `${output}.body`, content: `${output}.body`, text: `${output}.body`, fetched: output }
        : {};
    case 'data.set':
    case 'code.javascript':
      return { record: output, content: output };
    case 'flow.for_each':
      return { rows: output, content: output };
    default:
      return {};
  }
}

function formOffer({ config }: WorkflowNode): Partial<Data> {
  const fields = Array.isArray(config['fields']) ? (config['fields'] as { name: string; type: string; label?: string }[]) : [];
  const file = fields.find(({ type }) => type === 'file');
  const long = fields.find(({ type }) => type === 'long_text');
  const email = fields.find(({ type }) => type === 'email');
  return {
    record: 'input',
    recordFields: fields.map(({ name }) => name),
    content: 'input',
    ...(file
      ? { file: { expression: `input.${file.name}`, isRead: false, isText: /pdf|contract|cv|letter|document/iu.test(file.label ?? '') } }
      : {}),
    ...(long ? { text: `input.${long.name}` } : {}),
    ...(email ? { address: `input.${email.name}` } : {}),
  };
}
