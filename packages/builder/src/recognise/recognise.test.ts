import { expect, test } from 'vitest';
import { clauses, sentences } from './clauses.ts';
import { readCondition } from './conditions.ts';
import { readTrigger } from './trigger.ts';

test.each([
  ['the amount is over 500', 'over', 500],
  ['rating below 3 stars', 'under', 3],
  ['it costs at least 1,000 euros', 'at_least', 1000],
  ['more than 2k', 'over', 2000],
  ['status is open', 'equals', 'open'],
  ['status is not 200', 'differs', 200],
  ['it is urgent', 'judged', 'urgent'],
  ['older than 30 days', 'older_than_days', 30],
  ['before 2026', 'before', '2026'],
  ['the text contains refund', 'contains', 'refund'],
  ['longer than 10 pages', 'over', 10],
])('“%s” tests %s %s', (words, test_, value) => expect(readCondition(words)).toMatchObject({ test: test_, value }));

test.each([
  ['When I upload a CSV, count the rows', 'form'],
  ['when a new order comes in send a mail', 'webhook'],
  ['New order: thank the customer', 'webhook'],
  ['every Monday send a report', 'schedule'],
  ['a customer fills in the contact form, mail us', 'form'],
  ['when an email arrives in my inbox save it', 'unmet'],
  ['when a row is added to google sheets tell me', 'unmet'],
  ['in this spreadsheet find the unpaid invoices', 'form'],
  ['feedback form with name and comment, mail it to us', 'form'],
  ['when someone pays with stripe thank them', 'webhook'],
  ['make an api endpoint that takes a text and returns a summary', 'webhook'],
  ['send an e-mail to a@b.example', 'manual'],
  ['make me a pdf', 'manual'],
])('“%s” starts by %s', (words, kind) => expect(readTrigger(words).trigger.kind).toBe(kind));

test('the event ends where the order begins, even without a comma', () => {
  const { trigger, rest } = readTrigger('When a new order comes in from our shop and the total is above 100 send a mail');
  expect(trigger.because).toBe('When a new order comes in from our shop');
  expect(rest.trim()).toMatch(/^if the total is above 100, send a mail$/u);
});

test.each([
  ['filter the rows, sort them by date and give me an excel', ['filter the rows', 'sort them by date', 'give me an excel']],
  ['extract name, e-mail and message and save them', ['extract name, e-mail and message', 'save them']],
  ['classify it as question, complaint or praise, then mail it', ['classify it as question, complaint or praise', 'mail it']],
  ['average per student, pdf', ['average per student', 'pdf']],
  ['i check it, then it is sent', ['i check it', 'send it']],
  ['send "hello, and goodbye" to a@b.example', ['send "hello, and goodbye" to a@b.example']],
])('“%s” has %d parts', (sentence, parts) => expect(clauses(sentence)).toEqual(parts));

test('sentences end at full stops and arrows, not inside addresses', () => {
  expect(sentences('get https://a.example/x.json. mail it -> done')).toEqual(['get https://a.example/x.json', 'mail it', 'done']);
});
