import { type Catalog, type Patch, type WorkflowDocument, type WorkflowNode, walkNodes } from '@arches/kernel';
import { durationSeconds, durationPattern } from '../language/durations.ts';
import { readRecurrence } from '../language/recurrence.ts';
import { addressesIn } from '../recognise/detect-outputs.ts';
import { stepsMeant } from './find-step.ts';

/** A change that touches settings only; undefined when the words ask for none of its kind. */
export type Edit = (document: WorkflowDocument, words: string, catalog: Catalog) => readonly Patch[] | undefined;

const changing =
  /\b(?:change|set|make|use|switch|update|instead|raise|lower|increase|decrease|reduce|should be|rather than|move|adjust|turn|to)\b/iu;

const ofType = (document: WorkflowDocument, type: string): WorkflowNode[] =>
  [...walkNodes(document)].map(({ node }) => node).filter((node) => node.type === type);
const config = (nodeId: string, key: string, value: unknown): Patch => ({ op: 'set_config', nodeId, path: [key], value });

/** The one of a type that is meant: the only one, else the best by its words. */
function oneOf(document: WorkflowDocument, type: string, words: string, catalog: Catalog): WorkflowNode | undefined {
  const all = ofType(document, type);
  if (all.length < 2) return all[0];
  const meant = stepsMeant(document, words, catalog).filter((node) => node.type === type);
  return meant[0] ?? all.at(-1);
}

/** "make it daily", "run it every Monday at 7", "at 7 instead". */
const schedule: Edit = (document, words) => {
  const trigger = document.nodes.find(({ type }) => type.startsWith('trigger.'));
  if (!trigger || /\b(?:if|when|column|wait|delay|after)\b/iu.test(words)) return undefined;
  const recurrence = readRecurrence(words);
  const old = typeof trigger.config['cron'] === 'string' ? trigger.config['cron'].split(' ') : undefined;
  if (recurrence) {
    const fields = recurrence.cron.split(' ');
    const keepsTime =
      old &&
      !recurrence.isTimeSaid &&
      /^\d+$/u.test(old[0] ?? '') &&
      /^\d+$/u.test(old[1] ?? '') &&
      /^\d+$/u.test(fields[0] ?? '') &&
      /^\d+$/u.test(fields[1] ?? '') &&
      !/morning|evening|noon|night|afternoon/iu.test(words);
    const { rule } = recurrence;
    const cron = keepsTime ? [old[0], old[1], ...fields.slice(2)].join(' ') : recurrence.cron;
    // What five fields cannot say is a rule; there is one or the other.
    if (rule || trigger.config['rules'] !== undefined)
      return [
        {
          op: 'replace_node',
          node: {
            id: trigger.id,
            type: 'trigger.schedule',
            name: capital(recurrence.words),
            config: rule ? { rules: [{ ...rule }] } : { cron: recurrence.cron },
          },
        },
      ];
    if (trigger.type === 'trigger.schedule')
      return [config(trigger.id, 'cron', cron), ...(trigger.name ? [renamed(trigger, recurrence.words)] : [])];
    return [{ op: 'replace_node', node: { id: trigger.id, type: 'trigger.schedule', name: capital(recurrence.words), config: { cron } } }];
  }
  const time = /\b(?:at|to)\s+(\d{1,2})(?:[:.](\d{2}))?\s*(am|pm|o'?clock)?\b/iu.exec(words);
  if (
    !time ||
    !old ||
    trigger.type !== 'trigger.schedule' ||
    /@|\d+ (?:days?|hours?|minutes?|euros?|%)/iu.test(words) ||
    /\b(?:wait|threshold|amount|limit|top|first)\b/iu.test(words)
  )
    return undefined;
  const hour = Number(time[1]) + (/pm/iu.test(time[3] ?? '') && Number(time[1]) < 12 ? 12 : 0);
  if (hour > 23) return undefined;
  return [
    config(trigger.id, 'cron', [String(Number(time[2] ?? 0)), String(hour), ...old.slice(2)].join(' ')),
    ...(trigger.name && /\d\d:\d\d/u.test(trigger.name)
      ? [
          {
            op: 'set_node' as const,
            nodeId: trigger.id,
            field: 'name' as const,
            value: trigger.name.replace(/\d\d:\d\d/u, `${String(hour).padStart(2, '0')}:${time[2] ?? '00'}`),
          },
        ]
      : []),
  ];
};

function renamed(node: WorkflowNode, words: string): Patch {
  return { op: 'set_node', nodeId: node.id, field: 'name', value: capital(words) };
}

/** "send it to x@y instead", "change the recipient to x@y", "cc x@y". */
const recipient: Edit = (document, words, catalog) => {
  const addresses = addressesIn(words);
  if (addresses.length === 0 || /\b(?:also|too|as well|additionally|another|add an? (?:e-?mail|step))\b/iu.test(words)) return undefined;
  const mail = oneOf(document, 'email.send', words, catalog);
  const approval = oneOf(document, 'flow.approval', words, catalog);
  const to = addresses.at(-1) ?? '';
  if (approval && /\b(?:approv\w*|assignee|asks?|review)\b/iu.test(words)) return [config(approval.id, 'assignees', addresses)];
  if (!mail) return undefined;
  if (/\b(?:cc|copy)\b/iu.test(words)) return [config(mail.id, 'cc', addresses.join(', '))];
  if (!/\b(?:instead|recipient|change|to|send|mail|address|goes?)\b/iu.test(words)) return undefined;
  const old = typeof mail.config['to'] === 'string' ? mail.config['to'] : '';
  const name =
    mail.name && old !== '' && mail.name.includes(old)
      ? [{ op: 'set_node' as const, nodeId: mail.id, field: 'name' as const, value: mail.name.replace(old, to) }]
      : [];
  return [config(mail.id, 'to', addresses.length > 1 && !/\bfrom\b/iu.test(words) ? addresses.join(', ') : to), ...name];
};

/** "change the subject to Weekly figures" */
const subject: Edit = (document, words, catalog) => {
  const match =
    /\bsubject(?: line)?\b.*?(?:\bto\b|\bas\b|\bshould be\b|\bis\b|:|=)\s*"?(.+?)"?$/iu.exec(words) ??
    /\b"([^"]+)" as (?:the )?subject/iu.exec(words);
  const mail = match && oneOf(document, 'email.send', words, catalog);
  return mail && match ? [config(mail.id, 'subject', match[1] ?? '')] : undefined;
};

