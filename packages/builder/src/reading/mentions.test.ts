import { type WorkflowDocument, walkNodes } from '@arches/kernel';
import { expect, test } from 'vitest';
import { planFromWords } from '../plan-from-words.ts';
import type { Plan } from '../plan-types.ts';
import { realCatalog } from '../testing/real-catalog.ts';
import { impliedFields } from './implied-fields.ts';
import { parseLabelled, readingOf } from './marked.ts';

/** The plan of a request whose words and values were read without a fault. */
function planned(text: string, plan: string): Plan {
  const request = parseLabelled(JSON.stringify({ text, plan }));
  return planFromWords({ sentence: request.text }, { catalog: realCatalog, reading: readingOf(request) });
}

const configs = (document: WorkflowDocument, type: string) =>
  [...walkNodes(document)].filter(({ node }) => node.type === type).map(({ node }) => node.config);
const mailText = ({ document }: Plan): string => String(configs(document, 'email.send')[0]?.['text']);
const fieldNames = ({ document }: Plan): string[] =>
  ((configs(document, 'trigger.form')[0]?.['fields'] ?? []) as { name: string }[]).map(({ name }) => name);

test.each([
  ['Form for the camp with an allergy question', 'allergy'],
  ['a sign-up form with a tick box for photos', 'photos'],
  ['volunteers tell us their hours and their group by form', 'hours, group'],
  ['customers say how many windows they have', 'numberOfWindows'],
  ['guests fill in a form and pick a room type', 'roomType'],
  ['members send us their complaint by form', ''],
  ['staff fill in the form', ''],
])('a form asks for what its words imply: %s', (words, names) => {
  expect(
    impliedFields(words, words)
      .map(({ name }) => name)
      .join(', '),
  ).toBe(names);
});

test('what somebody is said to have picked is a field of the form, given to whoever writes and said by the mail', () => {
  const written = planned(
    '⟦t.form|Singers sign up by form⟧, ⟦generate|write them {what:a welcome}⟧, mentioning the voice part they picked, ⟦email|mail it to {to:them}⟧',
    't.form; generate; email',
  );
  expect(fieldNames(written)).toContain('voicePart');
  const prompt = String(configs(written.document, 'ai.generate')[0]?.['prompt']);
  expect(prompt).toMatch(/mentioning the voice part they picked[^]*Voice part: \{\{ input\.voicePart \}\}/u);
  const plain = planned(
    '⟦t.form|Singers sign up by form⟧, ⟦email|welcome {to:them} {what:with the voice part they picked}⟧',
    't.form; email',
  );
  expect(mailText(plain)).toContain('Voice part: {{ input.voicePart }}');
});

test('a reminder to each row says what its words name, of columns that are to be checked', () => {
  const plan = planned(
    '⟦t.schedule|{time:Every morning}⟧ ⟦fetch|get {url:https://salon.example/visits.json}⟧ and ⟦each|each {noun:client}⟧ ⟦email|gets {what:a reminder} with their time and the stylist⟧',
    't.schedule; fetch; each(email)',
  );
  expect(mailText(plan)).toMatch(/Time: \{\{ item\.time \}\}\nStylist: \{\{ item\.stylist \}\}$/u);
  expect(plan.metadata.recommendations.join('\n')).toContain('called “stylist”');
});

test('“the summary and their phone number” are both in the mail; whoever is named after “and” is nobody’s value', () => {
  const mail = (words: string) =>
    mailText(
      planned(
        `⟦t.webhook|A lead comes by web call⟧, ⟦summarize|summarise it⟧, ⟦email|mail {to:sales@x.example} {what:${words}}⟧`,
        't.webhook; summarize; email',
      ),
    );
  expect(mail('the summary and their phone number')).toContain('Phone number: {{ trigger.body.phone_number }}');
  expect(mail('the summary and their manager')).not.toContain('Manager: {{');
});

test('“with the answer”, “with the list”, “with our logo” name no field', () => {
  const plan = planned('⟦t.form|A guest asks something⟧, ⟦email|confirm to {to:the guest} with the list and our logo⟧', 't.form; email');
  expect(fieldNames(plan)).toEqual(['name', 'email', 'message']);
});

test('fields that nobody named are said to be guesses', () => {
  const guesses = (words: string): string =>
    planned(`⟦t.form|${words}⟧, ⟦email|mail it to {to:a@club.example}⟧`, 't.form; email').metadata.recommendations.join('\n');
  expect(guesses('Members fill in the form')).toContain('guesses');
  expect(guesses('Members fill in a form with name and team')).not.toContain('guess');
});

test('whether a field was filled in is seen by itself', () => {
  const condition = (words: string) =>
    configs(
      planned(
        `⟦t.form|Form for the trip with an allergy question⟧. ⟦if|${words}⟧ ⟦email|mail {to:kitchen@camp.example}⟧`,
        't.form; if(email)',
      ).document,
      'flow.if',
    )[0]?.['condition'];
  expect(condition('if there is {value:an allergy filled in}')).toBe('!isEmpty(input.allergy)');
  expect(condition('if there is {value:no allergy}')).toBe('isEmpty(input.allergy)');
});

test('“write a mail and send it” is one mail; one that people get written is sent', () => {
  const one = planned(
    '⟦t.form|Somebody joins by form⟧, ⟦email|write {to:them} {what:a welcome mail}⟧ and ⟦email|send it⟧',
    't.form; email; email',
  );
  expect(configs(one.document, 'email.send')).toHaveLength(1);
  const sent = planned('⟦t.form|Somebody joins by form⟧. They ⟦generate|get {what:a warm welcome mail} written⟧', 't.form; generate');
  expect(mailText(sent)).toBe('{{ nodes.write.output.text }}');
});
