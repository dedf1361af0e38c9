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

test('what was picked out of a paper is in the mail to those inside, beside what was made of the paper since', () => {
  const plan = planned(
    '⟦t.form|Somebody uploads a lease as PDF⟧, ⟦extract|pick out {field:the tenant} and {field:the rent}⟧, ⟦classify|is it {class:a flat} or {class:a shop}⟧, ⟦summarize|summarise it⟧, ⟦email|mail it to {to:office@lets.example}⟧',
    't.form; extract; classify; summarize; email',
  );
  const text = String(mails(plan)[0]?.['text']);
  expect(text).toContain('nodes.summarise.output.summary');
  expect(text).toContain('Rent: {{ string(nodes.extract.output.fields.rent) }}');
  expect(text).toContain('Category: {{ nodes.classify.output.label }}');
});

test('a text is written from what came in and from what was worked out; somebody outside gets the text alone', () => {
  const plan = planned(
    '⟦t.webhook|A booking comes by web call⟧, ⟦calculate|{calc:nights times 80}⟧, ⟦generate|write {what:an offer}⟧, ⟦email|mail it to {to:the guest}⟧',
    't.webhook; calculate; generate; email',
  );
  expect(configs(plan.document, 'ai.generate')[0]?.['prompt']).toMatch(/\{\{ trigger\.body \}\}\n\n.*nodes\.calculate\.output\.total/u);
  expect(mails(plan)[0]?.['text']).toBe('{{ nodes.write.output.text }}');
});

test('a translation is made of the text alone; it is told again after a later text only where the words speak of it', () => {
  const of = (words: string) =>
    planned(
      `⟦t.form|A guest writes a message⟧, ⟦generate|translate it into {lang:German}⟧, ⟦summarize|summarise it⟧, ⟦email|${words} to {to:desk@inn.example}⟧`,
      't.form; generate; summarize; email',
    );
  expect(configs(of('mail it').document, 'ai.generate')[0]?.['prompt']).toMatch(/\n\n\{\{ input\.message \}\}$/u);
  expect(mails(of('mail it'))[0]?.['text']).not.toContain('nodes.write.');
  expect(mails(of('mail both'))[0]?.['text']).toContain('nodes.write.output.text');
});

test('rows that were worked out are written about, not the file as it was fetched', () => {
  const plan = planned(
    '⟦t.schedule|{time:Every Monday}⟧ ⟦fetch|get {url:https://coop.example/milk.csv}⟧, ⟦total|{calc:sum} {column:litres} per {by:farm}⟧, ⟦generate|write {what:a comment}⟧, ⟦email|mail it to {to:coop@milk.example}⟧',
    't.schedule; fetch; total; generate; email',
  );
  expect(configs(plan.document, 'ai.generate')[0]?.['prompt']).toContain('nodes.totals.output.rows');
});

