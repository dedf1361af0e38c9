import { walkNodes } from '@arches/kernel';
import { expect, test } from 'vitest';
import { plainRequest } from '../language/plain-request.ts';
import type { Plan } from '../plan-types.ts';
import { marked, planOf } from '../testing/drawn.ts';

const mails = ({ document }: Plan) => [...walkNodes(document)].flatMap(({ node }) => (node.type === 'email.send' ? [node.config] : []));
const planned = (text: string, plan: string): Plan => planOf(marked(text, plan));

test('addresses that were cut short are at the domain that ends their list, and nowhere else', () => {
  expect(plainRequest('send it to noise@, parking@ or info@hall.example')).toBe(
    'send it to noise@hall.example, parking@hall.example or info@hall.example',
  );
  expect(plainRequest('mails to info@: invoices to Ulla, applications to hr@firm.example')).toBe(
    'mails to info@: invoices to Ulla, applications to hr@firm.example',
  );
});

test('who filled in the form is written to, in the words that were quoted, and others get the copy', () => {
  const plan = planned(
    '⟦t.form|patient asks for a renewal in the form⟧. ⟦email|Write to {to:them} {what:"we got it, come on Friday"} and copy to {to:desk@clinic.example}⟧',
    't.form; email',
  );
  expect(mails(plan)).toMatchObject([
    { to: '{{ input.email }}', cc: 'desk@clinic.example', subject: 'We got it, come on Friday', text: 'we got it, come on Friday' },
  ]);
});

test('thanking and asking is one mail that does both', () => {
  const plan = planned(
    '⟦t.form|guest fills in the feedback form⟧, ⟦email|send {to:them} {what:a thank you mail}⟧ and ⟦email|ask for {what:a public review}⟧',
    't.form; email; email',
  );
  expect(mails(plan)).toMatchObject([
    { subject: 'Thank you', text: expect.stringMatching(/thank you very much\.\n\nWe would be very glad about a public review\./u) },
  ]);
});

test.each([
  ['Put the month name in the subject', /^Reminder: pay the rent – \{\{ \["January",.*\[month\(trigger\.at\) - 1\] \}\}$/u],
  ['The subject should have the date', /^Reminder: pay the rent – \{\{ formatDate\(trigger\.at/u],
])('the subject has what the words want in it: %s', (words, subject) => {
  const plan = planned(
    `⟦t.schedule|{time:on the 25th of every month}⟧ ⟦email|remind {to:ann@x.example} {what:to pay the rent}⟧. ⟦template|${words}⟧`,
    't.schedule; email',
  );
  expect(mails(plan)).toMatchObject([
    { subject: expect.stringMatching(subject), text: expect.stringContaining('please remember to pay the rent') },
  ]);
});

test('what nobody can put in a subject is told', () => {
  const plan = planned(
    '⟦t.schedule|{time:every monday}⟧ ⟦email|mail {to:ann@x.example} {what:the open tasks}⟧, the week number goes in the subject',
    't.schedule; email',
  );
  expect(plan.explanation.potentialIssues).toContain('“the week number” is to be in the subject, and is not there yet.');
});

test('a firmer one is a reminder whose words are asked for', () => {
  const plan = planned(
    '⟦t.schedule|{time:every day}⟧ ⟦fetch|get {url:https://x.example/bills}⟧ ⟦email|send {to:ann@x.example} {what:a first reminder}⟧, ⟦email|{what:a firmer one}⟧ to bob@x.example',
    't.schedule; fetch; email; email',
  );
  expect(mails(plan)[1]).toMatchObject({ subject: 'Firmer reminder', text: '' });
  expect(JSON.stringify(mails(plan))).not.toContain('reminder: firmer');
});

const decided = '⟦t.form|purchase form⟧, ⟦approve|{to:ann@x.example} approves⟧, ';

test('the tone of a no is kept, and a refusal with its reason attaches no file of the other way', () => {
  const kind = planned(`${decided}⟦if|if no⟧ ⟦email|send {what:a nice no thank you}⟧`, 't.form; approve; if(email)');
  expect(mails(kind)).toMatchObject([{ text: expect.stringContaining('thank you for your purchase. We are sorry') }]);
  const reason = planned(
    `${decided}⟦if|if yes⟧ ⟦write|make the {what:order} as {format:PDF}⟧ ⟦email|send it to {to:bob@x.example}⟧. ⟦else|If no⟧ ⟦email|tell {to:the person} {what:the reason}⟧`,
    't.form; approve; if(write; email | email)',
  );
  const refusal = mails(reason).find(({ to }) => to === '{{ input.email }}');
  expect(refusal).not.toHaveProperty('attachments');
  expect(refusal?.['text']).toContain('Reason: ');
});

test('what is wanted back is a file of the kind that was handed in', () => {
  const { document } = planned(
    '⟦t.form|I upload {file:members.csv}⟧ and I want ⟦filter|back only those with {column:status} {value:open}⟧',
    't.form; read; filter',
  );
  expect(document.nodes.at(-1)).toMatchObject({ type: 'file.write', config: { format: 'csv' } });
});

test('a mail in a language that the form asks for is written in it', () => {
  const { document } = planned(
    '⟦t.form|The donor sends the form⟧, ⟦email|we say {what:thank you} by mail in {lang:their language}⟧ (they choose german or italian)',
    't.form; email',
  );
  expect(document.nodes.map(({ type }) => type)).toEqual(['trigger.form', 'ai.generate', 'email.send']);
  expect(document.nodes[1]?.config['prompt']).toContain('Language: {{ input.language }}');
});
