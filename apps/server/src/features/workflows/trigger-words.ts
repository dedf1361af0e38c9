import { type Catalog, isJsonObject, scheduleOfConfig, scheduleWords, type WorkflowDocument, type WorkflowNode } from '@arches/kernel';
import { triggerNodes } from './step-sentences.ts';

/** How a workflow starts, in a few words for a list. */
export function triggerWords(document: WorkflowDocument, catalog: Catalog): string {
  const words = triggerNodes(document, catalog).map(wordsOf);
  return words.length === 0 ? 'By hand' : [...new Set(words)].join(', ');
}

function wordsOf(node: WorkflowNode): string {
  const { config } = node;
  switch (node.type) {
    case 'trigger.manual':
      return 'By hand';
    case 'trigger.form':
      return asksForFile(config['fields']) ? 'A form with a file' : 'A form';
    case 'trigger.webhook':
      return `${String(config['method'] ?? 'POST')} /hooks/${String(config['path'] ?? '…')}`;
    case 'trigger.schedule':
      return capital(scheduleWords(scheduleOfConfig(config)) || 'a schedule');
    default:
      return node.name ?? node.type;
  }
}

function asksForFile(fields: unknown): boolean {
  return Array.isArray(fields) && fields.some((field) => isJsonObject(field) && field['type'] === 'file');
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
