import type { WorkflowDocument, WorkflowNode } from '@arches/kernel';
import { expect, test } from 'vitest';
import { stepTypes } from '../evaluation/score.ts';
import { planFromWords } from '../plan-from-words.ts';
import type { Plan } from '../plan-types.ts';
import { realCatalog } from '../testing/real-catalog.ts';
import { parseLabelled, readingOf } from './marked.ts';

/** The plan of a request whose words and values were read without a fault. */
function planned(text: string, plan: string): Plan {
  const request = parseLabelled(JSON.stringify({ text, plan }));
  return planFromWords({ sentence: request.text }, { catalog: realCatalog, reading: readingOf(request) });
}

const configOf = ({ nodes }: WorkflowDocument, type: string): WorkflowNode['config'] | undefined =>
  nodes.find((node) => node.type === type)?.config;
const issues = ({ explanation }: Plan): string => explanation.potentialIssues.join('\n');

test.each([
  ['If {column:the amount} is {op:over} {value:500 euros}', 'number(trigger.body.amount) > 500'],
  ['if {column:stock} {op:drops below} {value:10}', 'number(trigger.body.stock) < 10'],
  ['when {column:the rating} is {op:at least} {value:4}', 'number(trigger.body.rating) >= 4'],
  ['{column:the score} is {value:0 to 6}', '(number(trigger.body.score) >= 0 && number(trigger.body.score) <= 6)'],
  ['if {column:the amount} is {op:not over} {value:90}', '!(number(trigger.body.amount) > 90)'],
  ['if {column:the amount} is {op:no more than} {value:90}', 'number(trigger.body.amount) <= 90'],
  ['unless {column:the amount} is {op:under} {value:2k}', '!(number(trigger.body.amount) < 2000)'],
  ['if {column:the country} {op:is not} {value:France}', '!(lower(string(trigger.body.country)) == "france")'],
  ['if {column:the subject} {op:contains} {value:urgent}', 'contains(lower(string(trigger.body.subject)), "urgent")'],
  ['if {column:the phone number} is {op:missing}', 'isEmpty(trigger.body.phone_number)'],
  ['if it is {value:cancelled}', 'lower(string(trigger.body.status)) == "cancelled"'],
])('a condition is made of its column, comparison and value: %s', (words, condition) => {
  const { document } = planned(`⟦t.webhook|An order comes in⟧. ⟦if|${words}⟧ ⟦email|tell {to:me}⟧`, 't.webhook; if(email)');
  expect(configOf(document, 'flow.if')).toEqual({ condition });
});

test.each(['if {op:differs from} {value:the one we ordered}', 'if it feels {value:wrong somehow}', 'if it comes after {value:10 o’clock}'])(
  'a condition that nothing at hand can tell is asked for: %s',
  (words) => {
    const { document, questions } = planned(
      `⟦t.webhook|An order comes in⟧. ⟦if|${words}⟧ ⟦email|mail {to:a@b.example}⟧`,
      't.webhook; if(email)',
    );
    expect(configOf(document, 'flow.if')).toEqual({ condition: '' });
    expect(questions[0]?.text).toMatch(/^How can one see that/u);
  },
);

test('ways that were named by classes are those of the sorting before, whatever their number', () => {
  const { document } = planned(
    '⟦t.form|Guests write to us⟧. ⟦classify|Is it {class:a complaint}, {class:a question} or {class:praise}?⟧ ⟦switch|{class:Complaints}⟧ ⟦email|go to {to:a@inn.example}⟧, ⟦case|{class:questions}⟧ ⟦email|to {to:b@inn.example}⟧ and ⟦case|the rest⟧ ⟦email|to {to:c@inn.example}⟧',
    't.form; classify; switch(email | email | email)',
  );
  expect(configOf(document, 'flow.switch')?.['cases']).toMatchObject([{ equals: 'complaint' }, { equals: 'question' }]);
  const rest = document.edges.find(({ sourcePort }) => sourcePort === 'default')?.target;
  expect(document.nodes.find(({ id }) => id === rest)?.config['to']).toBe('c@inn.example');
});

