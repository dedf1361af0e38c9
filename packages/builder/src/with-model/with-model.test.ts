import type { ModelPort, ObjectRequest } from '@arches/ai';
import { AppError } from '@arches/kernel';
import { expect, test } from 'vitest';
import { plannerName } from '../plan-metadata.ts';
import { planFromWords } from '../plan-from-words.ts';
import { realCatalog } from '../testing/real-catalog.ts';
import { changeWithModel } from './change-with-model.ts';
import { planWithModel } from './plan-with-model.ts';

/** Gives its answers one after the other; it shows that they are carried through, not how good a model is. */
function scripted(...answers: unknown[]): ModelPort & { readonly asked: ObjectRequest[] } {
  const asked: ObjectRequest[] = [];
  return {
    asked,
    describe: () => ({ providerId: 'p', provider: 'ollama', name: 'Scripted', model: 'scripted-1' }),
    generateText: () => Promise.reject(new Error('not asked for text')),
    generateObject: (request) => {
      asked.push(request);
      const answer = answers[asked.length - 1];
      if (answer instanceof Error) return Promise.reject(answer);
      return Promise.resolve({ object: answer, usage: { inputTokens: 1, outputTokens: 1, costUsd: 0 } as never });
    },
  };
}

const step = (id: string, type: string, config: object, after: string[] = [], port: string | null = null) => ({
  id,
  type,
  name: id,
  config,
  after,
  port,
  inside: null,
  because: null,
});
const good = {
  name: 'Mail orders',
  steps: [
    step('start', 'trigger.webhook', { path: 'orders' }),
    step('mail', 'email.send', { to: 'a@b.example', subject: 'New order', text: '{{ trigger.body.text }}' }, ['start']),
  ],
  question: null,
};
const bad = { ...good, steps: [good.steps[0], step('mail', 'email.send', { subjekt: 'x' }, ['start'])] };
const request = { sentence: 'when an order comes in mail a@b.example' };

test('a plan that validates is taken as it is, under the model’s name', async () => {
  const model = scripted(good);
  const plan = await planWithModel(request, { catalog: realCatalog, model });
  expect(plan.metadata.generationMethod).toBe('scripted-1');
  expect(plan.document.edges).toMatchObject([{ source: 'start', target: 'mail', sourcePort: 'out' }]);
  expect(model.asked).toHaveLength(1);
});

test('mistakes go back to the model, and the better plan is taken', async () => {
  const model = scripted(bad, good);
  const plan = await planWithModel(request, { catalog: realCatalog, model });
  expect(model.asked[1]?.prompt).toContain('It cannot run');
  expect(plan.metadata.generationMethod).toBe('scripted-1');
});

test('a round that does not help ends it, and the rules’ plan comes with a note', async () => {
  const model = scripted(bad, bad, good);
  const plan = await planWithModel(request, { catalog: realCatalog, model });
  expect(model.asked).toHaveLength(2);
  expect(plan.metadata.generationMethod).toBe(plannerName);
  expect(plan.reply).toContain('scripted-1');
});

test('a model that cannot be reached leaves the rules’ plan', async () => {
  const plan = await planWithModel(request, {
    catalog: realCatalog,
    model: scripted(new AppError('model_unavailable', 'Nobody answers.')),
  });
  expect(plan.document.nodes.map(({ type }) => type)).toEqual(['trigger.webhook', 'email.send']);
  expect(plan.explanation.potentialIssues.join()).toContain('Nobody answers.');
});

test('an unknown kind of step stays visible as a wish', async () => {
  const plan = await planWithModel(request, {
    catalog: realCatalog,
    model: scripted({ ...good, steps: [good.steps[0], step('fax', 'fax.send', {}, ['start'])] }),
  });
  expect(plan.steps.at(-1)).toMatchObject({ type: 'placeholder', placeholder: true });
});

test('a change the rules do not read is asked of the model as patches; one they read is not', async () => {
  const { document } = planFromWords(request, { catalog: realCatalog });
  const model = scripted({ understood: true, patches: [{ op: 'set_config', nodeId: 'email', path: ['subject'], value: 'Ahoy' }] });
  const changed = await changeWithModel(document, 'give the letter a seafaring heading', { catalog: realCatalog, model });
  expect(changed.document.nodes.at(-1)?.config['subject']).toBe('Ahoy');
  expect(changed.metadata.generationMethod).toBe('scripted-1');
  const plain = await changeWithModel(document, 'send it to c@d.example instead', { catalog: realCatalog, model });
  expect(plain.metadata.generationMethod).toBe(plannerName);
  expect(model.asked).toHaveLength(1);
});

test('patches that cannot be applied change nothing', async () => {
  const { document } = planFromWords(request, { catalog: realCatalog });
  const wrong = { understood: true, patches: [{ op: 'remove_node', nodeId: 'nowhere' }] };
  const { patches, document: after } = await changeWithModel(document, 'give the letter a seafaring heading', {
    catalog: realCatalog,
    model: scripted(wrong, wrong),
  });
  expect(patches).toEqual([]);
  expect(after).toBe(document);
});
