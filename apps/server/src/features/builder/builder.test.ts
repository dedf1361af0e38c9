import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../../testing/test-server.ts';

describe('describing a workflow in words', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer('embedded');
  });
  afterAll(() => server?.close());

  const call = async (method: string, path: string, body?: unknown): Promise<{ status: number; body: Record<string, unknown> }> => {
    const response = await server.owner.call(method, path, body);
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  const generate = (problemStatement: string) => call('POST', '/api/v2/workflows/generate/enhanced', { problemStatement });

  test('a sentence gives a graph, what is sure of it, an explanation and questions', async () => {
    const { status, body } = await generate(
      'When I upload a CSV of customer feedback, group the complaints by topic, count them and give me an Excel report',
    );
    expect(status).toBe(200);
    expect(body).toMatchObject({
      graph: { nodes: [{ type: 'trigger.form' }, { type: 'file.read' }, { type: 'ai.group' }, { type: 'file.write' }] },
      metadata: { confidence: expect.any(Number), generationMethod: 'built-in planner' },
      explanation: { reasoning: expect.any(String) },
      questions: [],
    });
  });

  test('kept, it is a workflow that validates and can be changed in words', async () => {
    const proposal = await generate('Every Monday at 8 get https://shop.example/orders and e-mail boss@shop.example an Excel file');
    const kept = await call('POST', `/api/v2/proposals/${String(proposal.body['id'])}/keep`);
    expect(kept.status).toBe(200);
    const id = String(kept.body['workflowId']);
    const checked = await call('POST', `/api/v2/workflows/${id}/validate`);
    expect(checked.body).not.toMatchObject({ problems: expect.arrayContaining([expect.objectContaining({ severity: 'error' })]) });

    const change = await call('POST', `/api/v2/workflows/${id}/proposals`, { message: 'use CSV instead' });
    expect(change.status).toBe(201);
    expect((change.body['steps'] as { change: string }[]).filter((step) => step.change !== 'same')).toMatchObject([
      { change: 'changed', type: 'file.write' },
    ]);
    expect((await call('POST', `/api/v2/proposals/${String(change.body['id'])}/keep`)).status).toBe(200);
    expect(JSON.stringify((await call('GET', `/api/v2/workflows/${id}`)).body)).toContain('"format":"csv"');
  });

  test('any of the open questions can be answered, in any order', async () => {
    const { body } = await call('POST', '/api/v2/workflows/generate/enhanced', { problemStatement: 'send rota' });
    const [first] = body['questions'] as { id: string }[];
    const [second] = body['openQuestions'] as { id: string }[];
    expect(second?.id).not.toBe(first?.id);
    const id = body['id'] as string;
    const answered = await call('POST', `/api/v2/proposals/${id}/answer`, { questionId: second?.id, answer: 'every monday at 7' });
    expect(answered.status).toBe(200);
    expect(answered.body['questions']).toMatchObject([{ id: first?.id }]);
    const left = answered.body['openQuestions'] as { id: string }[];
    expect(left.map((question) => question.id)).not.toContain(second?.id);
  });

  test('an answered question is planned in', async () => {
    const { body } = await generate('Upload a csv, sort it by date and e-mail me the result');
    const [question] = body['questions'] as { id: string }[];
    expect(question?.id).toBe('recipient');
    const answered = await call('POST', `/api/v2/proposals/${String(body['id'])}/answer`, {
      questionId: 'recipient',
      answer: 'me@home.example',
    });
    expect(answered.body['questions']).toEqual([]);
    expect(JSON.stringify(answered.body['graph'])).toContain('me@home.example');
  });

  test('each part of a request can be put right, left out, or said in other words, without losing what was answered before', async () => {
    type Part = { id: string; words: string; state: string };
    const { body } = await generate('Upload a csv, sort it by date and e-mail me the result');
    const id = String(body['id']);
    const partsOf = (view: Record<string, unknown>): Part[] => (view['wording'] as { parts: Part[] }).parts;
    const typesOf = (view: Record<string, unknown>): string[] =>
      (view['graph'] as { nodes: { type: string }[] }).nodes.map(({ type }) => type);
    const sort = partsOf(body).find(({ words }) => words.startsWith('sort'));
    const correct = (change: object) => call('POST', `/api/v2/proposals/${id}/parts`, { part: sort?.id, ...change });
    await call('POST', `/api/v2/proposals/${id}/answer`, { questionId: 'recipient', answer: 'me@home.example' });

    const changed = await correct({ means: 'deduplicate' });
    expect(typesOf(changed.body)).toEqual(['trigger.form', 'file.read', 'data.deduplicate', 'file.write', 'email.send']);
    const earlier = await correct({ means: 'right' });
    expect(typesOf(earlier.body)).toEqual(['trigger.form', 'file.read', 'data.sort', 'file.write', 'email.send']);
    expect(typesOf((await correct({ place: 'after:part:0:e-mail me the result' })).body).at(-1)).toBe('data.sort');
    expect(await correct({ place: 'after:part:0:nothing of this' })).toMatchObject({ status: 422, body: { code: 'choice_unknown' } });
    const without = await correct({ means: 'nothing' });
    expect(typesOf(without.body)).toEqual(['trigger.form', 'email.send']);
    expect(partsOf(without.body).find(({ id: one }) => one === sort?.id)).toMatchObject({ state: 'left_out' });
    const other = await correct({ words: 'keep only the open ones' });
    expect(other.body['request']).toBe('Upload a csv, keep only the open ones and e-mail me the result');
    expect(typesOf(other.body)).toContain('data.filter');
    expect(JSON.stringify(other.body['graph'])).toContain('me@home.example');
    expect((await call('GET', `/api/v2/proposals/${id}`)).body['graph']).toEqual(other.body['graph']);
    const more = await call('POST', `/api/v2/proposals/${id}/parts`, { words: 'Then wait two days' });
    expect(typesOf(more.body)).toContain('flow.delay');
    expect(JSON.stringify(more.body['graph'])).toContain('me@home.example');
  });

  test('words that are not there, and what they cannot mean, are refused with what to do', async () => {
    const { body } = await generate('Upload a csv, sort it by date and e-mail me the result');
    const correct = (change: object) => call('POST', `/api/v2/proposals/${String(body['id'])}/parts`, change);
    const [part] = (body['wording'] as { parts: { id: string }[] }).parts;
    expect(await correct({ part: 'part:0:nothing of this', means: 'right' })).toMatchObject({
      status: 422,
      body: { code: 'part_unknown' },
    });
    expect(await correct({ part: part?.id, means: 'dance' })).toMatchObject({ status: 422, body: { code: 'choice_unknown' } });
    expect(await correct({ part: part?.id })).toMatchObject({ status: 400 });
    expect(await correct({ part: part?.id, means: 'right', words: 'both' })).toMatchObject({ status: 400 });
  });

  test('at least thirty templates are offered', async () => {
    const { body } = await call('GET', '/api/v2/templates');
    expect((body['items'] as unknown[]).length).toBeGreaterThanOrEqual(30);
  });
});
