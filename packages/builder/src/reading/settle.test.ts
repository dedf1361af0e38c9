import type { WorkflowDocument } from '@arches/kernel';
import { expect, test } from 'vitest';
import { stepTypes } from '../evaluation/score.ts';
import { planFromWords } from '../plan-from-words.ts';
import { realCatalog } from '../testing/real-catalog.ts';
import { parseLabelled, readingOf } from './marked.ts';

/** The plan of a request that was read as its marks say, faults included. */
function planned(text: string, plan: string) {
  const request = parseLabelled(JSON.stringify({ text, plan }));
  return planFromWords({ sentence: request.text }, { catalog: realCatalog, reading: readingOf(request) });
}

const gaps = ({ nodes }: WorkflowDocument): string[] => nodes.flatMap(({ type, name = '' }) => (type === 'placeholder' ? [name] : []));
const config = ({ nodes }: WorkflowDocument, type: string) => nodes.find((node) => node.type === type)?.config;

test.each([
  ['⟦t.form|Patients sign up by form⟧, ⟦write|save it in {file:patients.csv}⟧', 't.form; write', 'Add it to patients.csv'],
  ['⟦t.webhook|Our till posts a sale⟧ and ⟦unmet|adds it to⟧ ⟦source|{file:sales.csv}⟧', 't.webhook; unmet; source', 'Add it to sales.csv'],
  [
    '⟦t.schedule|{time:each night}⟧ ⟦fetch|get {url:https://a.example/x}⟧ and ⟦combine|append it to {file:log.csv}⟧',
    't.schedule; fetch; combine',
    'Add it to log.csv',
  ],
])('lines for a file that stays are a visible gap, and no file of one run: %s', (text, plan, gap) => {
  const { document } = planned(text, plan);
  expect(gaps(document)).toEqual([gap]);
  expect(stepTypes(document)).not.toContain('file.write');
});

test('what a regular run writes is a file of its own', () => {
  const { document } = planned(
    '⟦t.schedule|{time:each day at 7}⟧ ⟦fetch|get {url:https://a.example/orders}⟧, ⟦write|write them in {file:today.csv}⟧ and ⟦email|mail that to {to:p@a.example}⟧',
    't.schedule; fetch; write; email',
  );
  expect(config(document, 'file.write')).toMatchObject({ format: 'csv', name: 'today' });
});

test('a channel is nobody’s address, and what is thrown away is no mail', () => {
  const { document } = planned(
    '⟦t.inbox|mail comes in⟧, ⟦classify|{class:sales} or {class:spam}⟧: ⟦switch|{class:sales}⟧ ⟦email|to {to:#sales}⟧, ⟦case|{class:spam}⟧ ⟦email|thrown away⟧',
    't.inbox; classify; switch(email | email)',
  );
  expect(gaps(document)).toEqual(['Start when mail comes in', 'To #sales']);
  expect(stepTypes(document)).not.toContain('email.send');
});

test('a person and the address right after are one recipient, however the words were cut', () => {
  const one = planned('⟦t.form|A guest writes⟧, ⟦email|send {to:me} {what:a mail} to {to:info@inn.example}⟧', 't.form; email');
  expect(stepTypes(one.document)).toEqual(['email.send']);
  expect(config(one.document, 'email.send')?.['to']).toBe('info@inn.example');
  const cut = planned(
    '⟦t.form|A guest writes⟧, ⟦email|{to:the office} gets a mail⟧ ⟦email|at {to:office@inn.example}⟧',
    't.form; email; email',
  );
  expect(stepTypes(cut.document)).toEqual(['email.send']);
});

test('thresholds that exclude each other are two ways, wherever the second was read', () => {
  const { document } = planned(
    '⟦t.form|An expense claim⟧, ⟦if|{op:under} {value:50}⟧ ⟦email|tell {to:a@x.example}⟧, ⟦if|{op:over} {value:50}⟧ ⟦approve|{to:b@x.example} must agree⟧',
    't.form; if(email; if(approve))',
  );
  const second = document.nodes.filter(({ type }) => type === 'flow.if')[1]?.id;
  expect(document.edges.find(({ target }) => target === second)?.sourcePort).toBe('false');
});

test('kinds that are a word each are told apart by reading; one alone is ticked in a form of ours, and asked for elsewhere', () => {
  const two = planned(
    '⟦t.form|An enquiry⟧: ⟦if|if {value:wedding}⟧ ⟦email|to {to:a@x.example}⟧, ⟦if|if {value:conference}⟧ ⟦email|to {to:b@x.example}⟧',
    't.form; if(email); if(email)',
  );
  expect(config(two.document, 'ai.classify')?.['labels']).toEqual(['wedding', 'conference', 'other']);
  const one = planned('⟦t.form|An enquiry⟧: ⟦if|if {value:wedding}⟧ ⟦email|to {to:a@x.example}⟧', 't.form; if(email)');
  expect(config(one.document, 'flow.if')).toEqual({ condition: 'default(input.wedding, false) == true' });
  expect(JSON.stringify(config(one.document, 'trigger.form'))).toContain('"label":"Wedding","type":"checkbox"');
  const sent = planned(
    '⟦t.webhook|The shop posts an order⟧: ⟦if|if {value:gift wrapping}⟧ ⟦email|to {to:a@x.example}⟧',
    't.webhook; if(email)',
  );
  expect(sent.questions[0]?.text).toContain('“gift wrapping”');
});

test('whom a request goes to for a yes or no decides', () => {
  const { document } = planned(
    '⟦t.form|holiday form⟧, ⟦email|goes to {to:Maureen (m@x.example)}⟧ ⟦approve|for yes or no⟧',
    't.form; approve; email',
  );
  expect(stepTypes(document)).toEqual(['flow.approval']);
  expect(config(document, 'flow.approval')?.['assignees']).toEqual(['m@x.example']);
});

test('a time that nobody can read is a gap and never one of our own', () => {
  const { document } = planned(
    '⟦t.form|Pupils order lunch⟧, ⟦wait|until the kitchen calls⟧, ⟦email|mail {to:k@x.example}⟧',
    't.form; wait; email',
  );
  expect(stepTypes(document)).toEqual(['placeholder', 'email.send']);
});

test('a second start is told', () => {
  const { explanation } = planned(
    '⟦t.form|People answer a form⟧ and ⟦email|I get a list {to:me@x.example}⟧ ⟦t.schedule|{time:every Monday}⟧',
    't.form; email',
  );
  expect(explanation.potentialIssues.join()).toContain('“every Monday” would start it as well');
});
