import path from 'node:path';
import { evaluateExpression, findNode, renderTemplate, validateDocument, type WorkflowDocument, walkNodes } from '@arches/kernel';
import { afterAll, describe, expect, test } from 'vitest';
import { shippedReader } from './evaluation/reader.ts';
import { planFromWords } from './plan-from-words.ts';
import { planWithReader } from './plan-with-reader.ts';
import { parseLabelled, readingOf } from './reading/marked.ts';
import { realCatalog } from './testing/real-catalog.ts';

const shipped = shippedReader(path.resolve(import.meta.dirname, '../../../models'));
if (!shipped) throw new Error('The planner’s reader is not in models/arches-planner.');
afterAll(() => shipped.close());

const plan = (sentence: string, answers: Record<string, string> = {}) =>
  planWithReader({ sentence, answers }, { catalog: realCatalog, reader: shipped.reader });

/** As it is drawn from a faultless reading. */
const drawn = (text: string, steps: string) => {
  const request = parseLabelled(JSON.stringify({ text, plan: steps }));
  return planFromWords({ sentence: request.text }, { catalog: realCatalog, reading: readingOf(request) });
};

const all = (document: WorkflowDocument, type: string) =>
  [...walkNodes(document)].map(({ node }) => node).filter((node) => node.type === type);
const types = (document: WorkflowDocument) => [...walkNodes(document)].map(({ node }) => node.type);
const mails = (document: WorkflowDocument) => all(document, 'email.send').map(({ config }) => config);
const after = (document: WorkflowDocument, port: string) =>
  document.edges.filter(({ sourcePort }) => sourcePort === port).map(({ target }) => findNode(document, target)?.node);

/** An expression of a plan, at a time and with the rows or values that it looks at. */
const evaluated = (expression: unknown, names: Record<string, unknown>) =>
  evaluateExpression(String(expression).replaceAll(/^\{\{|\}\}$/gu, ''), { trigger: { at: '2026-05-10T09:00:00Z' }, ...names } as never);

describe('tables and lists to keep', () => {
  test.each([
    ['New order in the shop -> add it to the orders table and mail the packers at pack@toyloft.example', 'orders table'],
    ['When a customer fills in the repair form, log it in the repairs table and mail workshop@bikebarn.example', 'repairs table'],
    ['Upload contract pdf, pick out parties, start date and end date and put them in the contracts table', 'contracts table'],
    ['when a pupil joins a club tell the coach coach@school2.example and add to the club table', 'club table'],
  ])('%s', async (sentence, table) => {
    const { document, metadata } = await plan(sentence);
    expect(all(document, 'placeholder').map(({ name }) => name)).toEqual([`Keep it in the ${table}`]);
    expect(types(document)).not.toContain('flow.merge');
    expect(metadata.recommendations.filter((note) => note.includes('no table to write to'))).toHaveLength(1);
  });

  test('what asks for a file gets one', async () => {
    const { document } = await plan(
      'each night at 23:00 get https://pos.example/sales, save it as an excel file and mail it to owner@deli.example',
    );
    expect(types(document)).toEqual(['trigger.schedule', 'http.request', 'file.write', 'email.send']);
    expect(mails(document)[0]).toMatchObject({ attachments: '{{ nodes.report.output.file }}' });
  });
});

describe('tables as a source', () => {
  test('everybody in a table gets a mail of their own, and the question is where it is kept', async () => {
    const { document, questions } = await plan('on the first of the month send newsletter to everyone in the patrons table');
    expect(types(document)).toEqual(['trigger.schedule', 'placeholder', 'flow.for_each', 'email.send']);
    expect(document.nodes[1]?.name).toBe('Get the rows of the patrons table');
    expect(mails(document)[0]?.['to']).toBe('{{ item.email }}');
    expect(questions).toMatchObject([{ id: 'source', text: 'Where is the patrons table kept?' }]);
  });

  test('the column comes from the words and not from the name of the table', async () => {
    const { document } = await plan(
      'from the stock table list everything under 10 pieces and mail it to buying@hartcafe.example each monday 8am',
    );
    expect(all(document, 'data.filter')[0]?.config['condition']).toBe('number(item.quantity) < 10');
    expect(mails(document)[0]?.['subject']).toBe('Stock table: everything under 10 pieces');
  });
});

