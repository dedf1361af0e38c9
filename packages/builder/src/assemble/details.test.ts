import { expect, test } from 'vitest';
import { lostDetails } from './details.ts';

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
  ['save it as offers_eur.csv', [node('file.write', { name: 'Offers EUR' })], []],
])('of “%s” with %j these are in no step: %j', (request, nodes, lost) => {
  expect(lostDetails(request, nodes)).toEqual(lost);
});
