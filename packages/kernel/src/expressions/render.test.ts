import { describe, expect, test } from 'vitest';
import { referencesInTemplate, renderTemplate, templateProblems } from './render.ts';
import { expressionsIn } from './template-text.ts';

const scope = { trigger: { body: { n: 1, name: 'Ada', list: [1, 2], nothing: null, sly: '{{ trigger.body.n }}' } } };

test.each([
  ['plain', 'plain'],
  ['{{ trigger.body.n }}', 1],
  [' {{ trigger.body.list }} ', [1, 2]],
  ['Hello {{ trigger.body.name }}, {{ trigger.body.n + 1 }}!', 'Hello Ada, 2!'],
  ['{{ trigger.body.n }}{{ trigger.body.n }}', '11'],
  ['<{{ trigger.body.list }}|{{ trigger.body.nothing }}>', '<[1,2]|>'],
  ['{{ {"a": {"b": "}}"}} }}', { a: { b: '}}' } }],
  ['{{ {"a":{"b":1}}}}', { a: { b: 1 } }],
  ['open {{ for ever', 'open {{ for ever'],
  [
    { a: ['{{ trigger.body.n }}', 2], b: { c: null } },
    { a: [1, 2], b: { c: null } },
  ],
])('renders %j', (template, value) => {
  expect(renderTemplate(template, scope)).toEqual(value);
});

test('what comes out is never rendered again', () => {
  expect(renderTemplate('{{ trigger.body.sly }}', scope)).toBe('{{ trigger.body.n }}');
  expect(renderTemplate('x{{ trigger.body.sly }}', scope)).toBe('x{{ trigger.body.n }}');
});

test('parts without expressions are not copied', () => {
  const template = { fixed: { big: [1, 2, 3] }, n: '{{ trigger.body.n }}' };
  const rendered = renderTemplate(template, scope) as typeof template;
  expect(rendered.fixed).toBe(template.fixed);
});

describe('the text around expressions', () => {
  test('spans say where each expression stands', () => {
    expect(expressionsIn('a {{ b }} {{"}}"}}')).toEqual([
      { source: 'b', start: 2, end: 9, sourceStart: 5 },
      { source: '"}}"', start: 10, end: 18, sourceStart: 12 },
    ]);
  });

  test('problems carry the place in the text', () => {
    expect(templateProblems('ok {{ trigger.body }} bad {{ nope }} {{ open')).toEqual([
      { message: expect.stringContaining('"nope" is not a name here'), position: 29 },
      { message: expect.stringContaining('never closed'), position: 37 },
    ]);
  });

  test('many unclosed braces cost no more than a few looks at the text', () => {
    expect(expressionsIn('{{'.repeat(100_000))).toEqual([]);
  });
});

test('references in a configuration are found', () => {
  const config = { to: 'Dear {{ nodes.a.output.name }}', list: ['{{ nodes["b"].output }}', 'nodes.a'], fixed: { x: 1 } };
  expect(referencesInTemplate(config)).toEqual(['a', 'b']);
});
