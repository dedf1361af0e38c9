import { expect, test } from 'vitest';
import { lostDetails, lostValues } from './details.ts';

const node = (type: string, config: object, name = '') => ({ id: 'n', type, name, config: config as never });
const upload = node('trigger.form', { fields: [{ name: 'file', type: 'file' }] });

test.each([
  ['wait 30 minutes, then summarise it in five lines', [node('flow.delay', { seconds: 1800 })], ['five lines']],
  ['retry 3 times', [{ ...node('http.request', {}), policy: { retry: { maxAttempts: 3 } } }], []],
  ['with 10% off', [node('data.map', { columns: { Price: 'number(item.price) * 0.9' } })], []],
  ['those over 1000 euro', [node('flow.if', { condition: 'number(input.amount) > 10000' })], ['1000 euro']],
  ['respond 400 if it is not there', [], ['400']],
  ['at 8:30 or 7 am on the 1st call https://a.example/3 and mail x2@b.example', [], []],
  ['total per cost centre', [node('data.group', { measures: [] })], ['per cost centre']],
  ['total per cost centre', [node('data.group', { by: 'cost_center' }), node('data.sort', { by: 'cost centre' })], []],
  ['sort them by last name', [], []],
  ['read contacts.xlsx and save it as clean.csv', [upload, node('file.write', { name: 'report' })], ['clean.csv']],
  ['merge january.csv and february.csv', [upload], ['february.csv']],
  [
    'rooms above 65 % for three days',
    [node('data.filter', { condition: 'number(item.humidity) > 65' }, 'Keep only … three days')],
    ['three days'],
  ],
  ['an amount of 2,500 or 10 000', [node('flow.if', { condition: 'number(input.amount) > 2500 && number(input.amount) < 10000' })], []],
  [
    'below zero, or two years old',
    [node('flow.if', { condition: 'number(input.t) < 0 || dateDiff(item.d, trigger.at, "days") > 730' })],
    [],
  ],
  ['save it as offers_eur.csv', [node('file.write', { name: 'Offers EUR' })], []],
])('of “%s” with %j these are in no step: %j', (request, nodes, lost) => {
  expect(lostDetails(request, nodes)).toEqual(lost);
});

const value = (words: string) => ({ name: 'value' as const, words });

test.each([
  ['twice in a row', 'nodes.fetch.output.status >= 400', true],
  ['open', 'dateDiff(item.date, trigger.at, "days") > 14', true],
  ['closed', 'lower(string(item.status)) == "closed"', false],
  ['yesterday', 'formatDate(item.date, "yyyy-MM-dd") == formatDate(dateAdd(trigger.at, -1, "days"), "yyyy-MM-dd")', false],
  ['50 dollars', 'number(item.amount) < 50', false],
  ['50k', 'number(item.amount) > 50000', false],
  ['no answer', 'size(nodes.fetch.output.body) == 0', false],
])('“%s” in a condition that says %s is lost: %s', (words, condition, isLost) => {
  const step = node('data.filter', { condition }, `Keep only ${words}`);
  expect(lostValues([value(words)], [step])).toEqual(isLost ? [words] : []);
});

test('what a letter that everybody knows is to hold besides is lost where the mail does not say it', () => {
  const mail = node('email.send', { text: 'Hello, we have received it.' });
  expect(lostValues([{ name: 'what', words: 'a confirmation with the date and place' }], [mail])).toEqual(['the date and place']);
  expect(lostValues([{ name: 'what', words: 'a confirmation' }], [mail])).toEqual([]);
  const whole = node('email.send', { text: 'Hello, we meet at this place on {{ input.date }}.' });
  expect(lostValues([{ name: 'what', words: 'a confirmation with the date and place' }], [whole])).toEqual([]);
});
