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
const after = ({ nodes, edges }: WorkflowDocument, source: string, port: string): string[] =>
  edges.flatMap((edge) => {
    const node = edge.source === source && edge.sourcePort === port ? nodes.find(({ id }) => id === edge.target) : undefined;
    return node ? [node.name ?? ''] : [];
  });
const fieldsOf = (plan: Plan): unknown => configOf(plan.document, 'trigger.form')?.['fields'];

/** What a condition about a call becomes. */
const ofCall = (words: string): unknown =>
  configOf(
    planned(`⟦t.webhook|A sensor posts⟧. ⟦if|${words}⟧ ⟦email|mail {to:a@x.example}⟧`, 't.webhook; if(email)').document,
    'flow.if',
  )?.['condition'];

test.each([
  ['if it is {op:deeper than} {value:10 cm}', 'number(trigger.body.depth) > 10'],
  ['if it is {op:warmer than} {value:6 degrees}', 'number(trigger.body.temperature) > 6'],
  ['if {column:the level} is {op:above} {value:3.20 m}', 'number(trigger.body.level) > 3.2'],
  ['if it is {op:longer than} {value:3 hours}', 'number(trigger.body.hours) > 3'],
  ['{op:three or more} {value:late marks}', 'number(trigger.body.late_marks) >= 3'],
  ['if {column:medication} is {op:not empty}', '!isEmpty(trigger.body.medication)'],
  ['{op:out of} {value:2–8 °C}', '!((number(trigger.body.temperature) >= 2 && number(trigger.body.temperature) <= 8))'],
  [
    'if {column:chlorine} is {op:under} {value:0.3} or {op:over} {value:0.6}',
    'number(trigger.body.chlorine) < 0.3 || number(trigger.body.chlorine) > 0.6',
  ],
  ['if {column:IBAN} {op:starts with} {value:CH}', 'startsWith(lower(string(trigger.body.iban)), "ch")'],
])('a comparison looks at what its words or its unit name: %s', (words, condition) => {
  expect(ofCall(words)).toBe(condition);
});

test.each([
  'if it is on {value:a federal road}',
  'if {column:the milk} {op:dropped by more than} {value:20 %}',
  'if it {op:mentions} {value:a phone number}',
  'if {column:the number} {op:is in} {value:our VIP list}',
  'if it happens {value:twice in a row}',
])('what no field at hand can tell is asked and never guessed: %s', (words) => {
  expect(ofCall(words)).toBe('');
});

test('bands are asked from the narrowest on, whatever their order in the words, and of one thing', () => {
  const { document } = planned(
    '⟦t.webhook|The desk posts a ticket⟧. ⟦switch|{op:over} {value:2 h}⟧ ⟦email|{to:a@x.example}⟧, ⟦case|{op:over} {value:4}⟧ ⟦email|{to:b@x.example}⟧, ⟦case|{op:over} {value:8}⟧ ⟦email|{to:c@x.example}⟧',
    't.webhook; switch(email | email | email)',
  );
  expect(configOf(document, 'flow.switch')?.['cases']).toEqual([
    { name: 'over 8', when: 'number(trigger.body.hours) > 8' },
    { name: 'over 4', when: 'number(trigger.body.hours) > 4' },
    { name: 'over 2 h', when: 'number(trigger.body.hours) > 2' },
  ]);
});

test('an else that names an amount of its own is asked, where a gap lies between', () => {
  const { document } = planned(
    '⟦t.webhook|The tank posts⟧. ⟦if|if it is {op:warmer than} {value:6 degrees}⟧ ⟦email|{to:a@x.example}⟧, ⟦else|if it is between 3 and 4⟧ ⟦email|{to:b@x.example}⟧',
    't.webhook; if(email | email)',
  );
  const conditions = document.nodes.filter(({ type }) => type === 'flow.if').map(({ config }) => config['condition']);
  expect(conditions).toEqual([
    'number(trigger.body.temperature) > 6',
    '(number(trigger.body.temperature) >= 3 && number(trigger.body.temperature) <= 4)',
  ]);
});

