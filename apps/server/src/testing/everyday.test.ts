import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ServerMessage } from '@arches/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkout } from '../config.ts';
import { approvalDocument, doublingDocument, echoDocument, formDocument } from './documents.ts';
import { type Person, startTestServer, type TestServer } from './test-server.ts';

let server: TestServer;
let owner: Person;
beforeAll(async () => {
  server = await startTestServer();
  owner = server.owner;
});
afterAll(() => server?.close());

async function published(document: Record<string, unknown>): Promise<string> {
  const { id } = await owner.client.workflows.create(document);
  await owner.client.workflows.publish({ id });
  return id;
}

async function until<T>(look: () => Promise<T | undefined>): Promise<T> {
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function upload(
  person: Person,
  name: string,
  content: string,
  type = 'text/csv',
): Promise<{ id: string; name: string; size: number; kind: 'file' }> {
  const form = new FormData();
  form.set('file', new Blob([content], { type }), name);
  const response = await fetch(`${server.url}/api/v2/files`, {
    method: 'POST',
    headers: { authorization: `Bearer ${person.token}` },
    body: form,
  });
  expect(response.status).toBe(201);
  return (await response.json()) as { id: string; name: string; size: number; kind: 'file' };
}

/** Messages of a socket, read one after the other. */
async function listen(
  person: Person,
  topics: string[],
): Promise<{ next: (wanted: (message: ServerMessage) => boolean) => Promise<ServerMessage>; close: () => void }> {
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/api/v2/events`);
  const messages: ServerMessage[] = [];
  let wake = (): void => {};
  socket.addEventListener('message', ({ data }) => {
    messages.push(JSON.parse(String(data)) as ServerMessage);
    wake();
  });
  await new Promise((resolve) => socket.addEventListener('open', resolve));
  socket.send(JSON.stringify({ type: 'auth', token: person.token }));
  socket.send(JSON.stringify({ type: 'subscribe', topics }));
  const next = async (wanted: (message: ServerMessage) => boolean): Promise<ServerMessage> => {
    for (;;) {
      const at = messages.findIndex(wanted);
      const [found] = at === -1 ? [] : messages.splice(0, at + 1).slice(-1);
      if (found) return found;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
  await next(({ type }) => type === 'ready');
  return { next, close: () => socket.close() };
}

test('every example is a workflow without problems', async () => {
  for (const name of ['slow-demo', 'feedback-report', 'order-webhook', 'refund-approval', 'site-watch']) {
    const document = JSON.parse(readFileSync(join(checkout, `examples/${name}.workflow.json`), 'utf8')) as Record<string, unknown>;
    const { problems } = await owner.client.workflows.create(document);
    expect([name, problems.filter(({ severity }) => severity === 'error')]).toEqual([name, []]);
  }
});

test('a file goes up, shows its first rows and comes down as it was', async () => {
  const file = await upload(owner, '../../etc/übersicht "1".csv', 'name,amount\nAda,1\nBo,2\n');
  expect(file).toMatchObject({ kind: 'file', name: 'übersicht _1_.csv' });
  const response = await fetch(`${server.url}/api/v2/files/${file.id}`, { headers: { authorization: `Bearer ${owner.token}` } });
  expect(await response.text()).toBe('name,amount\nAda,1\nBo,2\n');
  expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  expect(response.headers.get('content-disposition')).toBe(
    `attachment; filename="_bersicht _1_.csv"; filename*=UTF-8''%C3%BCbersicht%20_1_.csv`,
  );
  expect(await owner.client.files.preview({ id: file.id })).toMatchObject({
    kind: 'table',
    columns: ['name', 'amount'],
    totalRows: 2,
  });
  const text = await upload(owner, 'note.txt', 'hello', 'text/plain');
  expect(await owner.client.files.preview({ id: text.id })).toEqual({ kind: 'text', text: 'hello', truncated: false });
  const picture = await upload(owner, 'x.png', 'no picture', 'image/png');
  expect(await owner.client.files.preview({ id: picture.id })).toMatchObject({ kind: 'none' });
});

test('a run takes an uploaded file by its id, and nobody else’s', async () => {
  const id = await published(formDocument());
  const file = await upload(owner, 'a.csv', 'comment\nSlow\n');
  const lying = { ...file, name: 'other.csv', size: 1, mediaType: 'x/y' };
  const { body } = await owner.client.runs.start({ params: { id }, query: { wait: 60 }, body: { input: { file: lying } } });
  expect(body).toMatchObject({ status: 'succeeded', input: { file: { name: 'a.csv', size: 13 } }, output: { rows: 1 } });
  const stranger = await server.tenant('eve@example.com');
  const theirs = await upload(stranger, 'b.csv', 'comment\nSecret\n');
  await expect(
    owner.client.runs.start({ params: { id }, query: {}, body: { input: { file: { ...theirs, mediaType: 'text/csv' } } } }),
  ).rejects.toMatchObject({
    status: 422,
    code: 'input_invalid',
  });
});

test('a hosted form shows its fields and takes files from strangers, once published', async () => {
  const draft = await owner.client.workflows.create(formDocument('feedback'));
  expect((await fetch(`${server.url}/api/v2/forms/feedback`)).status).toBe(404);
  await owner.client.workflows.publish({ id: draft.id });
  expect(await (await fetch(`${server.url}/api/v2/forms/feedback`)).json()).toMatchObject({
    title: 'Feedback',
    fields: [
      { name: 'file', type: 'file', required: true },
      { name: 'copies', type: 'number', required: false },
    ],
  });
  const form = new FormData();
  form.set('file', new Blob(['comment\nSlow\n']), 'a.csv');
  form.set('copies', '2');
  const sent = await fetch(`${server.url}/api/v2/forms/feedback`, { method: 'POST', body: form });
  expect([sent.status, await sent.json()]).toEqual([202, { ok: true, thanks: 'Thanks a lot.' }]);
  const run = await until(async () => {
    const { items } = await owner.client.runs.list({ workflowId: draft.id });
    return items.find(({ status }) => status === 'succeeded');
  });
  expect(run).toMatchObject({ triggerKind: 'form', startedBy: null });
  // A file that was not sent along, such as somebody else's by its id, is not taken.
  const file = await upload(owner, 'c.csv', 'comment\nMine\n');
  const forged = await fetch(`${server.url}/api/v2/forms/feedback`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ input: { file: { ...file, mediaType: 'text/csv' } } }),
  });
  expect([forged.status, ((await forged.json()) as { code: string }).code]).toEqual([422, 'input_invalid']);
  const empty = await fetch(`${server.url}/api/v2/forms/feedback`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"input":{}}',
  });
  expect(empty.status).toBe(422);
});

test('a person decides: only the one who was asked, once, and the run goes on', async () => {
  const id = await published(approvalDocument);
  const socket = await listen(owner, ['approvals']);
  const { body } = await owner.client.runs.start({ params: { id }, query: {}, body: { input: {} } });
  await socket.next((message) => message.type === 'approvals' && message.open > 0);
  const home = await owner.client.home.get();
  expect(home.needsYou).toContainEqual(expect.objectContaining({ kind: 'approval' }));
  const approval = (await owner.client.approvals.list({})).items.find(({ runId }) => runId === body.id);
  expect(approval).toMatchObject({ title: 'Send it?', status: 'open', assignees: ['ada@example.com'] });
  const operator = await server.member('operator');
  await expect(operator.client.approvals.decide({ id: approval?.id ?? '', decision: 'approved' })).rejects.toMatchObject({
    code: 'forbidden',
  });
  const decide = () => owner.client.approvals.decide({ id: approval?.id ?? '', decision: 'approved', comment: 'Fine' });
  const both = await Promise.allSettled([decide(), decide()]);
  expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  const run = await until(async () => {
    const found = await owner.client.runs.get({ id: body.id });
    return found.status === 'succeeded' ? found : undefined;
  });
  expect(run.output).toMatchObject({ sent: true });
  expect(await owner.client.approvals.get({ id: approval?.id ?? '' })).toMatchObject({
    status: 'approved',
    decidedBy: 'ada@example.com',
    comment: 'Fine',
  });
  await expect(decide()).rejects.toMatchObject({ code: 'already_decided', status: 409 });
  socket.close();
});

test('a test of the draft calls nothing outside, says so, and uses pinned outputs', async () => {
  const { id } = await owner.client.workflows.create({
    name: 'Outside',
    pins: { pinned: { status: 418 } },
    nodes: [
      { id: 'start', type: 'trigger.manual', config: {} },
      { id: 'call', type: 'http.request', config: { method: 'POST', url: `${server.url}/health` } },
      { id: 'pinned', type: 'http.request', config: { url: 'http://127.0.0.1:1/' } },
      { id: 'wait', type: 'flow.delay', config: { seconds: 86_400 } },
    ],
    edges: [
      { source: 'start', target: 'call' },
      { source: 'call', target: 'pinned' },
      { source: 'pinned', target: 'wait' },
    ],
  });
  const { status, body } = await owner.client.runs.start({ params: { id }, query: { wait: 30 }, body: { input: {}, mode: 'test' } });
  expect(status).toBe(200);
  if (!('steps' in body)) throw new Error('The test run did not end.');
  expect(body).toMatchObject({ mode: 'test', version: null, status: 'succeeded' });
  const steps = new Map(body.steps.map((step) => [step.nodeId, step]));
  expect(steps.get('call')?.warnings.join()).toMatch(/Not sent: .*test/);
  expect(steps.get('pinned')).toMatchObject({ output: { status: 418 } });
  const operator = await server.member('operator');
  await expect(operator.client.runs.start({ params: { id }, query: {}, body: { mode: 'test' } })).rejects.toMatchObject({ status: 403 });
});

test('news of runs arrive over the socket, to their own organisation only', async () => {
  const id = await published(doublingDocument);
  const mine = await listen(owner, ['runs', `workflow:${id}`]);
  const stranger = await server.tenant('mallory@example.com');
  const theirs = await listen(stranger, ['runs']);
  const { body } = await owner.client.runs.start({ params: { id }, query: { wait: 10 }, body: { input: { n: 1 } } });
  const news = await mine.next((message) => message.type === 'run' && message.run.id === body.id && message.run.status === 'succeeded');
  expect(news).toMatchObject({ run: { workflowName: 'Doubling', stepsDone: 2 }, seq: expect.any(Number) });
  await owner.client.workflows.patch({ id, clientOpId: 'op', patches: [{ op: 'set_meta', field: 'name', value: 'Renamed' }] });
  expect(await mine.next(({ type }) => type === 'workflow')).toMatchObject({
    workflowId: id,
    draftRevision: 2,
    by: 'ada',
    clientOpId: 'op',
  });
  // A run of their own comes next: what was ours never came before it.
  const own = await stranger.client.workflows.create(doublingDocument);
  await stranger.client.workflows.publish({ id: own.id });
  await stranger.client.runs.start({ params: { id: own.id }, query: {}, body: { input: { n: 1 } } });
  expect(await theirs.next(({ type }) => type === 'run')).toMatchObject({ run: { workflowId: own.id } });
  const foreign = await listen(stranger, [`run:${body.id}`, `workflow:${id}`]);
  expect(await foreign.next(({ type }) => type === 'error')).toMatchObject({ code: 'topic_not_found' });
  mine.close();
  theirs.close();
  foreign.close();
});

test('a socket without a sign-in, or from another site’s page, hears nothing', async () => {
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/api/v2/events`);
  const closed = new Promise<number>((resolve) => socket.addEventListener('close', ({ code }) => resolve(code)));
  await new Promise((resolve) => socket.addEventListener('open', resolve));
  socket.send(JSON.stringify({ type: 'subscribe', topics: ['runs'] }));
  socket.send(JSON.stringify({ type: 'auth', token: 'nonsense' }));
  expect(await closed).toBe(4401);
});