test('three bands of an amount are a choice, the last of which takes what the others leave', () => {
  const { document } = planned(
    '⟦t.form|A purchase request⟧ ⟦switch|{op:up to} {value:100} {column:euros}⟧ ⟦email|mail {to:a@x.example}⟧, ⟦case|{op:up to} {value:1000}⟧ ⟦email|mail {to:b@x.example}⟧, ⟦case|{op:above} {value:1000}⟧ ⟦approve|{to:the board} decides⟧',
    't.form; switch(email | email | approve)',
  );
  expect(configOf(document, 'flow.switch')?.['cases']).toEqual([
    { name: 'up to 100 euros', when: 'number(input.amount) <= 100' },
    { name: 'up to 1000', when: 'number(input.amount) <= 1000' },
  ]);
  const rest = document.edges.find(({ sourcePort }) => sourcePort === 'default')?.target;
  expect(document.nodes.find(({ id }) => id === rest)?.type).toBe('flow.approval');
});

test('an answer after an approval is its way, not a field', () => {
  const { document } = planned(
    '⟦t.form|Staff ask for leave⟧, ⟦approve|{to:boss@x.example} decides⟧, ⟦if|on a {value:yes}⟧ ⟦email|tell {to:hr@x.example}⟧, ⟦else|on a {value:no}⟧ ⟦email|mail {to:the employee} {what:that it was declined}⟧',
    't.form; approve; if(email | email)',
  );
  expect(document.edges.filter(({ source }) => source === 'approve').map(({ sourcePort }) => sourcePort)).toEqual(['approved', 'rejected']);
});

test('a named file that nothing starts with is handed over in a form; on a schedule it is asked where it lies', () => {
  const upload = planned('⟦deduplicate|Remove doubles by {by:email}⟧ from ⟦source|{file:contacts.xlsx}⟧', 't.manual; source; deduplicate');
  expect(upload.document.nodes[0]).toMatchObject({
    type: 'trigger.form',
    config: { fields: [{ type: 'file', label: 'Contacts (Excel or CSV)' }] },
  });
  expect(configOf(upload.document, 'data.deduplicate')).toMatchObject({ by: 'email' });
  const kept = planned(
    '⟦t.schedule|{time:Every Monday at 8}⟧ ⟦total|{calc:count} {noun:members} per {by:town}⟧ in ⟦source|{file:members.csv}⟧ and ⟦email|mail {to:me@x.example}⟧',
    't.schedule; source; total; email',
  );
  expect(stepTypes(kept.document)).toEqual(['placeholder', 'data.group', 'email.send']);
  expect(kept.questions[0]?.text).toBe('Where is members.csv kept?');
});

test('what was said apart belongs to the wish that takes it', () => {
  const { document } = planned(
    '⟦t.form|Patients book on our page⟧ and ⟦email|{to:they} get {what:a confirmation}⟧. The form has ⟦more|{field:name}, {field:date of birth} and {field:insurance}⟧, ⟦more|copy to {cc:desk@clinic.example}⟧',
    't.form; email',
  );
  const fields = document.nodes[0]?.config['fields'] as { label: string; type: string }[];
  expect(fields.map(({ label }) => label)).toEqual(['Name', 'Date of birth', 'Insurance', 'E-mail address']);
  expect(configOf(document, 'email.send')).toMatchObject({ to: '{{ input.email }}', cc: 'desk@clinic.example', subject: 'Confirmation' });
});

test.each([
  ['{what:that the parcel has left}', 'Hello,\n\nthis is to let you know: the parcel has left.'],
  ['{what:to bring their passport}', 'Hello,\n\nplease bring your passport.'],
])('a mail says what it was asked to say: %s', (what, text) => {
  const { document } = planned(`⟦t.webhook|The shop posts a parcel⟧, ⟦email|tell {to:the customer} ${what}⟧`, 't.webhook; email');
  expect(configOf(document, 'email.send')).toMatchObject({ to: '{{ trigger.body.email }}', text });
});

