import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Permission, type Role, rolePermissions } from '@arches/contract';
import { createCircuitStore, createProposal } from '@arches/store';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { contractRoutes, type RouteFacts } from '../http/contract-routes.ts';
import { approvalDocument, echoDocument } from './documents.ts';
import { type Person, startTestServer, type TestServer } from './test-server.ts';

const plainRoutes: readonly RouteFacts[] = [
  { name: 'files.upload', method: 'POST', url: '/api/v2/files', permission: 'file:write', takesFiles: true },
  { name: 'files.download', method: 'GET', url: '/api/v2/files/:id', permission: 'file:read', takesFiles: false },
];
const routes = [...contractRoutes(), ...plainRoutes];
const closed = routes.filter(({ permission }) => permission !== 'public');
const roles: readonly Role[] = ['viewer', 'operator', 'builder', 'admin', 'owner'];

/** Bodies that pass the checks of shape, so that what is answered is about rights and ids. */
const bodies: { readonly [route: string]: unknown } = {
  'members.invite': { email: 'new@example.com', role: 'viewer' },
  'members.setRole': { role: 'viewer' },
  'apiKeys.create': { name: 'key', role: 'viewer' },
  'workflows.create': { name: 'New', nodes: [], edges: [] },
  'workflows.patch': { patches: [{ op: 'set_meta', field: 'name', value: 'Other' }] },
  'triggers.backfill': { from: '2026-01-01T00:00:00Z' },
  'schedules.preview': { config: { cron: '0 8 * * *' } },
  'runs.start': { input: {} },
  'runs.startPipeline': { input: {} },
  'failures.retry': { workflowId: 'wf_none', code: 'broken', nodeId: null },
  'approvals.decide': { decision: 'approved' },
  'approvals.delegate': { to: 'later@example.com' },
  'approvals.resolve': { choice: 'fail' },
  'effects.reconcile': { happened: true },
  'builder.generate': { problemStatement: 'Send me a report every Monday' },
  'builder.propose': { message: 'Add a step that sends an e-mail' },
  'builder.answer': { questionId: 'q', answer: 'a' },
  'builder.correct': { part: 'p', means: 'right' },
  'models.create': { kind: 'ollama', name: 'Local', model: 'tiny' },
  'models.check': { id: 'mdl_none' },
  'variables.save': { value: 1 },
  'settings.saveMail': { host: 'mail.example.com', port: 25, secure: false, from: 'a@example.com' },
};

