import { expect, test } from 'vitest';
import { parseLabelled, readingOf } from './marked.ts';
import { partIdOf } from './part-ids.ts';
import { placed, placeIdOf } from './places.ts';
import type { Reader } from './reader.ts';
import { allSteps, type Reading } from './reading.ts';
import { readAgain, requestNow, withRequest, withSaidAgain } from './said-again.ts';

const marked = (text: string, plan: string) => parseLabelled(JSON.stringify({ text, plan }));
const first = marked(
  '⟦t.form|Somebody books a table⟧, ⟦email|mail {to:them}⟧, ⟦if|if they are {op:over} {value:8}⟧ ⟦approve|ask {to:chef@inn.example}⟧ and ⟦wait|wait {time:a day}⟧',
  't.form; email; if(approve); wait',
);
const { text } = first;
const partOf = (words: string): string => partIdOf(text, words, text.indexOf(words));

/** Reads each of these texts without a fault, and everything else as nothing. */
function readerOf(...requests: readonly ReturnType<typeof marked>[]): Reader {
  const nothing: Reading = { trigger: undefined, otherStarts: [], hasFile: false, steps: [], policies: [], sure: 1 };
  return async (asked) => {
    const known = requests.find((request) => request.text === asked);
    return known ? readingOf(known) : nothing;
  };
}
const labelsOf = ({ steps }: Reading): string[] => allSteps(steps).map(({ label }) => label);

test('one part in other words is read anew, and everything around it stays as it was read', async () => {
  // In the whole request the reader now takes the condition and the wait for something else.
  const again = marked(
    '⟦t.form|Somebody books a table⟧, ⟦template|fill in the menu card⟧ ⟦write|as a {format:PDF}⟧, ⟦filter|if they are over 8⟧ ⟦approve|ask chef@inn.example⟧ and ⟦unmet|wait a day⟧',
    't.form; template; write; filter; approve; unmet',
  );
  const answers = withSaidAgain({}, partOf('mail them'), 'fill in the menu card as a PDF');
  const { text: now, reading } = await readAgain(readerOf(first, again), text, answers);
  expect(now).toBe(again.text);
  expect(labelsOf(reading)).toEqual(['template', 'write', 'if', 'approve', 'wait']);
  for (const { words, at } of allSteps(reading.steps)) expect(now.slice(at, (at ?? 0) + words.length)).toBe(words);
});

test('another condition holds what the one before it held', async () => {
  const again = marked(
    text
      .replace('if they are over 8', 'if it is Sunday')
      .replace('mail them', '⟦email|mail them⟧')
      .replace('if it is Sunday', '⟦if|if it is {value:Sunday}⟧'),
    'if; email',
  );
  const answers = withSaidAgain({}, partOf('if they are over 8'), 'if it is Sunday');
  const { reading } = await readAgain(readerOf(first, again), text, answers);
  const condition = reading.steps.find(({ label }) => label === 'if');
  expect(condition?.words).toBe('if it is Sunday');
  expect(condition?.branches.map((branch) => branch.map(({ label }) => label))).toEqual([['approve']]);
});

test('words that nobody can read become a gap, never what stood there before', async () => {
  const answers = withSaidAgain({}, partOf('wait a day'), 'do the thing with the colours');
  const { reading } = await readAgain(readerOf(first), text, answers);
  expect(labelsOf(reading)).toEqual(['email', 'if', 'approve', 'unmet']);
});

test('what was said of a part again is said of the newest words, and words that are gone are passed over', async () => {
  const once = withSaidAgain({ recipient: 'a@b.example' }, partOf('wait a day'), 'wait a week');
  const twice = withSaidAgain(once, partIdOf(requestNow(text, once), 'wait a week', text.indexOf('wait a day')), 'wait a month');
  expect(requestNow(text, withSaidAgain(twice, 'part:0:nothing of this', 'x'))).toBe(text.replace('wait a day', 'wait a month'));
  expect(withRequest(twice, 'Something else')).toEqual({ recipient: 'a@b.example', request: 'Something else' });
});

test('a part that was moved and is then said in other words stays where it was put, and so does what was put after it', async () => {
  const words = 'send them the menu';
  const again = marked(text.replace('mail them', `⟦email|${words}⟧`), 'email');
  const moved = {
    [placeIdOf(partOf('mail them'))]: `way:1:${partOf('if they are over 8')}`,
    [placeIdOf(partOf('wait a day'))]: `after:${partOf('mail them')}`,
  };
  const { text: now, reading, answers } = await readAgain(readerOf(first, again), text, withSaidAgain(moved, partOf('mail them'), words));
  const { steps } = placed(reading, now, answers);
  expect(steps.map(({ label }) => label)).toEqual(['if']);
  expect(steps[0]?.branches.map((branch) => branch.map((step) => step.words))).toEqual([['ask chef@inn.example'], [words, 'wait a day']]);
});

test('what became several steps stands where it was said, and a newer place counts more than an older one', async () => {
  const words = 'fill in the menu card as a PDF';
  const again = marked(text.replace('mail them', '⟦template|fill in the menu card⟧ ⟦write|as a {format:PDF}⟧'), 'template; write');
  const moved = { [placeIdOf(partOf('mail them'))]: `after:${partOf('wait a day')}` };
  const { text: now, reading, answers } = await readAgain(readerOf(first, again), text, withSaidAgain(moved, partOf('mail them'), words));
  expect(placed(reading, now, answers).steps.map(({ label }) => label)).toEqual(['template', 'write', 'if', 'wait']);
  const one = marked(text.replace('mail them', '⟦email|tell them⟧'), 'email');
  const newer = {
    ...withSaidAgain(moved, partOf('mail them'), 'tell them'),
    [placeIdOf(partIdOf(one.text, 'tell them', one.text.indexOf('tell them')))]: 'first',
  };
  const said = await readAgain(readerOf(first, one), text, newer);
  expect(placed(said.reading, said.text, said.answers).steps.map(({ label }) => label)).toEqual(['email', 'if', 'wait']);
});