test('several people who work there get one mail, somebody outside one alone', () => {
  const same = planned('⟦t.form|An incident is reported⟧: ⟦email|{to:Isabel} and {to:Matteo} are told⟧', 't.form; email');
  expect(stepTypes(same.document)).toEqual(['email.send']);
  expect(same.questions[0]?.text).toBe('What is the e-mail address of Isabel?');
  const apart = planned('⟦t.form|A guest cancels⟧: ⟦email|mail {to:the guest} and {to:the kitchen}⟧', 't.form; email');
  expect(stepTypes(apart.document)).toEqual(['email.send', 'email.send']);
});

test('rows are put in order as it was said, and as many kept', () => {
  const { document } = planned(
    '⟦t.form|I upload sales⟧, ⟦sort|the {count:five} {dir:cheapest}⟧, ⟦write|as {file:cheap.csv}⟧',
    't.form; read; sort; write',
  );
  expect(configOf(document, 'data.sort')).toMatchObject({ by: 'price', direction: 'ascending', limit: 5 });
  expect(configOf(document, 'file.write')).toMatchObject({ format: 'csv', name: 'cheap' });
});

test('a plain sum is written down, for rows and for one form', () => {
  const rows = planned('⟦t.form|I upload hours⟧, ⟦calculate|{field:pay} = {calc:hours times 25 plus 10}⟧', 't.form; read; calculate');
  expect(configOf(rows.document, 'data.map')).toMatchObject({ columns: { pay: 'number(item.hours) * 25 + 10' } });
  const one = planned('⟦t.form|A client asks for a quote⟧. ⟦calculate|{field:Price} is {calc:metres × 38}⟧', 't.form; calculate');
  expect(configOf(one.document, 'data.set')?.['fields']).toMatchObject({ price: '{{ number(input.metres) * 38 }}' });
  expect(JSON.stringify(one.document.nodes[0]?.config)).toContain('metres');
});

test('trying again is a setting of the call; any other way to run is told', () => {
  const plan = planned(
    '⟦t.schedule|{time:Every hour}⟧ ⟦fetch|get {url:https://x.example/a}⟧, ⟦policy|try again twice⟧, ⟦policy|page by page⟧, ⟦email|mail {to:a@b.example}⟧',
    't.schedule; fetch; email',
  );
  expect(plan.document.nodes.find(({ type }) => type === 'http.request')?.policy).toEqual({ retry: { maxAttempts: 3 } });
  expect(issues(plan)).toContain('“page by page” is how it is to run');
});

test('a time counted from a date is a wait for one, a daily look for many', () => {
  const one = planned(
    '⟦t.form|Guests book a table with {field:name} and {field:date}⟧, ⟦wait|{time:one day} before {ref:the visit}⟧ ⟦email|remind {to:them}⟧',
    't.form; wait; email',
  );
  expect(String(configOf(one.document, 'flow.delay')?.['until'])).toContain('dateAdd(input.date, -1, "days")');
  const many = planned(
    '⟦t.schedule|{time:Each morning}⟧ ⟦source|from {file:rentals.csv}⟧ ⟦filter|those due {value:tomorrow}⟧: ⟦each|each⟧ ⟦email|gets {what:a reminder}⟧',
    't.schedule; source; filter; each(email)',
  );
  expect(stepTypes(many.document)).toEqual(['placeholder', 'data.filter', 'flow.for_each', 'email.send']);
  expect(String(configOf(many.document, 'data.filter')?.['condition'])).toContain('dateAdd(trigger.at, 1, "days")');
});

test('a value that no step has is told', () => {
  const plan = planned(
    '⟦t.form|A lead comes in by form⟧, ⟦extract|take {field:budget} and {field:shoe size} out⟧, ⟦email|mail {to:me@x.example} {style:in verse}⟧',
    't.form; extract; email',
  );
  expect(issues(plan)).toContain('“in verse” is in no step yet');
  expect(issues(plan)).not.toContain('shoe size');
});
