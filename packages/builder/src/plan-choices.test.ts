import path from 'node:path';
import { evaluateExpression, findNode, validateDocument, type WorkflowDocument, walkNodes } from '@arches/kernel';
import { afterAll, describe, expect, test } from 'vitest';
import { shippedReader } from './evaluation/reader.ts';
import { planFromWords } from './plan-from-words.ts';
import { planWithReader } from './plan-with-reader.ts';
import { parseLabelled, readingOf } from './reading/marked.ts';
import { realCatalog } from './testing/real-catalog.ts';

const shipped = shippedReader(path.resolve(import.meta.dirname, '../../../models'));
if (!shipped) throw new Error('The planner’s reader is not in models/arches-planner.');
afterAll(() => shipped.close());

const plan = (sentence: string, answers: Record<string, string> = {}) =>
  planWithReader({ sentence, answers }, { catalog: realCatalog, reader: shipped.reader });
/** As it is drawn from a faultless reading. */
const drawn = (text: string, steps: string) => {
  const request = parseLabelled(JSON.stringify({ text, plan: steps }));
  return planFromWords({ sentence: request.text }, { catalog: realCatalog, reading: readingOf(request) });
};

const all = (document: WorkflowDocument, type: string) =>
  [...walkNodes(document)].map(({ node }) => node).filter((node) => node.type === type);
const types = (document: WorkflowDocument) => [...walkNodes(document)].map(({ node }) => node.type);
const mails = (document: WorkflowDocument) => all(document, 'email.send').map(({ config }) => config);
const start = (document: WorkflowDocument) => document.nodes[0];

describe('what is said at a web address', () => {
  test('is fetched first and then compared; “check every …” is no call of its own', async () => {
    const { document } = await plan(
      'if the humidity at https://sensors.museum.example/hall is above 60 percent mail keeper@museum.example, check every 15 minutes',
    );
    expect(types(document)).toEqual(['trigger.schedule', 'http.request', 'flow.if', 'email.send']);
    expect(all(document, 'http.request')[0]?.config['url']).toBe('https://sensors.museum.example/hall');
    expect(all(document, 'flow.if')[0]?.config['condition']).toBe('number(nodes.fetch.output.body.humidity) > 60');
  });

  test('a number of money is no status code', async () => {
    const { document } = await plan('when the price at https://tickets.example/api/opera drops below 300 euro tell me, look every hour');
    expect(all(document, 'flow.if')[0]?.config['condition']).toBe('number(nodes.fetch.output.body.price) < 300');
  });

  test('an address that makes something is posted to', async () => {
    const { document } = await plan('for every guest in the uploaded file call https://door.example/create and mail the guest');
    expect(all(document, 'http.request')[0]?.config).toMatchObject({ method: 'POST', body: '{{ item }}' });
    expect(String(mails(document)[0]?.['text'])).not.toContain('status');
  });
});

describe('people who decide', () => {
  test.each([
    [
      'when an offer over 2000 euro comes in the director (dana@joinery.example) must approve it before it goes to office@joinery.example',
      'dana@joinery.example',
    ],
    [
      'a coach books the hall with a form, the keeper ken@club.example has to approve and the coach gets told the decision',
      'ken@club.example',
    ],
    ['leave request: boss (ida@print.example) decides, employee gets the answer', 'ida@print.example'],
  ])('%s', async (sentence, address) => {
    const { document } = await plan(sentence);
    expect(all(document, 'flow.approval').map(({ config }) => config['assignees'])).toEqual([[address]]);
    expect(mails(document).map(({ to }) => to)).not.toContain(address);
    expect(JSON.stringify(start(document)?.config)).not.toContain('@');
  });

  test('both answers reach the person who asked', async () => {
    const { document } = drawn(
      'approve ⟦t.form|training requests⟧: ⟦approve|{to:manager} gets asked⟧, ⟦email|{to:employee} gets told {what:the answer}⟧',
      't.form; approve; email',
    );
    expect(mails(document).map(({ to }) => to)).toEqual(['{{ input.email }}', '{{ input.email }}']);
    expect(document.edges.filter(({ source }) => source === 'approve').map(({ sourcePort }) => sourcePort)).toEqual([
      'approved',
      'rejected',
    ]);
  });

  test('thanks are a letter and no approval', async () => {
    const { document } = await plan('when somebody applies for an internship say thanks and forward the cv to talent@lab.example');
    expect(types(document)).toEqual(['trigger.form', 'email.send', 'email.send']);
    expect(mails(document)[1]).toMatchObject({ to: 'talent@lab.example', attachments: '{{ default(input.cv, "") }}' });
  });
});

test('kinds in a row are one choice: the named ones, each in its own way, and the rest', async () => {
  const { document } = await plan(
    'new enquiry: if wedding send to weddings@inn.example, if conference send to events@inn.example, else put it in the enquiries table',
  );
  expect(all(document, 'ai.classify')[0]?.config['labels']).toEqual(['wedding', 'conference', 'other']);
  const [first, second] = all(document, 'flow.if');
  expect(first?.config['condition']).toBe('nodes.classify.output.label == "wedding"');
  expect(document.edges.filter(({ target }) => target === second?.id)).toMatchObject([{ source: first?.id, sourcePort: 'false' }]);
  const last = document.edges.find(({ source, sourcePort }) => source === second?.id && sourcePort === 'false');
  expect(findNode(document, last?.target ?? '')?.node.name).toBe('Keep it in the enquiries table');
});

