import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { stepTypes } from '../evaluation/score.ts';
import { shippedReader } from '../evaluation/reader.ts';
import { planWithReader } from '../plan-with-reader.ts';
import { realCatalog } from '../testing/real-catalog.ts';

const shipped = shippedReader(path.resolve(import.meta.dirname, '../../../../models'));
if (!shipped) throw new Error('The planner’s reader is not in models/arches-planner.');
afterAll(() => shipped.close());

const planned = (sentence: string) => planWithReader({ sentence }, { catalog: realCatalog, reader: shipped.reader });

test.each([
  [
    'When I upload a CSV of customer feedback, group the complaints by topic, count them and give me an Excel report',
    'trigger.form',
    'file.read ai.group file.write',
  ],
  [
    'Every Monday at 8 get https://shop.example/sales, keep those above 100 and mail me an Excel file',
    'trigger.schedule',
    'http.request data.filter file.write email.send',
  ],
  [
    'Guests fill in a feedback form. If the rating is below 3 tell the manager by e-mail, otherwise thank the guest',
    'trigger.form',
    'flow.if email.send email.send',
  ],
])('%s', async (sentence, trigger, steps) => {
  const { document, metadata } = await planned(sentence);
  expect(document.nodes[0]?.type).toBe(trigger);
  expect(stepTypes(document).join(' ')).toBe(steps);
  expect(metadata.confidence).toBeGreaterThan(0.4);
});

test.each([
  'hi',
  'what can you do?',
  'make everything easier please',
  'asdf qwer zxcv',
  'Is there a free plan?',
  'Cuando llegue un pedido nuevo, mándame un correo',
  'Jeden Montag die Umsätze als Excel an den Chef schicken bitte',
])('“%s” is asked back', async (sentence) => {
  const { steps, questions } = await planned(sentence);
  expect(steps).toEqual([]);
  expect(questions).toMatchObject([{ id: 'request' }]);
});

test('every step says which words asked for it', async () => {
  const sentence = 'When an order comes in, mail the customer a confirmation and after two days ask for a review';
  const { steps } = await planned(sentence);
  for (const { because, type } of steps) if (type !== 'file.read') expect(sentence).toContain(because);
});

test('a reader that fails leaves the rules to plan', async () => {
  const { document } = await planWithReader(
    { sentence: 'Every day at 9 send a mail to a@b.example' },
    { catalog: realCatalog, reader: () => Promise.reject(new Error('no model')) },
  );
  expect(stepTypes(document)).toEqual(['email.send']);
});