test('a run can be cancelled while it waits, and repeated from a step', async () => {
  const id = await published({
    name: 'Long',
    nodes: [
      { id: 'a', type: 'data.set', config: { fields: { n: 1 } } },
      { id: 'wait', type: 'flow.delay', config: { seconds: 3600 } },
    ],
    edges: [{ source: 'a', target: 'wait' }],
  });
  const { body } = await owner.client.runs.start({ params: { id }, query: { wait: 1 }, body: {} });
  await until(async () => ((await owner.client.runs.get({ id: body.id })).status === 'waiting' ? true : undefined));
  expect(await owner.client.runs.cancel({ id: body.id, reason: 'Changed my mind' })).toMatchObject({ status: 'cancelled' });
  const again = await owner.client.runs.rerun({ id: body.id, fromStep: 'wait' });
  const run = await until(async () => {
    const found = await owner.client.runs.get({ id: again.id });
    return found.status === 'waiting' ? found : undefined;
  });
  expect(run).toMatchObject({ rerunOf: body.id, waitingFor: expect.stringContaining('delay') });
  expect(run.steps.find(({ nodeId }) => nodeId === 'a')).toMatchObject({ status: 'succeeded', reused: true });
  await owner.client.runs.cancel({ id: again.id });
});

test('secrets go in and never come out', async () => {
  const { client } = owner;
  const apiKey = 'sk-very-secret-key';
  const model = await client.models.create({ kind: 'openai_compatible', name: 'Ours', baseUrl: `${server.url}/v1`, model: 'm', apiKey });
  const mail = await client.settings.saveMail({
    host: '127.0.0.1',
    port: 9,
    secure: false,
    user: 'u',
    password: 'mail-secret',
    from: 'a@example.com',
  });
  expect(model).toMatchObject({ hasKey: true });
  expect(mail.mail).toMatchObject({ hasPassword: true });
  const seen = JSON.stringify([model, mail, await client.models.list(), await client.settings.mail()]);
  expect(seen).not.toContain('secret');
  expect(await client.models.check({ id: model.id })).toMatchObject({ ok: false });
  // A key does not follow to another address, nor a password to another server.
  expect(await client.models.update({ id: model.id, baseUrl: 'https://elsewhere.example/v1' })).toMatchObject({ hasKey: false });
  const moved = await client.settings.saveMail({ host: 'elsewhere.example', port: 9, secure: false, user: 'u', from: 'a@example.com' });
  expect(moved.mail.hasPassword).toBe(false);
  await client.models.remove({ id: model.id });
});

test('versions: the live one runs until the next is published; an old one comes back as a change', async () => {
  const { client } = owner;
  const id = await published(echoDocument('versions'));
  const call = async (): Promise<unknown> =>
    (
      await fetch(`${server.url}/hooks/versions`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"n":1}' })
    ).json();
  await client.workflows.patch({ id, patches: [{ op: 'set_config', nodeId: 'set', path: ['fields', 'n'], value: 'changed' }] });
  expect(await call()).toEqual({ answer: 2 });
  expect(await client.workflows.get({ id })).toMatchObject({ hasChanges: true, liveVersion: 1 });
  await client.workflows.publish({ id, note: 'New words' });
  expect(await call()).toEqual({ answer: 'changed' });
  await client.workflows.restore({ id, version: 1 });
  expect(await call()).toEqual({ answer: 'changed' });
  await client.workflows.publish({ id });
  expect(await call()).toEqual({ answer: 2 });
  expect((await client.workflows.versions({ id })).items.map(({ version, note, live }) => [version, note, live])).toEqual([
    [3, '', true],
    [2, 'New words', false],
    [1, '', false],
  ]);
  await client.workflows.unpublish({ id });
  expect(await call()).toMatchObject({ code: 'webhook_not_found' });
});
