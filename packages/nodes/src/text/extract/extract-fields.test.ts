import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { extractFields, type FieldType } from './extract-fields.ts';
import { numberFrom } from './find-values.ts';

const one = (text: string, name: string, type: FieldType, more: { description?: string; choices?: string[] } = {}) =>
  extractFields(text, [{ name, type, ...more }])[name];

test.each([
  { text: 'Due on 2026-03-05.', value: '2026-03-05' },
  { text: 'Due 5 March 2026', value: '2026-03-05' },
  { text: 'due March 5th, 2026', value: '2026-03-05' },
  { text: 'Zahlbar bis 05.03.2026', value: '2026-03-05' },
  { text: 'due 25/03/2026', value: '2026-03-25' },
  { text: 'due 31.02.2026', value: null },
])('the date in “$text” is $value', ({ text, value }) => {
  expect(one(text, 'due', 'date')?.value ?? null).toBe(value);
});

test('a date that may be read two ways stays as written and unsure', () => {
  expect(one('due 03/04/2026', 'due', 'date')).toMatchObject({ value: '03/04/2026', confidence: expect.closeTo(0.48, 1) as number });
});

test.each([
  { text: 'Total: €1.234,50', value: 1234.5 },
  { text: 'Total: $1,234.50', value: 1234.5 },
  { text: 'total 99 USD', value: 99 },
  { text: 'Net 100 EUR, tax 19 EUR, total 119 EUR', value: 119 },
])('the total in “$text” is $value', ({ text, value }) => {
  expect(one(text, 'total', 'amount')?.value).toBe(value);
});

test('of two amounts without a word that says which, neither is taken', () => {
  expect(one('It is 10 EUR here and 12 EUR there', 'price', 'amount')).toEqual({ value: null, confidence: 0, candidates: [10, 12] });
});

describe('contact data', () => {
  const text = 'Write to Ana.Ruiz@Example.org, call +49 30 1234567 or see https://example.org/help. Order 2026-11-01.';
  test('is found by its form', () => {
    expect(one(text, 'mail', 'email')?.value).toBe('ana.ruiz@example.org');
    expect(one(text, 'phone', 'phone')?.value).toBe('+49 30 1234567');
    expect(one(text, 'site', 'url')?.value).toBe('https://example.org/help');
  });
  test('a date is no phone number', () => {
    expect(one('on 2026-11-01 or 01.11.2026', 'phone', 'phone')?.value).toBeNull();
  });
});

test.each([
  { text: 'Name: Ana Ruiz\nCity: Lyon', name: 'city', value: 'Lyon' },
  { text: '**Customer name**: "Ana Ruiz"', name: 'customerName', value: 'Ana Ruiz' },
  { text: 'Hi, my name is Ana Ruiz, and I have a question', name: 'name', value: 'Ana Ruiz' },
  { text: 'About order no. A-1042 that I placed', name: 'order', value: 'A-1042' },
  { text: 'reference #RX99/2 please', name: 'reference', value: 'RX99/2' },
  { text: 'I have no idea about any order', name: 'order', value: null },
])('the text “$name” in “$text” is $value', ({ text, name, value }) => {
  expect(one(text, name, 'text')?.value ?? null).toBe(value);
});

test('a description gives other words for a field', () => {
  expect(one('Invoice no: 2026-17', 'reference', 'text', { description: 'also called invoice number, invoice' })?.value).toBe('2026-17');
});

test('a choice is taken when the text names exactly one', () => {
  const choices = ['Delivery', 'Express delivery', 'Pickup'];
  expect(one('I want express delivery please', 'kind', 'choice', { choices })?.value).toBe('Express delivery');
  expect(one('pickup or delivery?', 'kind', 'choice', { choices })).toMatchObject({ value: null, candidates: ['Delivery', 'Pickup'] });
});

test('a lone number may be anything, a labelled one is taken', () => {
  expect(one('There were 12 of us', 'guests', 'number')?.value).toBeNull();
  expect(one('guests: 12, rooms: 3', 'guests', 'number')?.value).toBe(12);
  expect(one('guests: 12, rooms: 3', 'rooms', 'number')?.value).toBe(3);
});

test('numbers read the same however they are written', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 99_999_999 }), (cents) => {
      const value = cents / 100;
      expect(numberFrom(value.toLocaleString('en-US', { minimumFractionDigits: 2 }))).toBe(value);
      expect(numberFrom(value.toLocaleString('de-DE', { minimumFractionDigits: 2 }))).toBe(value);
    }),
  );
});

test('what was not found is null with confidence 0, and any text is survived', () => {
  const types: FieldType[] = ['text', 'number', 'date', 'email', 'phone', 'amount', 'url', 'choice'];
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (text) => {
      for (const [, { value, confidence }] of Object.entries(
        extractFields(
          text,
          types.map((type) => ({ name: `my (${type}`, type, choices: ['a+'] })),
        ),
      )) {
        expect(confidence === 0).toBe(value === null);
        expect(confidence).toBeLessThanOrEqual(1);
      }
    }),
  );
});
