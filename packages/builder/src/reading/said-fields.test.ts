import type { WorkflowNode } from '@arches/kernel';
import { expect, test } from 'vitest';
import { planOf, marked } from '../testing/drawn.ts';
import { unmerged } from './merged-fields.ts';
import { choiceSaid } from './said-fields.ts';

interface Field {
  readonly label: string;
  readonly type: string;
  readonly options?: readonly string[];
}
const formOf = (text: string, plan: string): readonly Field[] => {
  const form = planOf(marked(text, plan)).document.nodes.find(({ type }: WorkflowNode) => type === 'trigger.form');
  return (form?.config['fields'] ?? []) as readonly Field[];
};
const typesOf = (fields: readonly Field[]) => Object.fromEntries(fields.map(({ label, type }) => [label, type]));

test.each([
  ['child name class', ['child name', 'class']],
  ['pupil name class teacher', ['pupil name', 'class teacher']],
  ['first name surname phone number', ['first name', 'surname', 'phone number']],
  ['emergency contact number', ['emergency contact number']],
  ['name of volunteer', ['name of volunteer']],
  ['shirt size', ['shirt size']],
  ['dietary needs', ['dietary needs']],
])('fields that were listed without a comma are taken apart, names of one field are not: %s', (words, fields) => {
  expect(unmerged(words)).toEqual(fields);
});

test('a list goes on after the last field that was marked', () => {
  expect(
    typesOf(
      formOf(
        '⟦t.form|the form has {field:name of volunteer}, {field:yes/no coming}, voice⟧. ⟦email|mail all to {to:choir@x.example}⟧',
        't.form; email',
      ),
    ),
  ).toEqual({ 'Name of volunteer': 'text', 'Yes/no coming': 'checkbox', Voice: 'text' });
});

test('a question that the form asks in a sentence is a field', () => {
  const fields = formOf(
    '⟦t.form|members fill in a form whether they come to the dinner and {field:what dish they want}⟧, ⟦email|mail {to:me}⟧',
    't.form; email',
  );
  expect(fields).toMatchObject([
    { label: 'Dish', type: 'text' },
    { label: 'Do you come to the dinner?', type: 'choice', options: ['Yes', 'No'] },
  ]);
});

test.each([
  ['guests register (they choose vegan, meat or fish)', 'choice', ['Vegan', 'Meat', 'Fish']],
  ['in their language (they choose german or italian)', 'language', ['German', 'Italian']],
  ['picks the size of the shirt (small, medium or large)', 'size', ['Small', 'Medium', 'Large']],
  ['volunteer picks morning, afternoon or evening shift; mail us', 'shift', ['Morning', 'Afternoon', 'Evening']],
])('what is chosen among named things is a choice: %s', (text, name, options) => {
  expect(choiceSaid(text)).toMatchObject({ name, type: 'choice', options });
});

test.each(['the boss picks it or not', 'choose the best', 'they pick up the parcel'])('“%s” is no choice in a form', (text) => {
  expect(choiceSaid(text)).toBeUndefined();
});

test('who types one thing into a form of their own is asked for nothing else', () => {
  expect(
    typesOf(
      formOf(
        "⟦generate|translate {what:the soup of the day} into {lang:Polish}⟧, ⟦t.form|I'll type it into a form every morning⟧",
        't.form; generate',
      ),
    ),
  ).toEqual({ 'Soup of the day': 'long_text' });
  expect(
    typesOf(formOf('⟦t.form|form with only the menu of the day⟧. ⟦generate|translate it into {lang:English}⟧', 't.form; generate')),
  ).toEqual({
    'Menu of the day': 'long_text',
  });
});

test('what is pasted is a text and no file, and going through pasted addresses is a gap', () => {
  const request = marked(
    '⟦t.form|I paste {noun:a list of links} in a form⟧, ⟦summarize|read each page⟧ and ⟦email|mail {to:me}⟧',
    't.form; summarize; email',
  );
  const { document } = planOf(request);
  expect(document.nodes[0]?.config['fields']).toMatchObject([{ label: 'List of links', type: 'long_text' }]);
  expect(document.nodes.map(({ type }) => type)).toContain('placeholder');
});