describe('rights', () => {
  let server: TestServer;
  let people: { readonly [role in Role]: Person };
  let stranger: Person;
  /** Ids of the first organisation, by what a route calls them. */
  let ids: { readonly [route: string]: { readonly [parameter: string]: string } };

  beforeAll(async () => {
    server = await startTestServer();
    const { owner } = server;
    people = {
      owner,
      admin: await server.member('admin'),
      builder: await server.member('builder'),
      operator: await server.member('operator'),
      viewer: await server.member('viewer'),
    };
    stranger = await server.tenant('bo@example.com');
    ids = await makeThings(server);
  });
  afterAll(() => server?.close());

  function address({ name, url }: RouteFacts, given: { readonly [parameter: string]: string }): string {
    const family = name.split('.')[0] ?? '';
    const known = { ...ids[family], ...ids[name], ...given };
    return url.replaceAll(/:(\w+)/g, (_match, parameter: string) => known[parameter] ?? 'none_0');
  }

  const call = (person: Person | undefined, route: RouteFacts, given = {}): Promise<Response> =>
    fetch(`${server.url}${address(route, given)}`, {
      method: route.method,
      headers: {
        ...(person ? { authorization: `Bearer ${person.token}` } : {}),
        ...(route.method === 'GET' ? {} : { 'content-type': 'application/json' }),
      },
      ...(route.method === 'GET' ? {} : { body: JSON.stringify(bodies[route.name] ?? {}) }),
    });

  test.each(closed.map((route) => [route.name, route] as const))('%s: nothing without signing in', async (_name, route) => {
    const answer = await call(undefined, route);
    expect(answer.status).toBe(401);
    expect(await answer.json()).toEqual({
      code: 'unauthenticated',
      message: expect.stringContaining('Sign in'),
      traceId: expect.any(String),
    });
    const garbage = await fetch(`${server.url}${address(route, {})}`, {
      method: route.method,
      headers: { authorization: 'Bearer nonsense' },
    });
    expect(garbage.status).toBe(401);
  });

  const lacking = closed.flatMap((route) =>
    roles.filter((role) => !rolePermissions[role].includes(route.permission)).map((role) => [route.name, role, route] as const),
  );
  test.each(lacking)('%s: refused to a %s', async (_name, role, route) => {
    const answer = await call(people[role], route);
    expect(answer.status).toBe(403);
    expect(await answer.json()).toMatchObject({ code: 'forbidden', details: { permission: route.permission satisfies Permission } });
  });

  // `variables.save` makes what is not there: whose it is then, is told where variables are.
  const withIds = closed.filter(({ url, name }) => url.includes(':') && !name.startsWith('auth.') && name !== 'variables.save');
  test.each(withIds.map((route) => [route.name, route] as const))(
    '%s: another organisation’s id is answered like one that does not exist',
    async (_name, route) => {
      const foreign = await call(stranger, route);
      const answer = (await foreign.json()) as { code: string };
      expect([route.name, foreign.status, answer.code]).toEqual([route.name, 404, expect.stringMatching(/_not_found$/)]);
      const none = Object.fromEntries(
        [...route.url.matchAll(/:(\w+)/g)].map(([, name = '']) => [name, name === 'version' ? '1' : 'none_0']),
      );
      const absent = await call(stranger, route, none);
      expect([absent.status, ((await absent.json()) as { code: string }).code]).toEqual([404, answer.code]);
    },
  );

  test.each(withIds.map((route) => [route.name, route] as const))(
    '%s: the ids of that test do exist for their own people',
    async (_name, route) => {
      const answer = await call(server.owner, route);
      expect([route.name, answer.status]).not.toEqual([route.name, 404]);
      await answer.body?.cancel();
    },
  );

  test('lists show nothing of another organisation', async () => {
    for (const route of closed.filter(({ method, url }) => method === 'GET' && !url.includes(':'))) {
      const text = await (await call(stranger, route)).text();
      for (const id of ['wf_', 'run_', 'file_', 'apr_', 'mdl_']) {
        const leaked = Object.values(ids).some((known) =>
          Object.values(known).some((value) => value.startsWith(id) && text.includes(value)),
        );
        expect([route.name, leaked]).toEqual([route.name, false]);
      }
      expect(text).not.toContain('ada@example.com');
    }
  });
});

