import { type WorkflowDocument, walkNodes } from '@arches/kernel';
import { expect, test } from 'vitest';
import { planFromWords } from '../plan-from-words.ts';
import type { Plan } from '../plan-types.ts';
import { parseLabelled, readingOf } from '../reading/marked.ts';
import { realCatalog } from '../testing/real-catalog.ts';

/** The plan of a request whose words and values were read without a fault. */
function planned(text: string, plan: string): Plan {
  const request = parseLabelled(JSON.stringify({ text, plan }));
  return planFromWords({ sentence: request.text }, { catalog: realCatalog, reading: readingOf(request) });
}

const configs = (document: WorkflowDocument, type: string) =>
  [...walkNodes(document)].filter(({ node }) => node.type === type).map(({ node }) => node.config);
const mails = ({ document }: Plan) => configs(document, 'email.send');

test.each([
  ['{to:the board} gets {what:a list of weak points}', 'List of weak points'],
  ['letter of renewal to {to:the board}', 'Renewal'],
  ['{to:the board} should get a friendly mail', 'Total hours per club'],
  ['mail {to:the board}, subject “{subject:Hours, please}”', 'Hours, please'],
])('the subject is what the mail brings, never a piece of its words: %s', (words, subject) => {
  const plan = planned(
    `⟦t.form|Clubs upload hours⟧, ⟦total|{calc:sum} {column:hours} per {by:club}⟧, ⟦email|${words}⟧`,
    't.form; read; total; email',
  );
  expect(mails(plan)[0]).toMatchObject({ subject, text: expect.stringContaining('nodes.totals.output.rows') });
});

test('a quoted subject is no text, and what was made before is in the mail; another mail says its own', () => {
  const plan = planned(
    '⟦t.form|A member hands in a motion⟧, ⟦summarize|shorten it⟧, ⟦email|to {to:board@club.example}, subject "{subject:New motion}"⟧, ⟦email|tell {to:the member} {what:that it arrived}⟧',
    't.form; summarize; email; email',
  );
  expect(mails(plan)).toMatchObject([
    { to: 'board@club.example', subject: 'New motion', text: 'Summary:\n\n{{ nodes.summarise.output.summary }}' },
    { to: '{{ input.email }}', text: expect.stringContaining('it arrived') },
  ]);
});

test('somebody outside gets what was worked out, and neither the form back nor rows that were only looked up', () => {
  const priced = planned(
    '⟦t.form|People ask for tents⟧, ⟦calculate|{calc:area times 4.50}⟧, ⟦email|offer to {to:the customer}⟧',
    't.form; calculate; email',
  );
  expect(mails(priced)[0]?.['text']).toContain('Total: {{ nodes.calculate.output.total }}');
  const refused = planned(
    '⟦t.form|A guest asks for a room⟧, ⟦source|look in {file:rooms.csv}⟧, ⟦email|{what:a polite no} to {to:the guest}⟧',
    't.form; source; email',
  );
  expect(mails(refused)[0]?.['text']).toContain('cannot say yes');
  expect(mails(refused)[0]?.['text']).not.toContain('rows');
});

test('a mail that names nobody answers whoever sent the form; after a wait it goes where the last one went', () => {
  const plan = planned(
    '⟦t.form|A lead fills in the form⟧, ⟦email|send {what:our brochure}⟧, ⟦wait|{time:4 days}⟧, ⟦email|follow up⟧',
    't.form; email; wait; email',
  );
  expect(mails(plan)).toMatchObject([{ to: '{{ input.email }}', subject: 'Brochure' }, { to: '{{ input.email }}' }]);
});

test('people without an address are asked for one by one; a copy goes to people as well', () => {
  const { document, questions, explanation } = planned(
    '⟦t.webhook|The shop sends an order⟧, ⟦email|mail {to:me and Jess}, {cc:cc Olga}⟧. Jess = ⟦more|{to:jess@mail.example}⟧',
    't.webhook; email',
  );
  expect(configs(document, 'email.send')).toMatchObject([{ to: 'jess@mail.example' }]);
  expect(document.nodes.at(-1)?.name).toBe('E-mail jess@mail.example, me, copy to Olga');
  expect([questions[0]?.text, ...explanation.potentialIssues].join('\n')).toMatch(/To which e-mail address[^]*of Olga/u);
});

test('an address that was said with a person is theirs everywhere, for a yes as well', () => {
  const { document } = planned(
    '⟦t.form|Someone asks for leave⟧, ⟦approve|{to:Karin} says yes or no⟧, ⟦email|mail {to:the cook}⟧, ⟦email|tell {to:her} too, {to:kitchen@x.example}⟧ (Karin: ⟦more|{cc:karin@x.example}⟧)',
    't.form; approve; email; email',
  );
  expect(configs(document, 'flow.approval')[0]?.['assignees']).toEqual(['karin@x.example']);
  expect(configs(document, 'email.send')[0]?.['to']).toBe('kitchen@x.example');
});

test('a loop that only sends leaves the list to the mail after it; in it, “its head” is in the row', () => {
  const plan = planned(
    '⟦t.schedule|{time:every Monday}⟧, ⟦source|{file:houses.csv}⟧, ⟦filter|only {value:unpaid} ones⟧, ⟦email|mail {to:its caretaker}⟧, ⟦email|{to:boss@x.example} gets the list⟧',
    't.schedule; source; filter; each(email); email',
  );
  expect(mails(plan).find(({ to }) => to === 'boss@x.example')?.['text']).toContain('nodes.filter.output.rows');
  expect(mails(plan).map(({ to }) => to)).toContain('{{ item.email }}');
});

test('two formats are two files in one mail; a format that nothing writes is told', () => {
  const both = planned(
    '⟦t.form|I upload sales⟧, ⟦write|{format:Excel} and {format:PDF}⟧, ⟦email|to {to:a@x.example}⟧',
    't.form; read; write; email',
  );
  expect(configs(both.document, 'file.write').map(({ format }) => format)).toEqual(['excel', 'pdf']);
  expect(mails(both)[0]?.['attachments']).toBe('{{ [nodes.report.output.file, nodes.report2.output.file] }}');
  const word = planned('⟦t.form|I upload sales⟧, ⟦write|a delivery note as {format:Word}⟧', 't.form; read; write');
  expect(configs(word.document, 'file.write')[0]).toMatchObject({ format: 'pdf', name: 'delivery note' });
  expect(word.explanation.potentialIssues.join('\n')).toContain('No step writes Word files');
});

test.each([
  ['show {what:the price}', { price: '{{ nodes.calculate.output.total }}' }],
  ['say {what:“we call you”}', { message: 'we call you' }],
])('a caller hears the value that is named, or the words that were said: %s', (words, body) => {
  const { document } = planned(
    `⟦t.webhook|The shop asks⟧, ⟦calculate|{calc:area times 4.50}⟧, ⟦respond|${words}⟧`,
    't.webhook; calculate; respond',
  );
  expect(configs(document, 'flow.respond')[0]?.['body']).toEqual(body);
});

test('workflows and steps are called by what they do, without words that link them', () => {
  const { document } = planned(
    '⟦t.schedule|{time:every Monday}⟧, ⟦source|{file:orders.csv}⟧, ⟦total|{calc:count} per {by:shop}⟧ ⟦unmet|and then stored in {service:Postgres}⟧',
    't.schedule; source; total; unmet',
  );
  expect(document.name).toBe('Count per shop');
  expect(document.nodes.at(-1)?.name).toBe('Stored in Postgres');
});
