import { expect, test } from 'vitest';
import { planFromWords } from '../plan-from-words.ts';
import { parseLabelled, readingOf } from '../reading/marked.ts';
import { realCatalog } from '../testing/real-catalog.ts';

const told = (text: string, plan: string): string[] => {
  const request = parseLabelled(JSON.stringify({ text, plan }));
  const { metadata } = planFromWords({ sentence: request.text }, { catalog: realCatalog, reading: readingOf(request) });
  return metadata.recommendations.filter((note) => note.startsWith('Nobody said'));
};

test('columns that a step looks at and nobody named are told', () => {
  const notes = told(
    '⟦t.form|Upload the {noun:members} as {format:excel}⟧, ⟦filter|keep those {op:over} {value:60}⟧, ⟦each|for each⟧ ⟦email|send {to:them} {what:a greeting}⟧',
    't.form; read; filter; each{email}',
  );
  // “amount” is told as a guess already.
  expect(notes).toEqual(['Nobody said what these columns are called; check them in your data: “email”.']);
});

test('columns that were said, or that a step before makes, are not', () => {
  const notes = told(
    '⟦t.form|Upload the {noun:orders} as {format:csv}⟧, ⟦total|{op:sum} the {column:price} {by:per customer}⟧, ⟦filter|keep those with {column:total price} {op:over} {value:60}⟧ and ⟦email|mail them to {to:ann@shop.example}⟧',
    't.form; read; total; filter; email',
  );
  expect(notes).toEqual([]);
});
