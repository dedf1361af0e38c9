import type { WorkflowNode } from '@arches/kernel';
import { expect, test } from 'vitest';
import { planFromWords } from '../plan-from-words.ts';
import type { Plan } from '../plan-types.ts';
import { realCatalog } from '../testing/real-catalog.ts';
import { parseLabelled, readingOf } from './marked.ts';

/** The plan of a request whose words and values were read without a fault. */
function planned(text: string, plan: string): Plan {
  const request = parseLabelled(JSON.stringify({ text, plan }));
  return planFromWords({ sentence: request.text }, { catalog: realCatalog, reading: readingOf(request) });
}

interface Field {
  readonly name: string;
  readonly label: string;
  readonly type: string;
  readonly options?: readonly string[];
}
const step = ({ document }: Plan, type: string): WorkflowNode | undefined => document.nodes.find((node) => node.type === type);
const fieldsOf = (plan: Plan): readonly Field[] => step(plan, 'trigger.form')?.config['fields'] as readonly Field[];
const typesOf = (plan: Plan): { readonly [label: string]: string } =>
  Object.fromEntries(fieldsOf(plan).map(({ label, type }) => [label, type]));

test('a paper from which something is picked out is read as text, and conditions look at what was picked out', () => {
  const plan = planned(
    '⟦t.form|A supplier uploads {noun:an invoice}⟧; ⟦extract|take {field:total} and {field:due date}⟧; ⟦if|if it is {op:over} {value:500}⟧ ⟦email|tell {to:boss@x.example}⟧',
    't.form; read; extract; if(email)',
  );
  expect(typesOf(plan)).toEqual({ Invoice: 'file' });
  expect(step(plan, 'ai.extract')?.config['text']).toBe('{{ nodes.read.output.text }}');
  expect(step(plan, 'flow.if')?.config['condition']).toBe('number(nodes.extract.output.fields.total) > 500');
});

test('what a step looks at in a paper is picked out too, and not asked of whoever hands it in', () => {
  const plan = planned(
    '⟦t.form|Agents upload {noun:the contract}⟧, ⟦extract|we need {field:rent}⟧, ⟦wait|{time:90 days} before {ref:the notice date}⟧ ⟦email|remind {to:ann@x.example}⟧',
    't.form; read; extract; wait; email',
  );
  expect(typesOf(plan)).toEqual({ Contract: 'file' });
  expect(step(plan, 'ai.extract')?.config['fields']).toMatchObject([{ name: 'rent' }, { name: 'noticeDate', type: 'date' }]);
  expect(JSON.stringify(step(plan, 'flow.delay')?.config)).toContain('nodes.extract.output.fields.noticeDate');
});

test('a table that is handed in is asked itself, and its columns are no fields of the form', () => {
  const plan = planned(
    '⟦t.form|{format:Excel} upload with {field:client} and {field:hours}⟧, ⟦total|{calc:hours} per {by:client}⟧, ⟦if|{op:above} {value:48} {column:hours}⟧ ⟦email|warn {to:plan@x.example}⟧',
    't.form; read; total; if(email)',
  );
  expect(fieldsOf(plan).map(({ type }) => type)).toEqual(['file']);
  expect(step(plan, 'flow.if')?.config['condition']).toBe('nodes.totals.output.rows.exists(row, number(row["total hours"]) > 48)');
});

test('files that come beside other things are attachments of the form and are not read', () => {
  const plan = planned(
    '⟦t.form|Customers describe the fault and add a picture⟧, ⟦generate|draft {what:a quote}⟧, ⟦email|send it to {to:them}⟧',
    't.form; generate; email',
  );
  expect(typesOf(plan)).toMatchObject({ Description: 'long_text', Picture: 'file' });
  expect(plan.document.nodes.map(({ type }) => type)).toEqual(['trigger.form', 'ai.generate', 'email.send']);
});

test('a photo is made into text only where a step needs its text', () => {
  const shown = planned('⟦t.form|Staff send a photo of the ticket⟧, ⟦approve|{to:ann@x.example} decides⟧', 't.form; read; approve');
  expect(step(shown, 'placeholder')).toBeUndefined();
  const read = planned('⟦t.form|Staff photograph {noun:the receipt}⟧, ⟦extract|{field:price}⟧', 't.form; read; extract');
  expect(step(read, 'placeholder')?.config['wish']).toBe('Read the photo');
});