test.each([
  [
    'webhook /visit comes in, if score >= 70 post it to https://crm.spa.example/leads else mail desk@spa.example',
    'number(trigger.body.score) >= 70',
  ],
  ['if someone orders more than 12 pizzas ask me before we confirm, otherwise confirm right away', 'number(input.pizzas) > 12'],
  [
    'webhook payment: if status = refused mail billing@gym.example else thank the customer',
    'lower(string(trigger.body.status)) == "refused"',
  ],
])('a comparison that is written out is a condition: %s', async (sentence, condition) => {
  const { document } = await plan(sentence);
  expect(all(document, 'flow.if')[0]?.config['condition']).toBe(condition);
});

describe('times', () => {
  test.each([
    ['every night at 3 get https://till.example/day and mail it to cook@bar.example', { cron: '0 3 * * *' }],
    ['on new years eve at noon send all@choir.example a happy new year mail', { cron: '0 12 31 12 *' }],
    ['every six months remind the team to test the alarm', { rules: [{ every: 6, unit: 'months', monthDays: [1], at: ['09:00'] }] }],
    [
      'on the last friday of the month mail office@law.example that the files are due',
      { rules: [{ unit: 'months', weekdays: ['friday'], nth: [-1], at: ['09:00'] }] },
    ],
    [
      'every other tuesday at 8 mail bins@street.example that the bins go out',
      { rules: [{ every: 2, unit: 'weeks', weekdays: ['tuesday'], at: ['08:00'] }] },
    ],
  ])('%s', async (sentence, config) => {
    const { document } = await plan(sentence);
    expect(start(document)).toMatchObject({ type: 'trigger.schedule', config });
    expect(validateDocument(document, realCatalog).filter(({ nodeId }) => nodeId === 'start')).toEqual([]);
  });

  test('a time that nobody can read is asked for, and its answer is taken', async () => {
    const request = 'on easter monday mail all@choir.example the order of songs';
    const { document, questions } = await plan(request);
    expect(start(document)?.config).toEqual({});
    expect(questions).toMatchObject([{ id: 'time' }]);
    expect(start((await plan(request, { time: 'on 6 april at 8:00' })).document)?.config).toEqual({ cron: '0 8 6 4 *' });
  });
});

test('rows are named after what they are, and “last week” looks at their date', async () => {
  const { document } = await plan(
    'count how many complaints per shop came in last week and send it to lead@chain.example on monday morning',
  );
  expect(all(document, 'placeholder').map(({ name }) => name)).toEqual(['Get the complaints']);
  const condition = String(all(document, 'data.filter')[0]?.config['condition']);
  const holds = (date: string) => evaluateExpression(condition, { item: { date }, trigger: { at: '2026-05-11T08:00:00Z' } } as never);
  expect([holds('2026-05-07'), holds('2026-04-30')]).toEqual([true, false]);
});

test('what is mailed is what was made last', async () => {
  const { document } = await plan('group the course feedback by topic and mail the summary to dean@uni.example');
  expect(String(mails(document)[0]?.['text'])).toContain('nodes.group.output');
  expect(mails(document)[0]?.['attachments']).toBeUndefined();
});

test('texts of a table are written row by row, and the file has them beside the rest', async () => {
  const { document } = await plan('translate the menu texts in the uploaded csv into italian and give me the new file');
  expect(types(document)).toEqual(['trigger.form', 'file.read', 'flow.for_each', 'ai.generate', 'data.map', 'file.write']);
  expect(String(all(document, 'ai.generate')[0]?.config['prompt'])).toContain('italian');
  expect(all(document, 'file.write')[0]?.config).toMatchObject({ format: 'csv', content: '{{ nodes.beside.output.rows }}' });
});

test('what no step does stays visible, in the words of the request', async () => {
  const { document } = await plan('post new concert dates to instagram and facebook');
  expect(all(document, 'placeholder').map(({ name }) => name)).toEqual(['Post new concert dates to instagram and facebook']);
});

test('a form and a regular report of it are two workflows: one is drawn, the other is told', async () => {
  const { document, explanation } = await plan('collect shoe sizes from the players via form and send me an excel of it every monday');
  expect(start(document)?.type).toBe('trigger.form');
  expect(explanation.potentialIssues.join()).toContain('“every monday” would start it as well');
});

test('forms are called as a person would call them', async () => {
  const { document } = await plan(
    'people can report a broken lamp with a form, the electrician volt@town.example gets it and the reporter gets a thank you',
  );
  expect(start(document)?.config['title']).toBe('Report of a broken lamp');
  expect(mails(document)).toMatchObject([{ to: 'volt@town.example' }, { to: '{{ input.email }}', subject: 'Thank you' }]);
});
