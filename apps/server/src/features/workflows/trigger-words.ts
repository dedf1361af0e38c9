import { type Catalog, isJsonObject, type WorkflowDocument, type WorkflowNode } from '@arches/kernel';
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
      return typeof config['cron'] === 'string' ? cronWords(config['cron']) : 'A schedule';
    default:
      return node.name ?? node.type;
  }
}

function asksForFile(fields: unknown): boolean {
  return Array.isArray(fields) && fields.some((field) => isJsonObject(field) && field['type'] === 'file');
}

const dayNames = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

/** Patterns of the usual schedules over "minute hour day month weekday", and how one says them. */
const usual: readonly (readonly [pattern: RegExp, words: (match: RegExpExecArray) => string])[] = [
  [/^\* \* \* \* \*$/, () => 'Every minute'],
  [/^\*\/(\d+) \* \* \* \*$/, ([, step]) => `Every ${step} minutes`],
  [/^\d+ \* \* \* \*$/, () => 'Every hour'],
  [/^(\d+) (\d+) \* \* \*$/, ([, minute, hour]) => `Every day ${clock(hour, minute)}`],
  [/^(\d+) (\d+) \* \* 1-5$/, ([, minute, hour]) => `Every working day ${clock(hour, minute)}`],
  [/^(\d+) (\d+) \* \* ([0-7])$/, ([, minute, hour, day]) => `Every ${dayNames[Number(day)] ?? ''} ${clock(hour, minute)}`],
  [/^(\d+) (\d+) (\d+) \* \*$/, ([, minute, hour, day]) => `On day ${day} of each month ${clock(hour, minute)}`],
];

const clock = (hour = '', minute = ''): string => `at ${hour.padStart(2, '0')}:${minute.padStart(2, '0')}`;

/** The usual schedules as one says them; others keep their notation. */
export function cronWords(cron: string): string {
  const fields = cron.trim().replaceAll(/\s+/g, ' ');
  for (const [pattern, words] of usual) {
    const match = pattern.exec(fields);
    if (match) return words(match);
  }
  return `Schedule ${cron}`;
}