describe('times that are counted from a date in the data', () => {
  test('days before are looked for among rows every day', async () => {
    const { document } = await plan('send a reminder to patients 3 days before their appointment');
    expect(types(document)).toEqual(['trigger.schedule', 'placeholder', 'data.filter', 'flow.for_each', 'email.send']);
    const condition = all(document, 'data.filter')[0]?.config['condition'];
    expect(evaluated(condition, { item: { appointment_date: '2026-05-13' } })).toBe(true);
    expect(evaluated(condition, { item: { appointment_date: '2026-05-14' } })).toBe(false);
  });

  test('with one thing at hand it is a wait until that date', async () => {
    const { document } = await plan('when someone books a viewing remind them one day before the viewing');
    const [wait] = all(document, 'flow.delay');
    expect(evaluated(wait?.config['until'], { input: { date: '2026-05-12' } })).toBe('2026-05-11T00:00:00.000Z');
    expect(wait?.config['cron']).toBe('0 9 * * *');
  });

  test('what is not done yet and what runs out soon are conditions on rows', async () => {
    const unpaid = await plan('if an invoice isnt paid after 30 days send a reminder, after 45 days tell accounting@fenwick.example');
    const [first, second] = all(unpaid.document, 'data.filter').map(({ config }) => config);
    expect(first?.['items']).toBe(second?.['items']);
    expect(evaluated(second?.['condition'], { item: { paid: '', invoice_date: '2026-03-26' } })).toBe(true);
    expect(types(unpaid.document)).not.toContain('flow.delay');
    const soon = await plan('daily at 6 check the contracts table for contracts that end within 60 days and mail legal@northco.example');
    const condition = all(soon.document, 'data.filter')[0]?.config['condition'];
    expect(evaluated(condition, { item: { end_date: '2026-07-08' } })).toBe(true);
    expect(evaluated(condition, { item: { end_date: '2026-07-12' } })).toBe(false);
  });

  test('a wait that counts from the start stays one', async () => {
    const { document } = await plan('when an order comes in wait 10 days and then ask the customer for a review');
    expect(all(document, 'flow.delay')[0]?.config).toEqual({ seconds: 864_000 });
    expect(mails(document)[0]).toMatchObject({ to: '{{ trigger.body.email }}', subject: 'How was it?' });
  });
});

describe('every wish has a step of its own, in its own way', () => {
  test('what is said before “otherwise” and after it', async () => {
    const { document } = await plan(
      'webhook receives name, email and tier; if tier is gold wait 2 days then send gold mail, otherwise send plain mail',
    );
    expect(after(document, 'true').map((node) => node?.type)).toEqual(['flow.delay']);
    expect(after(document, 'false').map((node) => node?.type)).toEqual(['email.send']);
    expect(mails(document)).toHaveLength(2);
  });

  test('two mails in a row are two, each with what it is for', async () => {
    const { document } = drawn(
      '⟦t.form|new employee form⟧: ⟦email|mail {to:it@corp2.example} for {what:an account}⟧, ⟦email|mail {to:keys@corp2.example} for {what:a key}⟧, and ⟦email|{what:greet} {to:the new colleague}⟧',
      't.form; email; email; email',
    );
    expect(mails(document)).toMatchObject([
      { to: 'it@corp2.example', subject: 'New employee form: account' },
      { to: 'keys@corp2.example', subject: 'New employee form: key' },
      { to: '{{ input.email }}', subject: 'Welcome' },
    ]);
  });

  test('each class goes its own way', async () => {
    const { document } = await plan(
      'sort incoming support messages into billing, technical and other; billing goes to bill@saas.example, technical to dev@saas.example, ignore the rest',
    );
    expect(all(document, 'flow.switch')[0]?.config['value']).toBe('{{ nodes.classify.output.label }}');
    expect(after(document, 'billing').map((node) => node?.config['to'])).toEqual(['bill@saas.example']);
    expect(after(document, 'technical').map((node) => node?.config['to'])).toEqual(['dev@saas.example']);
  });

  test('a wish among the words of the start', async () => {
    const { document } = await plan('add every new lead to our pipedrive and send them our brochure');
    expect(types(document)).toEqual(['trigger.webhook', 'placeholder', 'email.send']);
  });
});

