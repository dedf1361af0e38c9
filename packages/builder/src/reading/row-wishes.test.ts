import { expect, test } from 'vitest';
import { marked, planOf } from '../testing/drawn.ts';

const nodesOf = (text: string, plan: string) => planOf(marked(text, plan)).document.nodes;

test('the first three in every group are those with fewer than three of their group before them', () => {
  const nodes = nodesOf(
    '⟦t.form|Teachers upload {file:results.xlsx}⟧. ⟦sort|Rank by {by:time}⟧ ⟦total|in every {by:age group}⟧, ⟦sort|take {dir:the first} {count:three}⟧, ⟦write|make one {format:pdf}⟧.',
    't.form; read; total; sort; sort; write',
  );
  expect(nodes.find(({ type }) => type === 'data.sort')?.config).toMatchObject({ by: 'age group', then: [{ column: 'time' }] });
  expect(nodes.find(({ type }) => type === 'data.filter')?.config['condition']).toMatch(
    /^size\(slice\(.*, 0, index\)\.filter\(other, other\["age group"\] == item\["age group"\]\)\) < 3$/u,
  );
  expect(nodes.some(({ type }) => type === 'data.group')).toBe(false);
});

test('what each row is goes into its row, and is counted by', () => {
  const nodes = nodesOf(
    '⟦t.form|I upload {file:answers.csv}⟧. ⟦each|Go through every {noun:answer}⟧, ⟦classify|say {class:happy} or {class:unhappy}⟧, then ⟦total|{calc:count} by {by:mood}⟧.',
    't.form; read; each(classify); total',
  );
  expect(nodes.map(({ type }) => type)).toEqual(['trigger.form', 'file.read', 'ai.classify', 'data.group']);
  expect(nodes.at(-1)?.config['by']).toBe('label');
});

test('a web page is a text from which is written, not rows', () => {
  const text =
    '⟦t.schedule|{time:Every morning}⟧ ⟦fetch|read the page {url:https://plans.example/new}⟧, ⟦filter|pick out {value:those in our village}⟧, ⟦summarize|summarise each in {style:one sentence}⟧ and ⟦email|mail it to {to:clerk@x.example}⟧.';
  expect(nodesOf(text, 't.schedule; fetch; filter; summarize; email').map(({ type }) => type)).toEqual([
    'trigger.schedule',
    'http.request',
    'ai.generate',
    'ai.generate',
    'email.send',
  ]);
  const data = text.replace('/new', '/new.json');
  expect(nodesOf(data, 't.schedule; fetch; filter; summarize; email').map(({ type }) => type)).toContain('data.filter');
});
