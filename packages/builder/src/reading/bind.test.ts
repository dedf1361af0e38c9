import { validateDocument } from '@arches/kernel';
import { expect, test } from 'vitest';
import { validationRequests } from '../evaluation/labelled-requests.ts';
import { stepTypes } from '../evaluation/score.ts';
import { planFromWords } from '../plan-from-words.ts';
import { realCatalog } from '../testing/real-catalog.ts';
import { parseLabelled, readingOf } from './marked.ts';

/** The plan of a request that was read without a fault. */
function planned(text: string, plan: string) {
  const request = parseLabelled(JSON.stringify({ text, plan }));
  return planFromWords({ sentence: request.text }, { catalog: realCatalog, reading: readingOf(request) });
}

test('steps stand in the order in which they happen, whatever the order of the words', () => {
  const { document } = planned(
    '⟦email|Mail ann@shop.example⟧ ⟦total|the total per shop⟧ ⟦filter|of orders above 100⟧ from ⟦fetch|https://shop.example/orders⟧ ⟦t.schedule|every Monday at 8:00⟧',
    't.schedule; fetch; filter; total; email',
  );
  expect(document.nodes[0]?.config).toMatchObject({ cron: '0 8 * * 1' });
  expect(stepTypes(document)).toEqual(['http.request', 'data.filter', 'data.group', 'email.send']);
  expect(document.nodes[2]?.config['condition']).toContain('> 100');
  expect(document.nodes[4]?.config['to']).toBe('ann@shop.example');
});

test('both ways of a condition hold what was said of them', () => {
  const { document } = planned(
    '⟦t.form|Guests rate their stay in a form⟧. ⟦if|If the rating is below 3⟧ ⟦approve|ask the manager⟧ and ⟦email|mail boss@inn.example⟧, ⟦else|otherwise⟧ ⟦email|mail team@inn.example⟧',
    't.form; if(approve; email | email)',
  );
  expect(stepTypes(document)).toEqual(['flow.if', 'flow.approval', 'email.send', 'email.send']);
  const from = (port: string) => document.edges.filter(({ sourcePort }) => sourcePort === port).map(({ target }) => target);
  const typeOf = (id: string | undefined) => document.nodes.find((node) => node.id === id)?.type;
  expect(typeOf(from('true')[0])).toBe('flow.approval');
  expect(typeOf(from('false')[0])).toBe('email.send');
});

test('what is done for each entry stands in a loop over the rows', () => {
  const { document } = planned(
    '⟦t.form|I upload a list of members⟧; ⟦each|for each member⟧ ⟦generate|write a birthday letter⟧ and ⟦email|mail it⟧',
    't.form; read; each(generate; email)',
  );
  expect(stepTypes(document)).toEqual(['file.read', 'flow.for_each', 'ai.generate', 'email.send']);
  expect(document.nodes[2]?.body?.nodes).toHaveLength(2);
});

test('every way of a choice gets its name from the classes found before', () => {
  const { document } = planned(
    '⟦t.webhook|Our help desk posts a ticket⟧, ⟦classify|sort it into billing, technical or sales⟧ and ⟦switch|depending on that⟧ ⟦email|mail b@x.example⟧, ⟦email|mail t@x.example⟧ or ⟦email|mail s@x.example⟧',
    't.webhook; classify; switch(email | email | email)',
  );
  const choice = document.nodes.find(({ type }) => type === 'flow.switch');
  expect(choice?.config['cases']).toMatchObject([{ name: 'billing' }, { name: 'technical' }, { name: 'sales' }]);
  expect(stepTypes(document)).toEqual(['ai.classify', 'flow.switch', 'email.send', 'email.send', 'email.send']);
});

test('two lists that are brought together are both asked for and both read', () => {
  const { document } = planned(
    '⟦combine|Join⟧ ⟦t.form|the member list I upload⟧ with the payments by member number, ⟦deduplicate|no doubles⟧',
    't.form; read; combine; deduplicate',
  );
  expect(document.nodes[0]?.config['fields']).toHaveLength(2);
  expect(stepTypes(document)).toEqual(['file.read', 'file.read', 'flow.merge', 'data.deduplicate']);
});

test('a text that is filled in, fields that are chosen and a web address said at the end keep their values', () => {
  const { document } = planned(
    '⟦t.webhook|the till posts a sale⟧, ⟦set|keep only amount and shop⟧, ⟦template|fill "Sold for {amount} in {shop}"⟧, ⟦fetch|post it⟧ please, to https://wall.example/lines',
    't.webhook; set; template; fetch',
  );
  const config = (type: string) => document.nodes.find((node) => node.type === type)?.config;
  expect(Object.keys((config('data.set')?.['fields'] ?? {}) as object)).toEqual(['amount', 'shop']);
  expect(config('text.template')?.['template']).toMatch(/^Sold for \{\{.+\}\} in \{\{.+\}\}$/u);
  expect(config('http.request')).toMatchObject({ method: 'POST', url: 'https://wall.example/lines' });
});

test('a time that cannot be read is asked for, never set to something else', () => {
  const { document, questions } = planned('⟦t.schedule|whenever the moon is full⟧ ⟦email|mail me@home.example⟧', 't.schedule; email');
  expect(document.nodes[0]).toMatchObject({ type: 'trigger.schedule', config: {} });
  expect(questions[0]?.text).toContain('whenever the moon is full');
});

test('a request in which nothing is asked for is asked back', () => {
  expect(planned('hi, what is this?', '').questions).toMatchObject([{ id: 'request' }]);
});

test('every marked request gives a workflow that can be opened; what is open in it is asked for', { timeout: 240_000 }, () => {
  for (const request of validationRequests()) {
    const { document, questions } = planFromWords({ sentence: request.text }, { catalog: realCatalog, reading: readingOf(request) });
    const bad = validateDocument(document, realCatalog).filter(
      ({ severity, code, message }) =>
        severity === 'error' && code !== 'placeholder_left' && !/must not be empty|needs a time/u.test(message),
    );
    expect(bad, request.text).toEqual([]);
    expect(questions.length, request.text).toBeLessThanOrEqual(1);
  }
});
