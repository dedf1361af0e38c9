import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Tx } from '@arches/store';
import { type MailSink, startMailSink } from '@arches/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createPeopleMailer } from '../features/approvals/mail-people.ts';
import type { Person, TestServer } from './test-server.ts';
import { startTestServer } from './test-server.ts';

type Open = Awaited<ReturnType<Person['client']['approvals']['list']>>['items'][number];
type Approval = Extract<Open, { kind: 'approval' }>;

const form = [
  { name: 'amount', label: 'Amount', type: 'number', required: true },
  { name: 'note', label: 'Note', type: 'text', required: false },
];

describe.each(['embedded', 'postgres'] as const)('asking people (%s)', (kind) => {
  let server: TestServer;
  let owner: Person;
  let operator: Person;
  let viewer: Person;
  let stranger: Person;
  let sink: MailSink;
  let outside: Server;
  let address: string;
  /** Calls that outside systems got, by path. */
  const calls: string[] = [];
  /** Paths whose calls are cut off after they arrived. */
  const cut = new Set<string>();

  let missing: string | undefined;

  beforeAll(async () => {
    try {
      server = await startTestServer(kind);
    } catch (error) {
      if (kind === 'embedded' || process.env['CI']) throw error;
      missing = String(error);
      return;
    }
    sink = await startMailSink();
    outside = createServer((request, response) => {
      const path = request.url ?? '';
      calls.push(path);
      if (cut.has(path)) request.socket.destroy();
      else response.end('{"ok":true}');
    });
    await new Promise<void>((resolve) => outside.listen(0, '127.0.0.1', resolve));
    address = `http://127.0.0.1:${(outside.address() as AddressInfo).port}`;
    owner = server.owner;
    operator = await server.member('operator');
    viewer = await server.member('viewer');
    stranger = await server.tenant('bo@example.com');
    await owner.client.settings.saveMail({ host: '127.0.0.1', port: sink.port, secure: false, user: '', from: 'arches@example.com' });
  });
  beforeEach((context) => {
    if (missing) context.skip(missing);
  });
  afterAll(async () => {
    await server?.close();
    await sink?.close();
    outside?.close();
  });

  async function started(nodes: Record<string, unknown>[], edges: Record<string, unknown>[], person = owner): Promise<string> {
    const { id } = await person.client.workflows.create({
      name: 'Spending',
      nodes: [{ id: 'start', type: 'trigger.manual', config: {} }, ...nodes],
      edges,
    });
    await person.client.workflows.publish({ id });
    return (await person.client.runs.start({ params: { id }, query: {}, body: { input: {} } })).body.id;
  }

  const ask = (config: Record<string, unknown>, person = owner): Promise<string> =>
    started(
      [{ id: 'ask', type: 'flow.approval', config: { title: 'Spend it?', data: { price: 12 }, ...config } }],
      [{ source: 'start', target: 'ask' }],
      person,
    );
  const write = (path: string, policy: Record<string, unknown>): Promise<string> =>
    started(
      [
        {
          id: 'send',
          type: 'http.request',
          name: 'Order it',
          config: { method: 'POST', url: address + path },
          policy: { retry: { maxAttempts: 1 }, ...policy },
        },
      ],
      [{ source: 'start', target: 'send' }],
    );

  async function openOf(runId: string, person = owner): Promise<Open> {
    return expect
      .poll(async () => (await person.client.approvals.list({ runId })).items[0], { timeout: 10_000 })
      .toBeDefined()
      .then(async () => (await person.client.approvals.list({ runId })).items[0] as Open);
  }
  const approvalOf = async (runId: string, person = owner): Promise<Approval> => (await openOf(runId, person)) as Approval;
  const statusOf = (runId: string) => expect.poll(async () => (await owner.client.runs.get({ id: runId })).status, { timeout: 10_000 });

  /** The link in the newest mail to somebody. */
  async function linkTo(email: string, before = 0): Promise<string> {
    await expect.poll(() => sink.mails.filter(({ to }) => to === email).length, { timeout: 10_000 }).toBeGreaterThan(before);
    const text = sink.mails.findLast(({ to }) => to === email)?.text ?? '';
    return /\/approve\/(\S+)/.exec(text)?.[1] ?? '';
  }
  const mailsTo = (email: string): number => sink.mails.filter(({ to }) => to === email).length;
  const refusal = async (work: Promise<unknown>): Promise<unknown> =>
    work.then(
      () => 'no refusal',
      (error: { status?: number; code?: string; data?: { code?: string } }) => [error.status, error.data?.code ?? error.code],
    );
  const publicly = (token: string, body?: unknown): Promise<Response> =>
    fetch(
      `${server.url}/api/v2/approve/${token}`,
      body === undefined ? {} : { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } },
    );

  test('two people answer, one signed in and one by the link of a mail; everybody sees who has and how many are needed', async () => {
    const runId = await ask({ assignees: [operator.email, 'dana@outside.example'], quorum: 2, form, message: 'For the new office.' });
    const asked = await approvalOf(runId);
    expect(asked).toMatchObject({
      kind: 'approval',
      quorum: 2,
      onTimeout: 'reject',
      mayAnswer: false,
      asked: [
        { email: operator.email, name: 'operator 1', decision: null },
        { email: 'dana@outside.example', name: null, decision: null },
      ],
    });
    const token = await linkTo('dana@outside.example');
    const mail = sink.mails.findLast(({ to }) => to === 'dana@outside.example');
    expect(mail?.subject).toBe('Spend it? (Spending)');
    expect(mail?.text).toContain('For the new office.');
    expect(mail?.text).toContain('2 approvals are needed.');
    const wrong = await operator.client.approvals.decide({ id: asked.id, decision: 'approved', form: {} }).catch((error: unknown) => error);
    expect(wrong).toMatchObject({ status: 422 });
    await operator.client.approvals.decide({ id: asked.id, decision: 'approved', comment: 'Fine', form: { amount: 5 } });
    expect(await approvalOf(runId)).toMatchObject({
      status: 'open',
      votes: [{ by: operator.email, comment: 'Fine', form: { amount: 5 } }],
    });
    for (let look = 0; look < 3; look += 1) {
      const seen = await publicly(token);
      expect(await seen.json()).toMatchObject({
        state: 'open',
        email: 'dana@outside.example',
        quorum: 2,
        approvals: 1,
        data: { price: 12 },
      });
    }
    expect(await approvalOf(runId)).toMatchObject({ status: 'open', votes: [{}] });
    expect((await publicly(token, { decision: 'approved', form: { amount: 6, hidden: 1 } })).status).toBe(422);
    const answered = await publicly(token, { decision: 'approved', comment: 'Go', form: { amount: 6 } });
    expect(await answered.json()).toMatchObject({
      state: 'answered',
      answer: { decision: 'approved', comment: 'Go' },
      data: null,
      form: null,
    });
    await statusOf(runId).toBe('succeeded');
    const { steps } = await owner.client.runs.get({ id: runId });
    expect(steps.find(({ id }) => id === 'ask')?.output).toMatchObject({
      decision: 'approved',
      votes: [{ by: operator.email }, { by: 'dana@outside.example' }],
    });
    expect(await publicly(token, { decision: 'rejected', form: {} }).then((r) => r.json())).toMatchObject({ code: 'already_decided' });
    expect(await publicly(token).then((r) => r.json())).toMatchObject({ state: 'answered', status: 'approved' });
  });

  test('a link is one person’s for one question: changed, of another purpose or after its time it opens nothing', async () => {
    const runId = await ask({ assignees: ['eve@outside.example'] });
    const token = await linkTo('eve@outside.example');
    const [body = '', signature = ''] = token.split('.');
    const claims = JSON.parse(Buffer.from(body, 'base64url').toString()) as unknown[];
    const forged = Buffer.from(JSON.stringify(claims.with(2, operator.email))).toString('base64url');
    for (const bad of [`${forged}.${signature}`, body, `${body}.`, `${body}.${signature}x`, 'x.y', `${token}.z`]) {
      expect([bad.slice(-9), (await publicly(bad)).status]).toEqual([bad.slice(-9), 404]);
      expect((await publicly(bad, { decision: 'approved' })).status).toBe(404);
    }
    const { links } = server.running.deps;
    const late = links.tokenFor({ ...links.read(token, Date.now()), expiresAt: Math.floor(Date.now() / 1000) - 1 });
    expect(await publicly(late).then(async (r) => [r.status, ((await r.json()) as { code: string }).code])).toEqual([410, 'link_expired']);
    await owner.client.runs.cancel({ id: runId });
    await expect.poll(async () => ((await publicly(token).then((r) => r.json())) as { state: string }).state).toBe('closed');
    expect(await publicly(token, { decision: 'approved' }).then((r) => r.status)).toBe(409);
  });

  test('only who is asked may answer, pass it on or is mailed; the former holder’s link ends', async () => {
    const before = mailsTo(operator.email);
    const runId = await ask({ assignees: [operator.email, 'fay@outside.example'], quorum: 2 });
    const { id } = await approvalOf(runId);
    const old = await linkTo(operator.email, before);
    expect(await refusal(owner.client.approvals.decide({ id, decision: 'approved' }))).toEqual([403, 'forbidden']);
    expect(await refusal(owner.client.approvals.delegate({ id, to: 'x@example.com' }))).toEqual([403, 'forbidden']);
    expect(await refusal(viewer.client.approvals.decide({ id, decision: 'approved' }))).toEqual([403, 'forbidden']);
    expect(await refusal(operator.client.approvals.delegate({ id, to: 'Fay@outside.example' }))).toEqual([409, 'already_asked']);
    expect(await refusal(stranger.client.approvals.delegate({ id, to: 'bo@example.com' }))).toEqual([404, 'approval_not_found']);
    const passed = await operator.client.approvals.delegate({ id, to: 'gus@outside.example' });
    expect(passed.assignees).toEqual(['gus@outside.example', 'fay@outside.example']);
    const token = await linkTo('gus@outside.example');
    expect(sink.mails.findLast(({ to }) => to === 'gus@outside.example')?.text).toContain('was passed on to you');
    expect(await publicly(old).then((r) => r.json())).toMatchObject({ state: 'not_asked', data: null });
    expect(await publicly(old, { decision: 'approved' }).then((r) => r.status)).toBe(403);
    expect(await refusal(operator.client.approvals.decide({ id, decision: 'approved' }))).toEqual([403, 'forbidden']);
    expect((await publicly(token, { decision: 'rejected', comment: 'No' })).status).toBe(200);
    await statusOf(runId).toBe('succeeded');
    expect(await publicly(await linkTo('fay@outside.example')).then((r) => r.json())).toMatchObject({
      state: 'closed',
      status: 'rejected',
    });
  });

  test('a question without a form takes none', async () => {
    const { id } = await approvalOf(await ask({}));
    expect(await refusal(owner.client.approvals.decide({ id, decision: 'approved', form: { paid: true } }))).toEqual([
      422,
      'input_invalid',
    ]);
    expect(await refusal(owner.client.approvals.delegate({ id, to: 'x@example.com' }))).toEqual([409, 'nobody_asked']);
    expect(await owner.client.approvals.decide({ id, decision: 'approved', form: {} })).toMatchObject({ status: 'approved' });
    const { id: filled } = await approvalOf(await ask({ form }));
    expect(await refusal(owner.client.approvals.decide({ id: filled, decision: 'rejected', form: { amount: 'a lot' } }))).toEqual([
      422,
      'input_invalid',
    ]);
    expect(await owner.client.approvals.decide({ id: filled, decision: 'rejected' })).toMatchObject({ status: 'rejected' });
  });

  test('deadline, reminder and escalation can be read, and a reminder brings a new link to those who have not answered', async () => {
    const runId = await ask({
      assignees: [owner.email, 'hal@outside.example'],
      quorum: 2,
      timeoutHours: 5,
      onTimeout: 'approve',
      remindEveryHours: 1,
      escalateAfterHours: 2,
      escalateTo: ['boss@outside.example'],
    });
    const asked = await approvalOf(runId);
    expect(asked).toMatchObject({ onTimeout: 'approve', escalation: { to: ['boss@outside.example'] }, mayAnswer: true });
    const hours = (at: string | null | undefined): number => Math.round((Date.parse(at ?? '') - Date.parse(asked.createdAt)) / 3_600_000);
    expect([hours(asked.nextReminderAt), hours(asked.escalation?.at), hours(asked.deadlineAt)]).toEqual([1, 2, 5]);
    await owner.client.approvals.decide({ id: asked.id, decision: 'approved' });
    await linkTo('hal@outside.example');
    const state = async () => (await approvalOf(runId)).asked.map(({ mail }) => mail?.state);
    await expect.poll(state).toEqual(['sent', 'sent']);
    // Nobody is written to twice within a minute.
    await owner.client.approvals.remind({ id: asked.id });
    expect(mailsTo('hal@outside.example')).toBe(1);
    const { organization } = await owner.client.auth.me();
    await server.running.deps.database.withTenant(organization.id, (tx) =>
      tx
        .updateTable('wait_mail')
        .set({ sent_at: new Date(Date.now() - 120_000) })
        .where('wait_id', '=', asked.id)
        .execute(),
    );
    await owner.client.approvals.remind({ id: asked.id });
    expect(mailsTo('hal@outside.example')).toBe(2);
    expect(mailsTo(owner.email)).toBe(1);
    expect(sink.mails.at(-1)?.subject).toBe('Reminder: Spend it? (Spending)');
    await owner.client.runs.cancel({ id: runId });
  });

  test('a mail that does not go out holds nothing up, and the page says so', async () => {
    sink.refuseWith(550);
    const runId = await ask({ assignees: ['never@outside.example', 'no address'] });
    const states = async () => (await approvalOf(runId)).asked.map(({ mail }) => mail?.state);
    await expect.poll(states, { timeout: 10_000 }).toEqual(['failed', 'failed']);
    sink.refuseWith(451);
    const later = await ask({ assignees: ['later@outside.example'] });
    await expect
      .poll(async () => (await approvalOf(later)).asked[0]?.mail, { timeout: 10_000 })
      .toMatchObject({ state: 'due', message: expect.stringContaining('could not take') });
    sink.refuseWith(undefined);
    const theirs = await ask({ assignees: ['ida@outside.example'] }, stranger);
    await expect
      .poll(async () => (await approvalOf(theirs, stranger)).asked[0]?.mail, { timeout: 10_000 })
      .toMatchObject({
        state: 'no_server',
        message: expect.stringContaining('No mail server is set up'),
      });
  });

  test('whom a process that died had no time to tell is told by the next one, once although several look', async () => {
    const runId = await ask({ assignees: ['kim@outside.example'] });
    await linkTo('kim@outside.example');
    await expect.poll(async () => (await approvalOf(runId)).asked[0]?.mail?.state).toBe('sent');
    const { database } = server.running.deps;
    const { organization } = await owner.client.auth.me();
    const inTenant = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => database.withTenant(organization.id, work);
    await inTenant(async (tx) => {
      await tx.deleteFrom('wait_mail').where('run_id', '=', runId).execute();
      await tx
        .updateTable('run_wait')
        .set({ opened_at: new Date(Date.now() - 60_000) })
        .where('run_id', '=', runId)
        .execute();
    });
    const next = [1, 2, 3].map(() => createPeopleMailer(server.running.deps));
    await expect.poll(async () => (await approvalOf(runId)).asked[0]?.mail?.state, { timeout: 10_000 }).toBe('sent');
    await Promise.all(next.map((mailer) => mailer.close()));
    expect(mailsTo('kim@outside.example')).toBe(2);
    // What is kept of messages goes with the run.
    await owner.client.runs.cancel({ id: runId });
    await inTenant((tx) => tx.deleteFrom('run').where('id', '=', runId).execute());
    expect(await inTenant((tx) => tx.selectFrom('wait_mail').selectAll().where('run_id', '=', runId).execute())).toEqual([]);
  });

  test('a failed step whose policy asks waits for a person, who sees its error and input and says how it goes on', async () => {
    const broken = () =>
      started(
        [
          {
            id: 'get',
            type: 'http.request',
            name: 'Read prices',
            config: { url: `${address}/cut` },
            policy: { onError: 'ask', retry: { maxAttempts: 1 } },
          },
        ],
        [{ source: 'start', target: 'get' }],
      );
    cut.add('/cut');
    const runId = await broken();
    const open = await openOf(runId);
    expect(open).toMatchObject({ kind: 'decision', reason: 'failed', title: '“Read prices” failed', status: 'open', attempts: 1 });
    expect(await owner.client.approvals.get({ id: open.id })).toMatchObject({ input: { url: `${address}/cut` } });
    expect((await owner.client.home.get()).needsYou).toContainEqual(
      expect.objectContaining({ kind: 'decision', decision: expect.objectContaining({ id: open.id }) }),
    );
    expect(await refusal(operator.client.approvals.decide({ id: open.id, decision: 'approved' }))).toEqual([409, 'conflict']);
    expect(await refusal(viewer.client.approvals.resolve({ id: open.id, choice: 'fail' }))).toEqual([403, 'forbidden']);
    cut.delete('/cut');
    await operator.client.approvals.resolve({ id: open.id, choice: 'retry' });
    await statusOf(runId).toBe('succeeded');
    expect(await refusal(operator.client.approvals.resolve({ id: open.id, choice: 'retry' }))).toEqual([409, 'already_decided']);
    cut.add('/cut');
    const second = await broken();
    const given = await openOf(second);
    expect(
      await operator.client.approvals.resolve({ id: given.id, choice: 'accept', output: { prices: [] }, comment: 'By hand' }),
    ).toMatchObject({ status: 'answered', decidedBy: operator.email });
    await statusOf(second).toBe('succeeded');
    expect((await owner.client.runs.get({ id: second })).output).toEqual({ prices: [] });
    const third = await broken();
    await operator.client.approvals.resolve({ id: (await openOf(third)).id, choice: 'fail' });
    await statusOf(third).toBe('failed');
    cut.delete('/cut');
  });

  test('an effect that must not happen twice and may have happened is listed, and goes on as somebody found it', async () => {
    cut.add('/order');
    const runId = await write('/order', { effect: 'at_most_once' });
    const open = await openOf(runId);
    expect(open).toMatchObject({ kind: 'decision', reason: 'outcome_unknown', sent: 'maybe' });
    const mine = async (state: 'maybe' | 'checked') =>
      (await owner.client.effects.list({ state })).items.filter((item) => item.runId === runId);
    expect(await mine('maybe')).toMatchObject([{ step: 'send', name: 'Order it', decisionId: open.id, check: null }]);
    expect((await stranger.client.effects.list({})).items).toEqual([]);
    expect(await refusal(stranger.client.effects.reconcile({ runId, step: 'send', happened: true }))).toEqual([404, 'effect_not_found']);
    const result = await operator.client.effects.reconcile({
      runId,
      step: 'send',
      happened: true,
      output: { order: 7 },
      comment: 'It is in their list',
    });
    expect(result).toMatchObject({ resolved: true });
    await statusOf(runId).toBe('succeeded');
    expect(calls.filter((path) => path === '/order')).toHaveLength(1);
    expect((await owner.client.runs.get({ id: runId })).steps.find(({ id }) => id === 'send')).toMatchObject({
      sent: 'once',
      output: { order: 7 },
    });
    expect(await mine('maybe')).toEqual([]);
    const again = await write('/order', { effect: 'at_most_once' });
    await openOf(again);
    cut.delete('/order');
    await operator.client.effects.reconcile({ runId: again, step: 'send', happened: false });
    await statusOf(again).toBe('succeeded');
    expect(calls.filter((path) => path === '/order')).toHaveLength(3);
  });

  test('of an effect in doubt whose step is over it is noted who looked and what they found', async () => {
    cut.add('/post');
    const runId = await write('/post', {});
    await statusOf(runId).toBe('failed');
    const place = { runId, step: 'send' };
    expect(await owner.client.effects.get(place)).toMatchObject({ decisionId: null, check: null, error: { message: expect.any(String) } });
    expect((await owner.client.home.get()).needsYou).toContainEqual({ kind: 'doubt', count: 1 });
    // What only reads can be tried as often as one likes: it is in no doubt.
    expect((await owner.client.effects.list({})).items.map(({ name }) => name)).toEqual(['Order it']);
    expect(await refusal(operator.client.effects.reconcile({ ...place, happened: true, then: 'accept' }))).toEqual([409, 'nothing_waits']);
    expect(await refusal(viewer.client.effects.reconcile({ ...place, happened: true }))).toEqual([403, 'forbidden']);
    await operator.client.effects.reconcile({ ...place, happened: false, comment: 'Not in their list' });
    expect((await owner.client.effects.list({ state: 'maybe' })).items.filter((item) => item.runId === runId)).toEqual([]);
    expect((await owner.client.effects.list({ state: 'checked' })).items).toMatchObject([
      { runId, check: { happened: false, comment: 'Not in their list', by: operator.email } },
    ]);
    await operator.client.effects.reconcile({ ...place, happened: true });
    expect(await owner.client.effects.get(place)).toMatchObject({ check: { happened: true, comment: '' } });
    cut.delete('/post');
  });

  test('a rerun from a step may give it another configuration, for those who may change the workflow', async () => {
    const runId = await write('/first', {});
    await statusOf(runId).toBe('succeeded');
    expect(await owner.client.runs.repeats({ id: runId, fromStep: 'send' })).toEqual({
      writes: [{ name: 'Order it', nodeId: 'send', sent: 'once' }],
    });
    const edited = { send: { method: 'POST', url: `${address}/second` } };
    expect(await refusal(operator.client.runs.rerun({ id: runId, fromStep: 'send', edited }))).toEqual([403, 'forbidden']);
    expect(await refusal(owner.client.runs.rerun({ id: runId, fromStep: 'send', edited: { send: { nonsense: 1 } } }))).toEqual([
      422,
      'input_invalid',
    ]);
    const { id } = await owner.client.runs.rerun({ id: runId, fromStep: 'send', edited });
    await statusOf(id).toBe('succeeded');
    expect(calls).toContain('/second');
    expect((await owner.client.runs.get({ id })).steps.find((step) => step.id === 'send')?.input).toMatchObject({
      url: `${address}/second`,
    });
  });
});