/** "raise the limit to 1000": the number in a condition. */
const threshold: Edit = (document, words, catalog) => {
  if (!changing.test(words) || /@|\b(?:wait|delay|column|topics?|days?|hours?|minutes?)\b/iu.test(words)) return undefined;
  const numbers = [...words.matchAll(/(?<![\w.])(\d[\d.,]*)\s*(k)?\b/giu)]
    .map(([, digits = '', k]) => Number(digits.replaceAll(/[,.](?=\d{3}\b)/gu, '').replace(',', '.')) * (k ? 1000 : 1))
    .filter(Number.isFinite);
  const value = numbers.at(-1);
  if (value === undefined) return undefined;
  const limited = oneOf(document, 'data.sort', words, catalog);
  if (limited && typeof limited.config['limit'] === 'number' && /\b(?:top|first|best|only the)\b/iu.test(words))
    return [
      config(limited.id, 'limit', Math.round(value)),
      ...(limited.name
        ? [
            {
              op: 'set_node' as const,
              nodeId: limited.id,
              field: 'name' as const,
              value: limited.name.replace(String(limited.config['limit']), String(value)),
            },
          ]
        : []),
    ];
  const number = /(?<![\w."])-?\d+(?:\.\d+)?(?![\w"])/u;
  const candidates = [...ofType(document, 'flow.if'), ...ofType(document, 'data.filter')].filter(
    (node) => typeof node.config['condition'] === 'string' && /[<>=]\s*-?\d/u.test(node.config['condition']),
  );
  if (
    !/\b(?:threshold|limit|amount|above|over|below|under|more|less|least|most|from|than|value|number|raise|lower|increase|decrease|reduce|condition|instead)\b/iu.test(
      words,
    )
  )
    return undefined;
  const meant =
    candidates.length < 2
      ? candidates[0]
      : (stepsMeant(document, words, catalog).find((node) => candidates.includes(node)) ?? candidates[0]);
  if (!meant) return undefined;
  const condition = String(meant.config['condition']);
  const old = /[<>=]\s*(-?\d+(?:\.\d+)?)/u.exec(condition)?.[1] ?? '';
  const next = condition.replace(/([<>=]\s*)-?\d+(?:\.\d+)?/u, `$1${value}`);
  const name =
    meant.name && number.test(meant.name) && meant.name.includes(old)
      ? [{ op: 'set_node' as const, nodeId: meant.id, field: 'name' as const, value: meant.name.replace(old, String(value)) }]
      : [];
  return [config(meant.id, 'condition', next), ...name];
};