test('a form of ours asks for what its ways look at: names to choose from, a state to tick', () => {
  const named = planned(
    '⟦t.form|Hikers book a tour⟧, ⟦switch|by {column:region}⟧ ⟦case|{class:ridge}⟧ ⟦email|{to:a@x.example}⟧, ⟦case|{class:lakes}⟧ ⟦email|{to:b@x.example}⟧, ⟦case|the rest⟧ ⟦email|{to:c@x.example}⟧',
    't.form; switch(email | email | email)',
  );
  expect(fieldsOf(named)).toContainEqual(expect.objectContaining({ name: 'region', type: 'choice', options: ['Ridge', 'Lakes', 'Other'] }));
  const kinds = planned(
    '⟦t.form|A family books a burial⟧: ⟦if|{value:urn}⟧ ⟦email|{to:a@x.example}⟧, ⟦else|{value:coffin}⟧ ⟦email|{to:b@x.example}⟧',
    't.form; if(email | email)',
  );
  expect(configOf(kinds.document, 'flow.if')).toEqual({ condition: 'lower(string(input.kind)) == "urn"' });
  const state = planned('⟦t.form|Guests book a pitch⟧. ⟦if|Unless they bring {value:a dog}⟧ ⟦email|{to:a@x.example}⟧', 't.form; if(email)');
  expect(configOf(state.document, 'flow.if')).toEqual({ condition: '!(default(input.bringDog, false) == true)' });
});

test('what another program sends is told apart by a field, and only a text by reading it', () => {
  const sent = planned(
    '⟦t.webhook|DocuSign posts an envelope⟧: ⟦switch|{class:viewed}⟧ ⟦email|{to:a@x.example}⟧, ⟦case|{class:completed}⟧ ⟦email|{to:b@x.example}⟧, ⟦case|{class:declined}⟧ ⟦email|{to:c@x.example}⟧',
    't.webhook; switch(email | email | email)',
  );
  expect(configOf(sent.document, 'flow.switch')?.['value']).toBe('{{ trigger.body.status }}');
  expect(sent.metadata.recommendations.join()).toContain('a field called “status” that says “viewed”, “completed”, “declined”');
  const written = planned(
    '⟦t.form|Guests complain⟧, ⟦classify|{class:moving away} or {class:broken seam}⟧: ⟦switch|{class:moving}⟧ ⟦email|{to:a@x.example}⟧, ⟦case|{class:seam}⟧ ⟦email|{to:b@x.example}⟧',
    't.form; classify; switch(email | email)',
  );
  expect(stepTypes(written.document).filter((type) => type === 'ai.classify')).toHaveLength(1);
});

test('the no of several approvals leaves from each of them, also when they were asked on different ways', () => {
  const { document } = planned(
    '⟦t.form|A trip request⟧. ⟦if|{op:over} {value:1,200}⟧ ⟦approve|{to:r@x.example}⟧ ⟦else|else⟧ ⟦approve|{to:g@x.example}⟧. ⟦if|If granted⟧ ⟦email|mail {to:a@x.example}⟧, ⟦else|if refused⟧ ⟦email|mail {to:b@x.example}⟧',
    't.form; if(approve | approve); if(email | email)',
  );
  expect(stepTypes(document)).toEqual(['flow.if', 'flow.approval', 'flow.approval', 'email.send', 'email.send']);
  for (const id of ['approve', 'approve2']) {
    expect(after(document, id, 'approved')).toEqual(['E-mail a@x.example']);
    expect(after(document, id, 'rejected')).toEqual(['E-mail b@x.example']);
  }
});

test('what follows a no that was told is done on a yes only', () => {
  const { document } = planned(
    '⟦t.form|A leave request⟧, ⟦approve|{to:b@x.example} decides⟧. ⟦if|If she says no⟧ ⟦email|tell {to:h@x.example}⟧. ⟦email|Then mail {to:d@x.example}⟧',
    't.form; approve; if(email); email',
  );
  expect(after(document, 'approve', 'approved')).toEqual(['E-mail d@x.example']);
  expect(after(document, 'email', 'out')).toEqual([]);
});

test('after a wait, what has happened since is asked, for what came in before cannot tell', () => {
  const { document, questions } = planned(
    '⟦t.webhook|The shop posts an order⟧, ⟦wait|{time:three days} later⟧ ⟦if|unless {value:paid}⟧ ⟦email|mail {to:a@x.example}⟧',
    't.webhook; wait; if(email)',
  );
  expect(configOf(document, 'flow.if')).toEqual({ condition: '' });
  expect(questions[0]?.text).toMatch(/^How can one see that/u);
});