test('listed fields are of the kind that their last word says', () => {
  const plan = planned(
    '⟦t.form|{noun:Trade-in form}⟧ ⟦more|with {field:model}, {field:cost centre}, {field:invoice number}, {field:two photos}, {field:a scan of the card}, {field:from} and {field:to}⟧. ⟦email|Mail {to:a@x.example}⟧',
    't.form; email',
  );
  expect(typesOf(plan)).toEqual({
    Model: 'text',
    'Cost centre': 'text',
    'Invoice number': 'text',
    'Photo 1': 'file',
    'Photo 2': 'file',
    'Scan of the card': 'file',
    From: 'date',
    To: 'date',
  });
});

test('a field from which ways are chosen offers these ways', () => {
  const plan = planned(
    '⟦t.form|{noun:Returns form}: {field:order no}, {field:reason}⟧. ⟦switch|{column:Reason} = {class:broken}⟧: ⟦email|{to:a@x.example}⟧. ⟦case|{class:wrong size}⟧: ⟦email|{to:b@x.example}⟧.',
    't.form; switch(email | email)',
  );
  expect(fieldsOf(plan)[1]).toMatchObject({ name: 'reason', type: 'choice', options: ['Broken', 'Wrong size'] });
});

test('what somebody ticks is a box of the form', () => {
  const plan = planned(
    'Patients ⟦t.form|fill in {noun:the sheet}⟧; ⟦if|whoever ticks {value:blood thinners}⟧ ⟦email|goes to {to:dr@x.example}⟧',
    't.form; if(email)',
  );
  expect(typesOf(plan)['Blood thinners']).toBe('checkbox');
  expect(step(plan, 'flow.if')?.config['condition']).toBe('default(input.bloodThinners, false) == true');
});

test.each([
  ['if it is {op:over} {value:8 people}', 'number(input.people) > 8'],
  ['if it is {op:further than} {value:40 km}', 'number(input.distance) > 40'],
  ['if they are {op:younger than} {value:18}', 'number(input.age) < 18'],
  ['if it is {op:over} {value:300 euros}', 'number(input.amount) > 300'],
  ['if it is {op:under} {value:18}', ''],
  ['if it is {value:unpaid}', ''],
])('a form asks for what a number is of, as its unit tells, and what nothing tells is a question: %s', (words, condition) => {
  const plan = planned(`⟦t.form|People sign up⟧. ⟦if|${words}⟧ ⟦email|tell {to:a@x.example}⟧`, 't.form; if(email)');
  expect(step(plan, 'flow.if')?.config['condition']).toBe(condition);
});

test('the form asks for the address of the boss whom everybody has another of', () => {
  const plan = planned(
    '⟦t.form|Staff ask for a laptop⟧, ⟦approve|{to:their boss} decides⟧, ⟦email|tell {to:the employee}⟧',
    't.form; approve; email',
  );
  expect(typesOf(plan)['E-mail address of the boss']).toBe('email');
  expect(step(plan, 'flow.approval')?.config['assignees']).toEqual(['{{ input.bossEmail }}']);
});

test('both ways of a decision mail to one address, for which the form asks once', () => {
  const plan = planned(
    '⟦t.form|{noun:A holiday request}⟧ ⟦more|({field:name}, {field:from}, {field:to})⟧. ⟦approve|{to:Maggie} decides⟧. ⟦if|{value:Yes}⟧ ⟦email|mail {to:them}⟧, ⟦else|no⟧ ⟦email|mail {to:them}⟧',
    't.form; approve; if(email | email)',
  );
  expect(fieldsOf(plan).filter(({ type }) => type === 'email')).toHaveLength(1);
});

test('what a program sends has the fields that were named', () => {
  const plan = planned(
    '⟦t.webhook|Incoming JSON from the scale ({field:plate}, {field:gross})⟧, ⟦if|{op:over} {value:26}⟧ ⟦email|tell {to:a@x.example}⟧',
    't.webhook; if(email)',
  );
  expect(step(plan, 'email.send')?.config['text']).toBe('Plate: {{ string(trigger.body.plate) }}\nGross: {{ string(trigger.body.gross) }}');
});
