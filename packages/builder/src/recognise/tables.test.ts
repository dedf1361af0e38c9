import { expect, test } from 'vitest';
import { keepingIn, sourceNamed, withoutSource } from './tables.ts';

test.each([
  ['put it in the big orders table', 'big orders table'],
  ['add to members table', 'members table'],
  ['save in table', 'table'],
  ['keep a visitor list', 'visitor list'],
  ['note date, sender and amount in a table', 'table'],
])('“%s” is kept in: %s', (words, place) => {
  expect(keepingIn(words)).toEqual({ place });
});

test.each(['save it', 'just store them', 'log all of them', 'save the reason', 'store title+label'])('“%s” is kept somewhere', (words) => {
  expect(keepingIn(words)).toEqual({ place: undefined });
});

test.each([
  'save it as an excel file',
  'make a list of open invoices',
  'put it in a google sheet',
  'keep only rows above 5',
  'export it as csv',
])('“%s” asks for something else', (words) => {
  expect(keepingIn(words)).toBeUndefined();
});

test.each([
  ['send newsletter to everyone in the subscribers table', 'subscribers table'],
  ['each day look in the pets table which are due', 'pets table'],
  ['make an excel of all open invoices in the invoice table', 'invoice table'],
  ['from the stock table list everything under 10', 'stock table'],
])('“%s” takes rows from: %s', (words, name) => {
  expect(sourceNamed(words)?.name).toBe(name);
});

test('what something is put into is no source, and the name of a source is no column', () => {
  expect(sourceNamed('add it to the orders table and mail the packers')).toBeUndefined();
  expect(withoutSource('all the items in stock table with less than 5 left')).toBe('all the items with less than 5 left');
});