test('filters that exclude each other look at the same rows; “the others” are those that were left out', () => {
  const apart = planned(
    '⟦t.schedule|{time:Every Monday}⟧ ⟦fetch|get {url:https://x.example/o}⟧: ⟦filter|the {value:paid}⟧ ⟦email|to {to:a@x.example}⟧, ⟦filter|the {value:open}⟧ ⟦email|to {to:b@x.example}⟧',
    't.schedule; fetch; filter; email; filter; email',
  );
  const rows = apart.document.nodes.filter(({ type }) => type === 'data.filter').map(({ config }) => config['items']);
  expect(new Set(rows).size).toBe(1);
  const rest = planned(
    '⟦t.schedule|{time:Every Monday}⟧ ⟦fetch|get {url:https://x.example/o}⟧: ⟦filter|{column:amount} {op:over} {value:100}⟧ ⟦email|to {to:a@x.example}⟧, ⟦filter|the smaller ones⟧ ⟦email|to {to:b@x.example}⟧',
    't.schedule; fetch; filter; email; filter; email',
  );
  expect(rest.document.nodes.filter(({ type }) => type === 'data.filter')[1]?.config).toEqual({
    items: '{{ nodes.fetch.output.body }}',
    condition: '!(number(item.amount) > 100)',
  });
});

test('a filter that is said with “do not” or “without” keeps the right rows', () => {
  const filtered = (text: string): unknown =>
    configOf(
      planned(`⟦t.form|I upload members⟧. ${text} ⟦email|mail {to:a@x.example}⟧`, 't.form; read; filter; email').document,
      'data.filter',
    )?.['condition'];
  expect(filtered('Do not write to ⟦filter|those whose {column:status} is {value:inactive}⟧,')).toBe(
    '!(lower(string(item.status)) == "inactive")',
  );
  expect(filtered('⟦filter|those without {value:a signature}⟧')).toBe('isEmpty(item.signature)');
});

test('more than so many of the rows that were kept is their number', () => {
  const { document } = planned(
    '⟦t.form|I upload deliveries⟧, ⟦filter|keep {value:late} ones⟧, ⟦if|if that is {op:more than} {value:5}⟧ ⟦email|mail {to:a@x.example}⟧',
    't.form; read; filter; if(email)',
  );
  expect(configOf(document, 'flow.if')).toEqual({ condition: 'size(nodes.filter.output.rows) > 5' });
});

test('an amount of which nobody says what it is of is what was worked out just before', () => {
  const { document } = planned(
    '⟦t.form|I upload stock⟧, ⟦calculate|{field:Left} = {calc:stock minus used}⟧, ⟦filter|anything {op:under} {value:5}⟧ ⟦email|mail {to:a@x.example}⟧',
    't.form; read; calculate; filter; email',
  );
  expect(configOf(document, 'data.filter')?.['condition']).toBe('number(item.Left) < 5');
});

test('a way that is said to end there goes on to nothing', () => {
  const afterMail = (rest: string, plan: string): number => {
    const { document } = planned(`⟦t.form|A claim comes in⟧. ⟦if|If the {column:policy} is {value:invalid}⟧ ${rest}`, `t.form; ${plan}`);
    const mail = document.nodes.find(({ type }) => type === 'email.send');
    return document.edges.filter(({ source }) => source === mail?.id).length;
  };
  const approve = '⟦approve|{to:boss@x.example} decides⟧';
  expect(afterMail(`⟦email|tell {to:them}⟧ and stop. ${approve}`, 'if(email); approve')).toBe(0);
  expect(afterMail(`⟦email|tell {to:them}⟧ ⟦unmet|and end there⟧. ${approve}`, 'if(email; unmet); approve')).toBe(0);
  expect(afterMail(`⟦email|tell {to:them} to stop⟧. ${approve}`, 'if(email); approve')).toBe(1);
});