describe('e-mails', () => {
  test('those inside get the facts, field by field', async () => {
    const { document } = await plan('quote request form -> mail the details to sales@roofers.example');
    const [mail] = mails(document);
    const text = renderTemplate(mail?.['text'], { input: { name: 'Ada', email: 'ada@x.example', what: 'Roof' } } as never);
    expect(text).toContain('Name: Ada');
    expect(text).toContain('What: Roof');
    expect(mail?.['subject']).toBe('Quote request form');
  });

  test('of a call, its body as lines', async () => {
    const { document } = await plan('When a parcel is lost tell depot@post.example');
    const text = renderTemplate(mails(document)[0]?.['text'], { trigger: { body: { parcel: 'A1', weight: 2 } } } as never);
    expect(text).toContain('parcel: A1\nweight: 2');
  });

  test('what only a person can know is asked for', async () => {
    const sentence = 'email the weekly menu to staff@canteen.example every monday at 9';
    const { document, questions } = await plan(sentence);
    expect(mails(document)[0]).toMatchObject({ subject: 'Weekly menu', text: '' });
    expect(questions).toMatchObject([{ text: 'What shall the e-mail “weekly menu” say?' }]);
    const answered = await plan(sentence, { [questions[0]?.id ?? '']: 'Monday: soup' });
    expect(mails(answered.document)[0]?.['text']).toBe('Monday: soup');
    expect(answered.questions).toEqual([]);
  });

  test('a file that was worked on is written again before it goes back', async () => {
    const { document } = await plan('whenever a csv gets uploaded remove the duplicates and mail it back to me');
    expect(types(document)).toEqual(['trigger.form', 'file.read', 'data.deduplicate', 'file.write', 'email.send']);
    expect(all(document, 'file.write')[0]?.config['format']).toBe('csv');
    expect(mails(document)[0]?.['attachments']).toBe('{{ nodes.report.output.file }}');
  });

  test('somebody who did not send the form is asked for by the form or by a question', async () => {
    const { document } = await plan('teachers send in grades in a form; if grade is below 3 mail the parents');
    expect(mails(document)[0]?.['to']).toBe('{{ input.parentEmail }}');
    const sick = await plan('sick note form: tell the office and save it');
    expect(sick.questions).toMatchObject([{ text: 'What is the e-mail address of the office?' }]);
  });
});

describe('decisions', () => {
  test('what is approved automatically asks nobody, and what is above asks the one who is named', async () => {
    const { document } = await plan('Purchase requests under 200 are approved automatically, above that ask cfo@mill.example');
    expect(all(document, 'flow.approval').map(({ config }) => config['assignees'])).toEqual([['cfo@mill.example']]);
    expect(after(document, 'false').map((node) => node?.type)).toEqual(['flow.approval']);
    expect(mails(document)).toEqual([]);
  });

  test('the decision is told both ways', async () => {
    const { document } = await plan('holiday request: ask the team lead to approve and mail the employee the decision');
    expect(mails(document)).toMatchObject([
      { to: '{{ input.email }}', subject: 'Your holiday request: approved' },
      { to: '{{ input.email }}', subject: 'Your holiday request: not approved' },
    ]);
    expect(after(document, 'rejected')).toHaveLength(1);
  });

  test('who wants to look first is asked first', async () => {
    const { document } = await plan(
      'When a student hands in an essay let the AI give feedback and send it to the student, but I want to read it first',
    );
    expect(types(document).slice(-3)).toEqual(['ai.generate', 'flow.approval', 'email.send']);
  });

  test('a condition that nobody can know is asked for, and its answer is used', async () => {
    const sentence = 'new lead: wait 2 days, if they did not answer mail them again';
    const { questions } = await plan(sentence);
    expect(questions[0]?.id).toContain('condition:');
    const answered = await plan(sentence, {
      [questions[0]?.id ?? '']: 'answered is no',
    });
    expect(all(answered.document, 'flow.if')[0]?.config['condition']).toBe('lower(string(trigger.body.answered)) == "no"');
  });
});