/** One of everything that has an id. Deletions in the walk come last for each id, or name one of their own. */
async function makeThings({ owner, running }: TestServer) {
  const { client } = owner;
  const workflow = await client.workflows.create(approvalDocument);
  await client.workflows.publish({ id: workflow.id });
  const spare = await client.workflows.create(approvalDocument);
  const { body: run } = await client.runs.start({ params: { id: workflow.id }, query: { wait: 1 }, body: { input: {} } });
  const approval = (await client.approvals.list({})).items[0];
  const hooked = await client.workflows.create(echoDocument('walked', 'immediately'));
  await client.workflows.publish({ id: hooked.id });
  await fetch(`${running.url}/hooks/walked`, { method: 'POST', body: '{"n":1}', headers: { 'content-type': 'application/json' } });
  const delivery = (await client.triggers.ledger({ id: hooked.id })).items[0];
  const form = new FormData();
  form.set('file', new Blob(['a,b\n1,2\n']), 'small.csv');
  const file = (await (
    await fetch(`${running.url}/api/v2/files`, { method: 'POST', headers: { authorization: `Bearer ${owner.token}` }, body: form })
  ).json()) as { id: string };
  const model = await client.models.create({ kind: 'ollama', name: 'Local', model: 'tiny' });
  await client.variables.save({ name: 'walked', value: 1 });
  const key = await client.apiKeys.create({ name: 'key', role: 'viewer' });
  const invitation = await client.members.invite({ email: 'later@example.com', role: 'viewer' });
  const me = await client.auth.me();
  const viewer = (await client.members.list()).items.find(({ role }) => role === 'viewer');
  const { database } = running.deps;
  const proposalBody = {
    graph: approvalDocument,
    summaries: {},
    steps: [],
    questions: [{ id: 'q', text: 'Which one?', options: [], free: true }],
    metadata: {
      confidence: 0.5,
      recommendations: [],
      riskFactors: [],
      complexity: 'simple',
      estimatedCost: null,
      estimatedDuration: null,
      generationMethod: 'by hand',
    },
    explanation: { reasoning: '', designDecisions: [], potentialIssues: [] },
    reply: '',
    baseRevision: null,
    asked: {},
  };
  const proposal = await database.withTenant(me.organization.id, (tx) =>
    createProposal(tx, me.organization.id, { workflowId: null, sentence: 'A sentence', body: proposalBody, createdBy: me.user.id }),
  );
  await createCircuitStore(database).save({
    orgId: me.organization.id,
    key: 'host:broken.example.com',
    state: 'open',
    failures: 5,
    openedAt: Date.now(),
    nextTryAt: Date.now() + 600_000,
  });
  await running.deps.engine.refreshCircuits();
  const value = await largeValue(owner);
  const doubt = await doubtfulEffect(owner);
  return {
    workflows: { id: workflow.id, version: '1' },
    'workflows.remove': { id: spare.id },
    runs: { id: run.id },
    'runs.start': { id: workflow.id },
    'runs.startPipeline': { id: workflow.id },
    'runs.value': value,
    triggers: { id: hooked.id, nodeId: 'start', deliveryId: delivery?.id ?? '' },
    approvals: { id: approval?.id ?? '' },
    'approvals.resolve': { id: doubt.decisionId },
    effects: { runId: doubt.runId, step: 'post' },
    files: { id: file.id },
    models: { id: model.id },
    apiKeys: { id: key.id },
    members: { userId: viewer?.userId ?? '', id: invitation.id },
    builder: { id: proposal.id },
    'builder.propose': { id: workflow.id },
    'builder.openProposals': { id: workflow.id },
    variables: { name: 'walked' },
    circuits: { id: 'host:broken.example.com' },
  };
}

/** A run that called an address which took the request and never answered: nobody knows whether it happened. */
async function doubtfulEffect({ client }: Person): Promise<{ runId: string; decisionId: string }> {
  const outside = createServer((request) => request.socket.destroy());
  await new Promise<void>((resolve) => outside.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(outside.address() as AddressInfo).port}`;
  const policy = { effect: 'at_most_once', retry: { maxAttempts: 1 } };
  const { id } = await client.workflows.create({
    name: 'Doubtful',
    nodes: [{ id: 'post', type: 'http.request', config: { method: 'POST', url }, policy }],
    edges: [],
  });
  await client.workflows.publish({ id });
  const { body } = await client.runs.start({ params: { id }, query: {}, body: { input: {} } });
  for (;;) {
    const [open] = (await client.approvals.list({ runId: body.id })).items;
    if (open) {
      outside.close();
      return { runId: body.id, decisionId: open.id };
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** A run whose output is too large for its row. */
async function largeValue({ client }: Person): Promise<{ id: string; valueId: string }> {
  const workflow = await client.workflows.create({
    name: 'Large',
    nodes: [{ id: 'big', type: 'data.set', config: { fields: { text: '{{ input.text }}' } } }],
    edges: [],
  });
  await client.workflows.publish({ id: workflow.id });
  const { body } = await client.runs.start({
    params: { id: workflow.id },
    query: { wait: 30 },
    body: { input: { text: 'x'.repeat(40_000) } },
  });
  const output = 'output' in body ? (body.output as { $artifact: { id: string } }) : undefined;
  return { id: body.id, valueId: output?.$artifact.id ?? '' };
}