test('a condition that is said right after a step, before what comes then, is that step’s', () => {
  const kinds = (text: string, plan: string) => stepTypes(planned(text, plan).document);
  const form = '⟦t.form|A customer fills in the complaint form⟧';
  const asks = '⟦approve|ask {to:dana@shop.example} for a yes⟧ ⟦if|if the {column:amount} is {op:over} {value:100}⟧';
  const [said, meant] = [
    kinds(`${form}, ${asks}, then ⟦email|mail {to:ann@shop.example}⟧`, 't.form; approve; if(email)'),
    kinds(
      `${form}, ⟦if|if the {column:amount} is {op:over} {value:100}⟧ ${asks.split(' ⟦if')[0]}, then ⟦email|mail {to:ann@shop.example}⟧`,
      't.form; if(approve); email',
    ),
  ];
  expect(said).toEqual(meant);
  // Without what comes then, the condition holds what follows.
  const held = kinds(`${form}, ${asks} ⟦email|mail {to:ann@shop.example}⟧`, 't.form; approve; if(email)');
  expect(held).not.toEqual(meant);
});

test('rows of totals are kept by the total, whatever the words call it', () => {
  const kept = (filter: string) =>
    configOf(
      planned(
        `⟦t.form|When {file:hours.xlsx} is uploaded⟧, ⟦total|{calc:add up} the {column:hours} per {by:person}⟧, ⟦filter|${filter}⟧, ⟦email|mail {to:ann@x.example}⟧`,
        't.form; read; total; filter; email',
      ).document,
      'data.filter',
    )?.['condition'];
  expect(kept('keep those {op:over} {value:40}')).toBe('number(item["total hours"]) > 40');
  expect(kept('keep those with {column:hours} {op:over} {value:40}')).toBe('number(item["total hours"]) > 40');
  expect(kept('keep those with {column:total} {op:over} {value:40}')).toBe('number(item["total hours"]) > 40');
  expect(kept('keep those with {column:person} {op:over} {value:40}')).toBe('number(item.person) > 40');
});

test('“group by country, count them, the top 5” is one count, the largest first', () => {
  const { document, explanation } = planned(
    '⟦t.schedule|{time:Every Friday}⟧ ⟦fetch|get {url:https://x.example/orders}⟧, ⟦topics|group by {by:country}⟧, ⟦total|{calc:count} them⟧ and ⟦email|mail the top {count:5} to {to:ann@x.example}⟧',
    't.schedule; fetch; topics; total; email',
  );
  expect(stepTypes(document)).toEqual(['http.request', 'data.group', 'data.sort', 'email.send']);
  expect(configOf(document, 'data.group')).toMatchObject({ by: 'country', measures: [{ calculate: 'count' }] });
  expect(configOf(document, 'data.sort')).toMatchObject({ by: 'count', direction: 'descending', limit: 5 });
  expect(explanation.potentialIssues.join()).not.toContain('in no step');
});

test('what a web address gives as a file is read, and asked for only once', () => {
  const { document } = planned(
    '⟦t.schedule|{time:Every month}⟧ ⟦source|load {file:sales.csv}⟧ ⟦fetch|from {url:https://x.example/sales.csv}⟧, ⟦sort|sort by {by:date}⟧, ⟦email|mail {to:ann@x.example}⟧',
    't.schedule; source; fetch; sort; email',
  );
  expect(stepTypes(document).slice(0, 3)).toEqual(['http.request', 'file.read', 'data.sort']);
  expect(configOf(document, 'file.read')).toEqual({ file: '{{ nodes.fetch.output.body }}', format: 'csv' });
});

test('what comes in is compared by what is named, or by the only field of that length', () => {
  const order = planned('⟦t.webhook|A new order comes in⟧. ⟦if|over 500 comes in⟧ ⟦email|mail {to:ann@x.example}⟧', 't.webhook; if(email)');
  expect(configOf(order.document, 'flow.if')).toEqual({ condition: 'number(trigger.body.amount) > 500' });
  const years = planned(
    '⟦t.form|An application with a {file:CV} comes in⟧, ⟦extract|extract {field:name} and {field:years of experience}⟧; ⟦if|if {op:more than} {value:5 years}⟧ ⟦email|mail {to:hr@x.example}⟧',
    't.form; read; extract; if(email)',
  );
  expect(configOf(years.document, 'flow.if')).toEqual({ condition: 'number(nodes.extract.output.fields.yearsOfExperience) > 5' });
});