describe('starts', () => {
  test('a cron line is taken as it stands', async () => {
    const { document } = await plan('cron 30 6 * * 1-5 get https://api.weather.example/today and mail it to crew@site.example');
    expect(document.nodes[0]?.config['cron']).toBe('30 6 * * 1-5');
    expect(types(document)).toEqual(['trigger.schedule', 'http.request', 'email.send']);
  });

  test('a review that is left is no leave request', async () => {
    const { document } = await plan('when somebody leaves a review with less than 2 stars tell me');
    expect(JSON.stringify(document.nodes[0]?.config)).not.toMatch(/leave/iu);
  });

  test.each([
    ['job applications: thank the applicant, forward to hr@bank.example', 'Job application'],
    ['course registration: confirm the place and tell trainer@dance.example', 'Course registration'],
  ])('%s', async (sentence, title) => {
    const { document } = await plan(sentence);
    expect(document.nodes[0]).toMatchObject({ type: 'trigger.form', config: { title } });
    expect(mails(document)).toHaveLength(2);
  });

  test('nothing said of a start is asked, with ways to choose from', async () => {
    const sentence = 'send rota to crew@site.example';
    const { questions, document } = await plan(sentence, { 'text:rota': 'Mon: Ann' });
    expect(document.nodes[0]?.type).toBe('trigger.manual');
    expect(questions).toMatchObject([{ id: 'start' }]);
    const answered = await plan(sentence, { 'text:rota': 'Mon: Ann', start: 'every monday at 7' });
    expect(answered.document.nodes[0]).toMatchObject({ type: 'trigger.schedule', config: { cron: '0 7 * * 1' } });
  });

  test('a start that was answered can be another one, as long as no words say what starts it', async () => {
    const sentence = 'total pay at 9.50 per hour goes to treasurer@foodbank.example by mail';
    const called = await plan(sentence, { start: 'call' });
    expect(called.document.nodes[0]).toMatchObject({ type: 'trigger.webhook', id: called.wording?.start?.nodeId });
    expect(called.wording?.start?.options.map(({ value }) => value)).toContain('hand');
    const said = await plan('When the contact form is sent, mail it to info@foodbank.example', { start: 'call' });
    expect(said.document.nodes[0]?.type).toBe('trigger.form');
    expect(said.wording?.start).toBeUndefined();
  });

  test('an answer that is no start is said to be none, and asked for again', async () => {
    const { document, questions, openQuestions, explanation } = await plan('send rota', { start: 'whenever the moon is blue-ish' });
    expect(document.nodes[0]?.type).toBe('trigger.manual');
    expect([...questions, ...(openQuestions ?? [])].map(({ id }) => id)).toContain('start');
    expect(explanation.potentialIssues.join()).toContain('“whenever the moon is blue-ish” is no start');
  });
});

test('what is left open lowers the confidence, and is said', async () => {
  const whole = await plan('quote request form -> mail the details to sales@roofers.example');
  const open = await plan('quote request form -> mail the details to sales@roofers.example and text my phone if it is from an old client');
  expect(open.metadata.confidence).toBeLessThan(whole.metadata.confidence);
  const rota = await plan('send rota');
  const others = rota.openQuestions?.map(({ text }) => `Open: ${text}`) ?? [];
  expect(others.length).toBeGreaterThan(0);
  expect(rota.explanation.potentialIssues).toEqual(expect.arrayContaining(others));
});

test('all of these plans are valid but for what is asked for', async () => {
  for (const sentence of [
    'send a reminder to patients 3 days before their appointment',
    'holiday request: ask the team lead to approve and mail the employee the decision',
  ]) {
    const { document } = await plan(sentence);
    expect(
      validateDocument(document, realCatalog).filter(({ severity, code }) => severity === 'error' && code !== 'placeholder_left'),
    ).toEqual([]);
  }
});

