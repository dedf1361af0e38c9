import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { plainRequest } from '../language/plain-request.ts';
import { planFromWords } from '../plan-from-words.ts';
import type { Plan, WordingPart } from '../plan-types.ts';
import { realCatalog } from '../testing/real-catalog.ts';
import { partIdOf } from './part-ids.ts';
import { parseLabelled, readingOf } from './marked.ts';
import type { Reading } from './reading.ts';

const marked = (text: string, plan: string) => parseLabelled(JSON.stringify({ text, plan }));
const invoices = marked(
  '⟦t.form|When {file:invoices.csv} is uploaded⟧, ⟦filter|keep those with {column:status} {op:is} {value:open}⟧, ⟦sort|sort them by {by:amount}⟧ and ⟦email|mail them to {to:ann@shop.example}⟧',
  't.form; read; filter; sort; email',
);

function planOf(
  request: ReturnType<typeof marked>,
  answers: { readonly [id: string]: string } = {},
  change = (r: Reading): Reading => r,
): Plan {
  return planFromWords({ sentence: request.text, answers }, { catalog: realCatalog, reading: change(readingOf(request)) });
}

const typesOf = ({ document }: Plan): string[] => document.nodes.map(({ type }) => type);
function part(plan: Plan, words: string): WordingPart {
  const found = plan.wording?.parts.find((one) => one.words.includes(words));
  if (!found) throw new Error(`No part holds “${words}”.`);
  return found;
}

describe('what became of each part of a request', () => {
  test('each part has its words, its place and the steps that it became', () => {
    const plan = planOf(invoices);
    for (const { at, words } of plan.wording?.parts ?? []) expect(plan.wording?.text.slice(at, at + words.length)).toBe(words);
    expect(plan.wording?.parts.map(({ state }) => state)).toEqual(['read', 'read', 'read', 'read']);
    const mail = plan.document.nodes.find(({ type }) => type === 'email.send');
    expect(part(plan, 'mail them').nodeIds).toEqual([mail?.id]);
  });

  test('a part that was read with doubt is to be looked at, and what it may mean instead comes first', () => {
    const plan = planOf(invoices, {}, (reading) => ({
      ...reading,
      steps: reading.steps.map((step) => (step.label === 'sort' ? { ...step, sure: 0.5, others: ['total', 'O'] } : step)),
    }));
    expect(part(plan, 'sort them').state).toBe('doubted');
    expect(part(plan, 'sort them').choices[0]).toEqual({ value: 'total', label: 'Count or add up' });
    expect(part(plan, 'sort them').choices.map(({ value }) => value)).not.toContain('sort');
  });

  test('a detail that no step has makes its part one to be looked at', () => {
    const request = marked(
      '⟦t.schedule|{time:Every Monday}⟧ ⟦fetch|get {url:https://a.example/x}⟧ and ⟦email|mail it to {to:ann@shop.example} in {lang:Swahili}⟧',
      't.schedule; fetch; email',
    );
    const mail = part(planOf(request), 'mail it');
    expect(mail.state).toBe('doubted');
    expect(mail.missing).toEqual(['Swahili']);
  });

  test('words of every marked request are shown once, in their order', () => {
    const folder = path.join(import.meta.dirname, '../../training');
    const lines = readdirSync(folder)
      .filter((name) => name.endsWith('.jsonl'))
      .flatMap((name) => readFileSync(path.join(folder, name), 'utf8').trim().split('\n'));
    // Some of them: they are thousands. Those that are put into plainer words before they are read have other places then.
    for (const line of lines.filter((_, index) => index % 40 === 0)) {
      const request = parseLabelled(line);
      if (plainRequest(request.text) !== request.text) continue;
      const { wording } = planOf(request);
      let end = 0;
      for (const { at, words, id } of wording?.parts ?? []) {
        expect(at, id).toBeGreaterThanOrEqual(end);
        expect(wording?.text.slice(at, at + words.length)).toBe(words);
        end = at + words.length;
      }
    }
  });
});

describe('what a person says of a part', () => {
  test('that it is right: then it is not doubted any more', () => {
    const doubted = (reading: Reading): Reading => ({
      ...reading,
      sure: 0.3,
      steps: reading.steps.map((step) => (step.label === 'sort' ? { ...step, sure: 0.5 } : step)),
    });
    const before = planOf(invoices, {}, doubted);
    const after = planOf(invoices, { [part(before, 'sort them').id]: 'right' }, doubted);
    expect(part(after, 'sort them').state).toBe('read');
    expect(after.steps.some(({ unsure }) => unsure)).toBe(false);
    expect(after.metadata.confidence).toBeGreaterThan(before.metadata.confidence);
  });

  test('that it means something else: then that is drawn in its place', () => {
    const { id } = part(planOf(invoices), 'sort them');
    const plan = planOf(invoices, { [id]: 'deduplicate' });
    expect(typesOf(plan)).toEqual(['trigger.form', 'file.read', 'data.filter', 'data.deduplicate', 'email.send']);
    expect(part(plan, 'sort them').id).toBe(id);
  });

  test('that it is to be left out, and that it is to be put back', () => {
    const { id } = part(planOf(invoices), 'sort them');
    const without = planOf(invoices, { [id]: 'nothing' });
    expect(typesOf(without)).toEqual(['trigger.form', 'file.read', 'data.filter', 'email.send']);
    expect(part(without, 'sort them').state).toBe('left_out');
    const [back] = part(without, 'sort them').choices;
    expect(typesOf(planOf(invoices, { [id]: back?.value ?? '' }))).toEqual(typesOf(planOf(invoices)));
  });

  test('a condition that is left out leaves what it held to be done in any case', () => {
    const request = marked(
      '⟦t.webhook|A new order comes in⟧. ⟦if|If the {column:total} is {op:over} {value:500}⟧, ⟦email|tell {to:boss@shop.example}⟧',
      't.webhook; if(email)',
    );
    const plan = planOf(request, { [part(planOf(request), 'total').id]: 'nothing' });
    expect(typesOf(plan)).toEqual(['trigger.webhook', 'email.send']);
  });

  test('that something else starts it', () => {
    const request = marked('⟦t.form|Somebody orders a cake⟧, ⟦email|tell {to:baker@shop.example}⟧', 't.form; email');
    const { id } = part(planOf(request), 'orders');
    expect(typesOf(planOf(request, { [id]: 't.webhook' }))[0]).toBe('trigger.webhook');
  });

  test('of words that were in no step: they become one, after those that were said before them', () => {
    const request = marked(
      '⟦t.form|When {file:rows.csv} is uploaded⟧, ⟦filter|keep those with {column:status} {op:is} {value:open}⟧, remove doubles, ⟦email|mail them to {to:a@b.example}⟧',
      't.form; read; filter; email',
    );
    const text = request.text;
    const id = partIdOf(text, 'remove doubles', text.indexOf('remove doubles'));
    const plan = planOf(request, { [id]: 'deduplicate' });
    expect(typesOf(plan)).toEqual(['trigger.form', 'file.read', 'data.filter', 'data.deduplicate', 'email.send']);
  });

  test('is passed over when the words are not there any more', () => {
    expect(typesOf(planOf(invoices, { 'part:0:something else': 'email' }))).toEqual(typesOf(planOf(invoices)));
  });

  test('the same words at two places have two names', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('mail ann', 'wait', ' then '), { minLength: 2, maxLength: 12 }), (pieces) => {
        const text = pieces.join('|');
        const ats = [...text.matchAll(/mail ann/gu)].map(({ index }) => partIdOf(text, 'mail ann', index));
        expect(new Set(ats).size).toBe(ats.length);
      }),
    );
  });
});
