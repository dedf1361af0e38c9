import { expect, test } from 'vitest';
import { planFromWords } from '../plan-from-words.ts';
import type { Plan } from '../plan-types.ts';
import { parseLabelled, readingOf } from '../reading/marked.ts';
import { realCatalog } from '../testing/real-catalog.ts';
import { Assembly } from './assembly.ts';
import { tieLooseEnds } from './loose-ends.ts';

/** The plan of a request whose words and values were read without a fault. */
function planned(text: string, plan: string, answers: { readonly [id: string]: string } = {}): Plan {
  const request = parseLabelled(JSON.stringify({ text, plan }));
  return planFromWords({ sentence: request.text, answers }, { catalog: realCatalog, reading: readingOf(request) });
}

const mailOf = ({ document }: Plan): unknown => document.nodes.find(({ type }) => type === 'email.send')?.config['to'];

/** A mail and a file, in the order of the types, started by a form. */
function drawn(...types: readonly string[]): Assembly {
  const assembly = new Assembly();
  assembly.add('start', 'trigger.form', 'When the form is sent', { title: 'Form', fields: [] }, 'a form is sent');
  for (const type of types)
    assembly.add(type.split('.')[1] ?? type, type, type, type === 'ai.generate' ? { prompt: '{{ input.text }}' } : {}, type);
  tieLooseEnds(assembly);
  return assembly;
}

const issues = ({ notes }: Assembly): string[] => notes.flatMap(({ kind, text }) => (kind === 'issue' ? [text] : []));
const attached = ({ nodes }: Assembly): unknown => nodes.find(({ type }) => type === 'email.send')?.config['attachments'];

test('a file goes with the mail that follows it, also after a wait', () => {
  expect(attached(drawn('file.write', 'email.send'))).toBe('{{ nodes.write.output.file }}');
  expect(attached(drawn('file.write', 'flow.delay', 'email.send'))).toBe('{{ nodes.write.output.file }}');
});

test('a file that is made on one way only is attached where there is one', () => {
  const { document } = planned(
    '⟦t.webhook|A donation is posted⟧. ⟦if|if {column:amount} is {op:over} {value:100}⟧ ⟦write|make {file:a PDF receipt}⟧. ⟦email|Thank {to:a@x.example}⟧',
    't.webhook; if(write); email',
  );
  expect(document.nodes.at(-1)?.config['attachments']).toBe('{{ default(nodes.report.output.file, "") }}');
});

test('a file that is made after the mail, or only for a later one, is said to reach nobody', () => {
  for (const types of [
    ['email.send', 'file.write'],
    ['email.send', 'file.write', 'flow.delay', 'http.request'],
  ]) {
    const assembly = drawn(...types);
    expect(attached(assembly)).toBeUndefined();
    expect(issues(assembly)).toEqual(['Nobody gets what “file.write” makes: say who shall have it.']);
  }
});

test('a text that no mail has is said to reach nobody', () => {
  expect(issues(drawn('ai.generate', 'email.send'))).toEqual(['Nobody gets what “ai.generate” makes: say who shall have it.']);
});

test.each([[['file.write']], [['email.send', 'ai.generate', 'placeholder']]])(
  'what the page of the run shows, or somebody takes on, is in order: %s',
  (types) => {
    expect(issues(drawn(...types))).toEqual([]);
  },
);

test('a wait at the end is said to be one', () => {
  expect(issues(drawn('email.send', 'flow.delay'))).toEqual(['Nothing comes after “flow.delay”.']);
  expect(issues(drawn('flow.delay', 'email.send'))).toEqual([]);
});

test('what is made on a schedule and goes to nobody is looked up on the page of its runs', () => {
  const { metadata } = planned(
    '⟦t.schedule|{time:Every Thursday}⟧ ⟦fetch|get {url:https://x.example/news}⟧ and ⟦summarize|make a short summary⟧',
    't.schedule; fetch; summarize',
  );
  expect(metadata.recommendations).toContain(
    'What “Summarise it” makes is on the page of each run; add an e-mail if somebody shall get it.',
  );
});

test('many people are asked for, where only somebody else’s address is at hand', () => {
  const toAll = ['⟦t.webhook|The pitch sensor calls⟧, ⟦email|mail all {to:players}⟧', 't.webhook; email'] as const;
  expect(mailOf(planned(...toAll))).toBe('');
  expect(planned(...toAll).questions[0]?.text).toBe('What is the e-mail address of the players?');
  expect(mailOf(planned(...toAll, { 'recipient:players': 'team@club.example' }))).toBe('team@club.example');
  const others = planned('⟦t.form|The plumber enters the works in a form⟧, ⟦email|mail the {to:tenants}⟧', 't.form; email');
  expect(mailOf(others)).toBe('');
});

test('a plural that means whoever sent the form stays with them', () => {
  const { document } = planned('⟦t.form|Guests book a tour in a form⟧, ⟦email|the {to:guests} get a confirmation⟧', 't.form; email');
  expect(document.nodes.at(-1)?.config['to']).toBe('{{ input.email }}');
});

test('what a text is to be written from is typed into the form that starts it', () => {
  const { document } = planned(
    '⟦generate|Write {what:a reference letter} from my bullet points⟧, ⟦write|as a {file:PDF}⟧',
    't.manual; generate; write',
  );
  expect(document.nodes[0]?.config['fields']).toEqual([
    { name: 'bulletPoints', label: 'Bullet points', type: 'long_text', required: true },
  ]);
  expect(document.nodes[1]?.config['prompt']).toContain('{{ input.bulletPoints }}');
});

test('a step that gets nothing to work on has the form ask for it, where words say what; started by hand it is said', () => {
  const started = (type: string): Assembly => {
    const assembly = new Assembly();
    assembly.add('start', type, 'Start', type === 'trigger.form' ? { title: 'Form', fields: [] } : {}, null);
    assembly.add('write', 'ai.generate', 'Write the letter', { prompt: 'Write a letter.' }, 'write a letter from my notes');
    tieLooseEnds(assembly);
    return assembly;
  };
  const { nodes } = started('trigger.form');
  expect(nodes[0]?.config['fields']).toEqual([{ name: 'notes', label: 'Notes', type: 'long_text', required: true }]);
  expect(nodes[1]?.config['prompt']).toBe('Write a letter.\n\n{{ input.notes }}');
  expect(issues(started('trigger.manual'))).toEqual(['“Write the letter” gets nothing to work on: start it with a form that asks for it.']);
});