describe('answers to questions', () => {
  const answered = async (sentence: string, answer: string) => {
    const { questions } = await plan(sentence);
    const [question] = questions;
    return { question, after: await plan(sentence, { [question?.id ?? '']: answer }) };
  };

  test('how a column is worked out is taken from the answer', async () => {
    const { question, after } = await answered('When I upload a csv, calculate the commission and make an Excel file', 'sales times 0.05');
    expect(question?.id).toContain('formula:');
    expect(after.questions.map(({ id }) => id)).not.toContain(question?.id);
    expect(Object.values(after.document.nodes.find(({ type }) => type === 'data.map')?.config['columns'] ?? {})).toEqual([
      'number(item.sales) * 0.05',
    ]);
  });

  test('an answer that nobody can read is no expression: it is asked for once more, with an example', () => {
    const request = parseLabelled(
      JSON.stringify({
        text: '⟦t.webhook|When a refund comes in⟧, wait, ⟦wait|{time:two days}⟧ ⟦if|if they have {op:not} {value:answered}⟧ ⟦email|mail {to:boss@shop.example}⟧',
        plan: 't.webhook; wait; if(email)',
      }),
    );
    const planned = (answers: { readonly [id: string]: string } = {}) =>
      planFromWords({ sentence: request.text, answers }, { catalog: realCatalog, reading: readingOf(request) });
    const id = planned().questions[0]?.id ?? '';
    expect(id).toContain('condition:');
    const unread = planned({ [id]: 'you can tell by the way they talk' });
    expect(unread.questions[0]?.text).toContain('could not be read. Say it like “status is paid”');
    expect(all(unread.document, 'flow.if')[0]?.config).toEqual({ condition: '' });
    expect(planned({ [id]: 'answered is no' }).questions).toEqual([]);
  });

  const asks = (text: string, steps: string) => {
    const request = parseLabelled(JSON.stringify({ text, plan: steps }));
    return (answers: { readonly [id: string]: string } = {}) =>
      planFromWords({ sentence: request.text, answers }, { catalog: realCatalog, reading: readingOf(request) });
  };

  test('rows are kept by what was answered, and two columns can be compared', () => {
    const planned = asks(
      '⟦t.form|When {file:prices.xlsx} is uploaded⟧, ⟦filter|keep the odd ones⟧ and ⟦email|mail them to {to:ann@shop.example}⟧',
      't.form; read; filter; email',
    );
    const id = planned().questions[0]?.id ?? '';
    expect(id).toContain('rows:');
    const kept = (answer: string) => all(planned({ [id]: answer }).document, 'data.filter')[0]?.config['condition'];
    expect(kept('paid is no')).toBe('lower(string(item.paid)) == "no"');
    expect(kept('new price is higher than old price')).toBe('number(item.new_price) > number(item.old_price)');
    expect(kept('new price > old price')).toBe('number(item.new_price) > number(item.old_price)');
    expect(kept('price over 10')).toBe('number(item.price) > 10');
    // A number is no column.
    expect(kept('price over ten')).toBe('');
    expect(kept('you know')).toBe('');
  });

  test('an address that is none is asked for again; “the one from the form” is the form’s', () => {
    const planned = asks('⟦t.form|Somebody books a course⟧, ⟦email|mail {to:the head coach} {what:the details}⟧', 't.form; email');
    const id = planned().questions[0]?.id ?? '';
    expect(id).toContain('recipient:');
    const to = (answer: string) => all(planned({ [id]: answer }).document, 'email.send')[0]?.config['to'];
    expect(to('coach@club.example')).toBe('coach@club.example');
    expect(to('the e-mail address from the form')).toBe('{{ input.email }}');
    expect(to('Bert')).toBe('');
    expect(planned({ [id]: 'Bert' }).questions[0]?.text).toContain('“Bert” is no e-mail address');
  });

  test('what was decided is still known after both letters went out', () => {
    const { document } = asks(
      '⟦t.form|Somebody asks for a day off⟧. ⟦approve|{to:boss@x.example} decides⟧. ⟦email|Mail {to:them} {what:the answer}⟧. ⟦if|If approved⟧ ⟦email|copy to {to:hr@x.example}⟧',
      't.form; approve; email; if(email)',
    )();
    const check = all(document, 'flow.if').at(-1);
    expect(check?.config['condition']).toBe('nodes.approve.output.decision == "approved"');
  });
});