test('a PDF holds what was picked out as well as the summary; a table has the class beside the facts', () => {
  const made = (words: string) =>
    configs(
      planned(
        `⟦t.form|Somebody uploads a policy as PDF⟧, ⟦extract|take out {field:the number}⟧, ${words}, ⟦email|mail it to {to:a@fleet.example}⟧`,
        `t.form; extract; ${words.includes('summarize') ? 'summarize' : 'classify'}; write; email`,
      ).document,
      'file.write',
    )[0]?.['content'];
  expect(made('⟦summarize|summarise it⟧, ⟦write|make a {format:PDF}⟧')).toMatch(
    /nodes\.summarise\.[^]*nodes\.extract\.output\.fields\.number/u,
  );
  expect(made('⟦classify|is it {class:life} or {class:car}⟧, ⟦write|save it as {format:CSV}⟧')).toMatch(
    /^\{\{ merge\(.*"category": nodes\.classify\.output\.label/u,
  );
});

test('of several files a mail takes those that its words name, and one that is taken up again is not made twice', () => {
  const plan = planned(
    '⟦t.form|Upload the members as CSV⟧, ⟦sort|sort by {by:name}⟧, ⟦write|make an {format:Excel} and a {format:PDF}⟧, ⟦email|mail the {format:Excel} to {to:office@club.example}⟧ and ⟦write|the {format:PDF}⟧ ⟦email|to {to:chair@club.example}⟧, ⟦email|both to {to:me@club.example}⟧',
    't.form; sort; write; email; write; email; email',
  );
  expect(configs(plan.document, 'file.write')).toHaveLength(2);
  expect(mails(plan).map((mail) => mail['attachments'])).toEqual([
    '{{ nodes.report.output.file }}',
    '{{ nodes.report2.output.file }}',
    '{{ [nodes.report.output.file, nodes.report2.output.file] }}',
  ]);
});

test('after a no nobody outside gets what was refused; those inside hear of the no, the reason and what it was', () => {
  const plan = planned(
    '⟦t.form|A guest asks for a room⟧, ⟦generate|write {what:an offer}⟧, ⟦approve|{to:Ida} checks it⟧, ⟦if|if she says {value:no}⟧ ⟦email|mail {to:the guest}⟧ and ⟦email|mail {to:desk@inn.example}⟧',
    't.form; generate; approve; if(email, email)',
  );
  const [guest, desk] = mails(plan);
  expect(guest?.['text']).toContain('not been approved');
  expect(guest?.['text']).not.toContain('nodes.write');
  expect(desk?.['text']).toMatch(/^Decision: not approved\n.*approve\.output\.comment[^]*nodes\.write\.output\.text/u);
});

test('the answer comes with its reason where that is spoken of', () => {
  const plan = planned(
    '⟦t.form|Staff ask for leave⟧, ⟦approve|{to:boss@x.example} decides⟧, ⟦email|{to:the employee} gets {what:the answer and the reason}⟧',
    't.form; approve; email',
  );
  expect(mails(plan).map((mail) => mail['text'])).toEqual([
    expect.stringMatching(/has been approved\.[^]*output\.comment/u),
    expect.stringMatching(/not been approved\.[^]*output\.comment/u),
  ]);
});

test('a field of the form that a mail goes to has to be filled in, and that is said', () => {
  const plan = planned(
    '⟦t.form|Customers fill in a feedback form⟧. ⟦if|if {column:the rating} is {value:5}⟧ ⟦email|thank {to:the customer}⟧',
    't.form; if(email)',
  );
  const fields = configs(plan.document, 'trigger.form')[0]?.['fields'] as { name: string; required: boolean }[];
  expect(fields.find(({ name }) => name === 'email')?.required).toBe(true);
  expect(plan.metadata.recommendations.join('\n')).toContain('has to be filled in');
});

test('a mail that names one finding or one field says that and not the text that was made last', () => {
  const plan = planned(
    '⟦t.form|A member cancels by form with name and reason⟧, ⟦calculate|{what:the fee} is {calc:months times 9}⟧, ⟦generate|write {what:a goodbye}⟧, ⟦email|send it to {to:the member}⟧, ⟦email|{what:the sum} to {to:till@club.example}⟧, ⟦email|{what:the reason} to {to:board@club.example}⟧',
    't.form; calculate; generate; email; email; email',
  );
  const [member, till, board] = mails(plan).map((mail) => String(mail['text']));
  expect(member).toBe('{{ nodes.write.output.text }}');
  expect(till).toMatch(/^[^\n]*nodes\.calculate\.output\.\w+ \}\}$/u);
  expect(board).toBe('Reason: {{ input.reason }}');
});

test('“everything” that is sent to another program is what came in, the class and the text', () => {
  const body = (words: string) =>
    configs(
      planned(
        `⟦t.webhook|A ticket comes by web call⟧, ⟦classify|sort it into {class:bill} or {class:fault}⟧, ⟦generate|draft {what:an answer}⟧, ⟦fetch|${words} to {url:https://desk.example/in}⟧`,
        't.webhook; classify; generate; fetch',
      ).document,
      'http.request',
    )[0]?.['body'];
  expect(body('post everything')).toMatch(/^\{\{ merge\(trigger\.body, .*nodes\.classify\.output\.label.*nodes\.write\.output\.text/u);
  expect(body('post it')).not.toContain('trigger.body');
});

test('on the way of a class nobody is told the class', () => {
  const plan = planned(
    '⟦t.form|Guests leave feedback⟧, ⟦classify|is it {class:praise} or {class:complaint}⟧, ⟦if|if {value:complaint}⟧ ⟦email|mail {to:desk@inn.example}⟧, ⟦else|else⟧ ⟦email|mail {to:shop@inn.example}⟧',
    't.form; classify; if(email | email)',
  );
  expect(mails(plan)[0]?.['text']).not.toContain('Category');
});
