import { expect, test } from 'vitest';
import { stepTypes } from '../evaluation/score.ts';
import { planFromWords } from '../plan-from-words.ts';
import { realCatalog } from '../testing/real-catalog.ts';

const drawn = (sentence: string): string => {
  const { document } = planFromWords({ sentence }, { catalog: realCatalog });
  return [document.nodes[0]?.type, ...stepTypes(document)].join(' ');
};

test.each([
  ['Drivers fill in a damage form, the fleet manager has to approve it', 'trigger.form flow.approval'],
  ['our ticket system reports a new problem, send it to the caretaker', 'trigger.webhook email.send'],
  [
    'I upload a list of runners, kick out the repeats, oldest runner first, save as csv',
    'trigger.form file.read data.deduplicate data.sort file.write',
  ],
  ['by hand: members from https://choir.example/list.json, sort by voice, excel', 'trigger.manual http.request data.sort file.write'],
])('“%s” is a statement that starts it', (sentence, wanted) => {
  expect(drawn(sentence)).toBe(wanted);
});

test.each([
  [
    'Form for quotes. under 300 straight to the office, otherwise the owner has to approve',
    'trigger.form flow.if email.send flow.approval',
  ],
  [
    'complaint form; urgent ones to the director, everyone else gets a thank you mail',
    'trigger.form ai.classify flow.if email.send email.send',
  ],
  [
    'report form. Leaks go to the plumber, doors to the joiner, everything else to the office',
    'trigger.form ai.classify flow.switch email.send email.send email.send',
  ],
  [
    'shop order, by size: small, medium or large, each a mail to a different packer',
    'trigger.webhook flow.switch email.send email.send email.send',
  ],
  [
    'Booking comes in from the shop, wait a day, send a reminder, but only for bookings above 40 euro',
    'trigger.webhook flow.if flow.delay email.send',
  ],
  [
    'every hour fetch https://vans.example/now and if a van has been standing around let dispatch know',
    'trigger.schedule http.request flow.if email.send',
  ],
])('“%s” is read as a branch without “if … then”', (sentence, wanted) => {
  expect(drawn(sentence)).toBe(wanted);
});

test('two lists that are matched are both read', () => {
  expect(drawn('I upload a list with rooms and another one with keys, match them up by room number and save as csv')).toBe(
    'trigger.form file.read file.read flow.merge file.write',
  );
});

test('a picture is a gap before anything is read out of it', () => {
  expect(drawn('I upload a photo of the meter, extract the number and the date from it and save as excel')).toBe(
    'trigger.form placeholder ai.extract file.write',
  );
});

test('words that ask for nothing are asked back', () => {
  for (const sentence of [
    'Something for the invoices would be great, you know what I mean',
    'The moon owes my stapler, purple on Thursdays',
  ]) {
    const plan = planFromWords({ sentence }, { catalog: realCatalog });
    expect(plan.document.nodes).toHaveLength(1);
    expect(plan.questions).toHaveLength(1);
  }
});