test('“those who …, and send them …” goes to each of the rows that were kept, whoever handed the list in', () => {
  const { document, questions } = drawn(
    '⟦t.form|Upload a list of {noun:members} as {format:excel}⟧, ⟦filter|find those over {value:60} years of {column:age}⟧ and ⟦email|send {to:them} {what:a reminder}⟧',
    't.form; read; filter; email',
  );
  expect(types(document)).toEqual(['trigger.form', 'file.read', 'data.filter', 'flow.for_each', 'email.send']);
  expect(mails(document)[0]?.['to']).toBe('{{ item.email }}');
  // Nobody said what they are reminded of.
  expect(questions[0]?.text).toContain('reminder');
});

test('a name in braces in a web address is a field of what comes in, which the form asks for', async () => {
  const { document, explanation } = await plan(
    'When a form with a postcode comes in, get https://weather.example/at?zip={post code} and mail the answer to me@home.example',
  );
  expect(all(document, 'http.request')[0]?.config['url']).toBe('https://weather.example/at?zip={{ input.post_code }}');
  expect(JSON.stringify(document.nodes[0]?.config['fields'])).toContain('"post_code"');
  expect(explanation.potentialIssues.join()).not.toContain('weather.example');
});

test('lists that are compared are joined by a column, which is asked for; what differs is a gap until it is said', async () => {
  const sentence = 'compare the two uploaded price lists and mail me what changed at me@x.example';
  const { document, questions } = await plan(sentence);
  expect(questions[0]?.text).toContain('By which column');
  expect(types(document)).toContain('placeholder');
  const answered = await plan(sentence, { key: 'article number' });
  expect(all(answered.document, 'flow.merge')[0]?.config).toEqual({ mode: 'join', key: 'article number' });
});

test('what another program hands in by a call starts with that call, whoever books', async () => {
  const { document } = await plan('Guests book via web call. Mail them a confirmation');
  expect(document.nodes[0]?.type).toBe('trigger.webhook');
  const form = await plan('Guests book through the form on our website. Mail them a confirmation');
  expect(form.document.nodes[0]?.type).toBe('trigger.form');
});

test('what is sent and said after whom it is for is the same mail', () => {
  const { document } = drawn(
    '⟦t.schedule|{time:Every day}⟧ ⟦fetch|get {url:https://clinic.example/today}⟧ and ⟦email|send⟧ ⟦each|each {noun:patient}⟧ ⟦email|a reminder⟧',
    't.schedule; fetch; each{email; email}',
  );
  expect(mails(document)).toHaveLength(1);
  expect(mails(document)[0]?.['subject']).toContain('Reminder');
});

test('as many addresses as classes get one class each, in their order', () => {
  const { document } = drawn(
    '⟦t.form|A form for tickets⟧; ⟦classify|classify into {class:hardware}, {class:software}, {class:access}⟧; ⟦email|send to {to:hw@it.example}⟧, ⟦email|{to:sw@it.example}, {to:acc@it.example}⟧',
    't.form; classify; email; email',
  );
  expect(types(document)).toContain('flow.switch');
  expect(mails(document).map(({ to }) => to)).toEqual(['hw@it.example', 'sw@it.example', 'acc@it.example']);
  const both = drawn(
    '⟦t.form|A form for letters⟧; ⟦classify|classify into {class:invoice} or {class:contract}⟧; ⟦email|mail it to {to:ann@x.example} and {to:bob@x.example}⟧',
    't.form; classify; email',
  );
  expect(mails(both.document).map(({ to }) => to)).toEqual(['ann@x.example, bob@x.example']);
});

test('a request of which only some words were understood says so, asks for its start, and can be added to', () => {
  const nothing = { trigger: undefined, otherStarts: [], hasFile: false, steps: [], policies: [], sure: 0.3 };
  const { wording, explanation, questions } = planFromWords(
    { sentence: 'write a friendly poem, then send it to me by e-mail at ann@home.example' },
    { catalog: realCatalog, reading: nothing },
  );
  expect(wording?.text).toContain('a friendly poem');
  expect(explanation.potentialIssues.join()).toContain('Only some words');
  expect(questions).toMatchObject([{ id: 'start' }]);
});
