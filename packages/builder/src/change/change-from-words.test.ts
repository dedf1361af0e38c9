import { applyPatches, walkNodes, type WorkflowDocument } from '@arches/kernel';
import { expect, test } from 'vitest';
import { planFromWords } from '../plan-from-words.ts';
import { templates } from '../templates/index.ts';
import { realCatalog } from '../testing/real-catalog.ts';
import { changeFromWords } from './change-from-words.ts';

const sales = planFromWords(
  { sentence: 'Every Monday at 8 get https://a.example/orders, keep only orders over 100 and e-mail boss@x.example an excel' },
  { catalog: realCatalog },
).document;
const change = (message: string, document: WorkflowDocument = sales) => changeFromWords(document, message, { catalog: realCatalog });
const configOf = (document: WorkflowDocument, type: string) => document.nodes.find((node) => node.type === type)?.config;

test.each([
  ['make it daily', 'trigger.schedule', { cron: '0 8 * * *' }],
  ['run it every Tuesday at 7pm', 'trigger.schedule', { cron: '0 19 * * 2' }],
  ['at 7:30 instead', 'trigger.schedule', { cron: '30 7 * * 1' }],
  ['send it to anna@y.example instead', 'email.send', { to: 'anna@y.example' }],
  ['cc carl@y.example', 'email.send', { cc: 'carl@y.example' }],
  ['change the subject to Weekly figures', 'email.send', { subject: 'Weekly figures' }],
  ['use CSV instead', 'file.write', { format: 'csv' }],
  ['make it a PDF rather than Excel', 'file.write', { format: 'pdf' }],
  ['raise the limit to 500', 'data.filter', { condition: 'number(item.amount) > 500' }],
])('“%s” changes the setting of %s', (message, type, wanted) => {
  const { document, steps } = change(message);
  expect(configOf(document, type)).toMatchObject(wanted);
  expect(steps.filter((step) => step.change !== 'same').map((step) => step.change)).toEqual(['changed']);
});

test.each([
  ['add an approval before sending', 'report.out>approve approve.approved>email'],
  ['let my boss approve it first', 'report.out>approve approve.approved>email'],
  ['wait 2 hours before the e-mail', 'report.out>wait wait.out>email'],
  ['also e-mail it to bob@y.example', 'email.out>email2'],
  ['sort by amount, highest first', 'filter.out>sort sort.out>report'],
  ['remove duplicates by email', 'fetch.out>deduplicate deduplicate.out>filter'],
])('“%s” puts a step in its place', (message, edges) => {
  const { document, steps } = change(message);
  const drawn = document.edges.map(({ source, sourcePort, target }) => `${source}.${sourcePort}>${target}`);
  expect(drawn).toEqual(expect.arrayContaining(edges.split(' ')));
  expect(steps.filter((step) => step.change === 'new')).toHaveLength(1);
});

test('a step that is taken out leaves no hole, in the graph or in the data', () => {
  const { document, steps } = change('remove the filter');
  expect(document.edges.some(({ source, target }) => source === 'fetch' && target === 'report')).toBe(true);
  expect(configOf(document, 'file.write')?.['content']).toBe('{{ nodes.fetch.output.body }}');
  expect(steps.find((step) => step.nodeId === 'filter')?.change).toBe('removed');
});

test('grouped comments can be narrowed to complaints', () => {
  const grouped = planFromWords({ sentence: 'Upload a csv of reviews and group them by topic' }, { catalog: realCatalog }).document;
  expect(configOf(change('only complaints', grouped).document, 'ai.group')).toMatchObject({ onlyComplaints: true });
});

test('what is not understood changes nothing and says what can be said', () => {
  const { patches, document, reply } = change('fribble the wotsit');
  expect(patches).toEqual([]);
  expect(document).toBe(sales);
  expect(reply).toMatch(/did not understand.*nothing is changed.*for example/u);
});

test.each(['what does this do?', 'how do I start it?', 'why is there a filter?', 'when does it run?'])(
  '“%s” is answered without a change',
  (message) => {
    const { patches, reply, steps } = change(message);
    expect(patches).toEqual([]);
    expect(steps.every((step) => step.change === 'same')).toBe(true);
    expect(reply.length).toBeGreaterThan(20);
  },
);

const messages = [
  'make it daily',
  'also e-mail it to bob@y.example',
  'use CSV instead',
  'add an approval before sending',
  'remove the approval',
  'rename it to Anything',
  'raise the limit to 7000',
  'wait 3 days before the e-mail',
  'only complaints',
  'send it to zoe@z.example instead',
  'blub',
];

test.each(templates.map(({ id, document }) => [id, document] as const))(
  'in “%s” all that nobody asked about stays byte for byte',
  (_, document) => {
    for (const message of messages) {
      const { patches, document: after, steps } = change(message, document);
      expect(after).toEqual(patches.length === 0 ? document : applyPatches(document, patches).document);
      const before = new Map([...walkNodes(document)].map(({ node }) => [node.id, JSON.stringify(node)]));
      const touched = new Set(steps.filter((step) => step.change !== 'same').map((step) => step.nodeId));
      for (const { node } of walkNodes(after)) if (!touched.has(node.id)) expect(JSON.stringify(node)).toBe(before.get(node.id));
      if (message === 'blub') expect(after).toBe(document);
      if (message !== 'rename it to Anything') expect(after.name).toBe(document.name);
      const { document: back } = applyPatches(after, applyPatches(document, patches).inverse);
      expect(back).toEqual(document);
    }
  },
);
