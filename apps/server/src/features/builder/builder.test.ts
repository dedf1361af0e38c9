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

  test('at least thirty templates are offered', async () => {
    const { body } = await call('GET', '/api/v2/templates');
    expect((body['items'] as unknown[]).length).toBeGreaterThanOrEqual(30);
  });
});
