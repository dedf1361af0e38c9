import fc from 'fast-check';
import { findNode, validateDocument } from '@arches/kernel';
import { expect, test } from 'vitest';
import { stepTypes } from './evaluation/score.ts';
import { planFromWords } from './plan-from-words.ts';
import { realCatalog } from './testing/real-catalog.ts';

const plan = (sentence: string, answers: Record<string, string> = {}) => planFromWords({ sentence, answers }, { catalog: realCatalog });

test('feedback in a file becomes an Excel report of complaints by topic, without a question', () => {
  const { document, questions } = plan(
    'When I upload a CSV of customer feedback, group the complaints by topic, count them and give me an Excel report',
  );
  expect(document.nodes.map(({ type }) => type)).toEqual(['trigger.form', 'file.read', 'ai.group', 'file.write']);
  expect(document.nodes[0]?.config['fields']).toMatchObject([{ type: 'file', required: true }]);
  expect(document.nodes[2]?.config).toMatchObject({ onlyComplaints: true });
  expect(document.nodes[3]?.config).toMatchObject({ format: 'excel' });
  expect(questions).toEqual([]);
  expect(validateDocument(document, realCatalog).filter(({ severity }) => severity === 'error')).toEqual([]);
});

test.each([
  [
    'When a new order comes in from our shop and the total is above 100 send the customer a thank you mail after 3 days',
    'trigger.webhook',
    'flow.if flow.delay email.send',
  ],
  [
    'When a message comes in on our contact form with name, email and message, decide if it is urgent. If it is urgent notify the manager, otherwise send the customer a confirmation',
    'trigger.form',
    'ai.classify flow.if email.send email.send',
  ],
  ['If the invoice amount is over 500 ask my boss to approve it', 'trigger.form', 'flow.if flow.approval'],
  ['check if our website https://shop.example is up and alert me if it is down', 'trigger.manual', 'http.request flow.if email.send'],
  [
    'Upload a customer list, remove duplicates by email and give me the cleaned excel',
    'trigger.form',
    'file.read data.deduplicate file.write',
  ],
  ['webhook receives orders, sum the total per country and return the total as json', 'trigger.webhook', 'data.group flow.respond'],
  ['every Friday send me a summary of tickets from Zendesk', 'trigger.schedule', 'placeholder ai.summarize email.send'],
  [
    'we get a spreadsheet from the bank every month. please total the amounts per category and make a pdf',
    'trigger.form',
    'file.read data.group file.write',
  ],
  [
    'upload the list of members and send everyone whose fee is unpaid a reminder',
    'trigger.form',
    'file.read data.filter flow.for_each email.send',
  ],
  [
    'for every row in the uploaded csv call https://crm.example/api/contacts with the row',
    'trigger.form',
    'file.read flow.for_each http.request',
  ],
])('%s', (sentence, trigger, steps) => {
  const { document } = plan(sentence);
  expect(document.nodes[0]?.type).toBe(trigger);
  expect(stepTypes(document).join(' ')).toBe(steps);
});

test('a site that is down must not fail the step that looks', () => {
  const { document } = plan('every 15 minutes check https://shop.example and e-mail ops@shop.example if it is down');
  const call = document.nodes.find(({ type }) => type === 'http.request');
  expect(call?.config['acceptAnyStatus']).toBe(true);
  expect(document.nodes.find(({ type }) => type === 'flow.if')?.config['condition']).toBe(`nodes.${call?.id ?? ''}.output.status >= 400`);
});

test('an answer fills the gap that was asked for', () => {
  const sentence = 'Upload a csv, sort it by date and e-mail me the result';
  const asked = plan(sentence);
  expect(asked.questions).toMatchObject([{ id: 'recipient', free: true }]);
  const answered = plan(sentence, { recipient: 'me@home.example' });
  expect(answered.questions).toEqual([]);
  expect(findNode(answered.document, 'email')?.node.config['to']).toBe('me@home.example');
});

test('a new sentence as the answer takes the place of the old one', () => {
  expect(plan('42').questions).toMatchObject([{ id: 'request' }]);
  expect(stepTypes(plan('42', { request: 'every day get https://a.example and save it as csv' }).document)).toEqual([
    'http.request',
    'file.write',
  ]);
});

test('whatever is typed gives a workflow that can be opened, with at most one question', () => {
  const words = fc.constantFrom(
    'when',
    'an',
    'order',
    'comes',
    'in',
    'upload',
    'csv',
    'if',
    'over',
    '500',
    'send',
    'mail',
    'to',
    'boss',
    ',',
    '.',
    'otherwise',
    'every',
    'monday',
    'group',
    'by',
    'topic',
    'each',
    '"',
    '(',
    ')',
    ':',
    '->',
    'https://a.example',
    'a@b.example',
    'approve',
    'wait',
    '3',
    'days',
    'excel',
    'slack',
    'and',
    'then',
  );
  fc.assert(
    fc.property(fc.array(words, { maxLength: 25 }), (list) => {
      const { document, questions, steps } = plan(list.join(' '));
      expect(questions.length).toBeLessThanOrEqual(1);
      const bad = validateDocument(document, realCatalog).filter(
        ({ severity, code, message }) =>
          severity === 'error' && code !== 'placeholder_left' && !/must not be empty|needs a time/u.test(message),
      );
      if (questions.length === 0) expect(bad).toEqual([]);
      for (const { sentence } of steps) expect(sentence).not.toBe('');
    }),
    { numRuns: 150 },
  );
});