/** "wait 5 days instead" on a wait that is there. */
const delay: Edit = (document, words, catalog) => {
  const text = new RegExp(durationPattern, 'iu').exec(
    words.replace(/^.*\b(?:to|instead of|not)\b(?=.*\d)/iu, (prefix) => (/\bto\b/iu.test(prefix) ? '' : prefix)),
  )?.[0];
  const seconds = text === undefined ? undefined : durationSeconds(text);
  const wait = oneOf(document, 'flow.delay', words, catalog);
  if (
    !wait ||
    seconds === undefined ||
    !/\b(?:wait|delay|pause)\b/iu.test(words) ||
    /\b(?:add|another|insert|before|after)\b/iu.test(words)
  )
    return undefined;
  return [
    config(wait.id, 'seconds', seconds),
    // A length takes the place of a date or time of day.
    ...['until', 'cron'].flatMap((key) =>
      wait.config[key] === undefined ? [] : [{ op: 'set_config' as const, nodeId: wait.id, path: [key] }],
    ),
    ...(wait.name ? [{ op: 'set_node' as const, nodeId: wait.id, field: 'name' as const, value: `Wait ${text}` }] : []),
  ];
};

const formatWords = { excel: 'Excel', csv: 'CSV', json: 'JSON', pdf: 'PDF', text: 'text' } as const;
type Format = keyof typeof formatWords;

/** "use CSV instead", "make it a PDF rather than Excel" */
const format: Edit = (document, words, catalog) => {
  const file = oneOf(document, 'file.write', words, catalog);
  const found = [
    ...words
      .replace(/\b(?:instead of|rather than|not)\s+(?:an? )?\w+/giu, '')
      .matchAll(/\b(excel|xlsx|spreadsheet|csv|json|pdf|text file)\b/giu),
  ]
    .at(-1)?.[1]
    ?.toLowerCase();
  if (
    !file ||
    !found ||
    !/\b(?:use|instead|make|change|switch|want|prefer|rather|turn|as|should be|format)\b/iu.test(words) ||
    /\b(?:add|also|another|too|second)\b/iu.test(words)
  )
    return undefined;
  const to: Format = /xlsx|spreadsheet/u.test(found) ? 'excel' : found === 'text file' ? 'text' : (found as Format);
  const name = file.name?.replace(/\b(?:Excel|CSV|JSON|PDF|text)\b/u, formatWords[to]);
  return [
    config(file.id, 'format', to),
    ...(name && name !== file.name ? [{ op: 'set_node' as const, nodeId: file.id, field: 'name' as const, value: name }] : []),
  ];
};

/** "only complaints", "5 topics" on a step that groups comments. */
const topics: Edit = (document, words, catalog) => {
  const group = oneOf(document, 'ai.group', words, catalog);
  if (!group) return undefined;
  const count = /\b(\d{1,2}|two|three|four|five|six|seven|eight|nine|ten)\s+(?:topics|themes|groups)\b/iu.exec(words)?.[1];
  if (count)
    return [
      config(
        group.id,
        'topics',
        Number(count) || ['two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'].indexOf(count.toLowerCase()) + 2,
      ),
    ];
  if (/\b(?:not (?:only|just)|all (?:the )?(?:comments|feedback|reviews)|praise too|everything)\b/iu.test(words))
    return [config(group.id, 'onlyComplaints', false)];
  return /\b(?:only|just)\b.*\bcomplaints?\b|\bcomplaints? only\b|\b(?:ignore|without|leave out|no) (?:the )?(?:praise|positive)/iu.test(
    words,
  )
    ? [config(group.id, 'onlyComplaints', true)]
    : undefined;
};

/** "rename it to Weekly report", "call the first step Intake" */
const rename: Edit = (document, words, catalog) => {
  const match =
    /^(?:please )?(?:rename|call|name)\s+(.+?)\s+(?:to|as|into)\s+"?(.+?)"?$/iu.exec(words) ??
    /^(?:please )?(?:call|name)\s+(it|this|the workflow|this workflow|the [\w -]+? step)\s+"?(.+?)"?$/iu.exec(words);
  if (!match || /https?:/u.test(words)) return undefined;
  const value = match[2] ?? '';
  if (/^(?:it|this|the workflow|this workflow|the whole thing|workflow)$/iu.test(match[1] ?? ''))
    return [{ op: 'set_meta', field: 'name', value }];
  const step = stepsMeant(document, match[1] ?? '', catalog)[0];
  return step ? [{ op: 'set_node', nodeId: step.id, field: 'name', value }] : undefined;
};

export const edits: readonly Edit[] = [rename, subject, topics, format, delay, recipient, schedule, threshold];

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
