import { createHmac } from 'node:crypto';
import { newId, pruneTriggerLedger, recoverDeliveries, type Tx } from '@arches/store';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { echoDocument } from './documents.ts';
import { startTestServer, type TestServer } from './test-server.ts';

const hourMs = 3_600_000;
const scheduled = (config: object) => ({
  id: 'timed',
  name: 'Timed',
  nodes: [
    { id: 'clock', type: 'trigger.schedule', config },
    { id: 'note', type: 'data.set', config: { fields: { at: '{{ trigger.at }}' } } },
  ],
  edges: [{ source: 'clock', target: 'note' }],
});

describe.each(['embedded', 'postgres'] as const)('triggers (%s)', (kind) => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer(kind);
  });
  afterAll(() => server?.close());

  async function published(document: Record<string, unknown>): Promise<string> {
    const { id } = await server.owner.client.workflows.create(document);
    await server.owner.client.workflows.publish({ id });
    return id;
  }

  const withRows = async <T>(work: (tx: Tx, orgId: string) => Promise<T>): Promise<T> => {
    const { organization } = await server.owner.client.auth.me();
    return server.running.deps.database.withTenant(organization.id, (tx) => work(tx, organization.id));
  };
  const call = (path: string, body: string, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(`${server.url}/hooks/${path}`, { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } });
  const ledger = async (id: string) => (await server.owner.client.triggers.ledger({ id })).items;

  test('a signed webhook starts nothing for others, and a delivery is one run', async () => {
    const { client } = server.owner;
    const document = echoDocument('signed', 'immediately');
    Object.assign(document.nodes[0]?.config ?? {}, { verify: 'github' });
    const { id } = await client.workflows.create(document);
    await expect(client.workflows.publish({ id })).rejects.toMatchObject({ code: 'webhook_secret_missing' });
    expect(await client.triggers.setSecret({ id, nodeId: 'start', secret: 'a shared secret' })).toEqual({ secret: null });
    await client.workflows.publish({ id });

    const body = '{"n":1}';
    const sign = (secret: string) => ({ 'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}` });
    const answers = [
      await call('signed', body),
      await call('signed', body, sign('another secret')),
      await call('signed', body, { ...sign('a shared secret'), 'x-github-delivery': 'd-1' }),
      await call('signed', body, { ...sign('a shared secret'), 'x-github-delivery': 'd-1' }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([401, 401, 202, 202]);
    const [unsigned, forged, first, again] = (await Promise.all(answers.map((answer) => answer.json()))) as Record<string, unknown>[];
    expect([unsigned?.['code'], forged?.['code']]).toEqual(['signature_missing', 'signature_invalid']);
    expect(again).toEqual({ runId: first?.['runId'], duplicate: true });

    expect(await ledger(id)).toMatchObject([
      { status: 'duplicate', runId: first?.['runId'] },
      { status: 'started', runId: first?.['runId'] },
      { status: 'refused', reason: 'signature_invalid', runId: null },
      { status: 'refused', reason: 'signature_missing', runId: null, words: 'Refused: it was not signed' },
    ]);
    expect((await client.triggers.list({ id })).items).toMatchObject([
      {
        nodeId: 'start',
        live: true,
        counts: { seen: 1, refused: 2, duplicates: 1 },
        signature: { scheme: 'github', secretSetAt: expect.any(String) },
      },
    ]);
    expect(JSON.stringify(await client.workflows.get({ id }))).not.toContain('a shared secret');
    await client.triggers.removeSecret({ id, nodeId: 'start' });
    expect(await (await call('signed', body, sign('a shared secret'))).json()).toMatchObject({ code: 'signature_secret_missing' });
  });

  test('a secret that is no key in the scheme of its webhook is refused', async () => {
    const { client } = server.owner;
    const document = echoDocument('weak', 'immediately');
    Object.assign(document.nodes[0]?.config ?? {}, { verify: 'standard_webhooks' });
    const { id } = await client.workflows.create(document);
    const set = (secret: string) => client.triggers.setSecret({ id, nodeId: 'start', secret });
    await expect(set('a shared secret')).rejects.toMatchObject({ code: 'input_invalid' });
    expect(await set('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw')).toEqual({ secret: null });
  });

  test('a made-up secret is answered once, and what it signs is taken once even without a name', async () => {
    const { client } = server.owner;
    const document = echoDocument('standard', 'immediately');
    Object.assign(document.nodes[0]?.config ?? {}, { verify: 'hmac', timestampHeader: 'x-time' });
    const { id } = await client.workflows.create(document);
    const { secret } = await client.triggers.setSecret({ id, nodeId: 'start' });
    await client.workflows.publish({ id });
    const send = (time: number) => {
      const headers = {
        'x-time': String(time),
        'x-signature': createHmac('sha256', secret ?? '')
          .update(`${time}.{"n":1}`)
          .digest('hex'),
      };
      return call('standard', '{"n":1}', headers);
    };
    const now = Math.floor(Date.now() / 1000);
    expect(await (await send(now - 400)).json()).toMatchObject({ code: 'timestamp_outside_window' });
    const [one, two] = (await Promise.all([send(now), send(now)].map(async (answer) => (await answer).json()))) as { runId: string }[];
    expect(one?.runId).toBe(two?.runId);
    expect(await (await send(now - 1)).json()).not.toMatchObject({ runId: one?.runId });
  });

  test('a signed call that somebody replays under another delivery name is the same delivery', async () => {
    const { client } = server.owner;
    const document = echoDocument('replayed', 'immediately');
    Object.assign(document.nodes[0]?.config ?? {}, { verify: 'hmac', timestampHeader: 'x-time', deliveryHeaders: ['x-event'] });
    const { id } = await client.workflows.create(document);
    const { secret } = await client.triggers.setSecret({ id, nodeId: 'start' });
    await client.workflows.publish({ id });
    const time = String(Math.floor(Date.now() / 1000));
    const signature = createHmac('sha256', secret ?? '')
      .update(`${time}.{"n":1}`)
      .digest('hex');
    const send = async (name: Record<string, string>) =>
      (await (await call('replayed', '{"n":1}', { 'x-time': time, 'x-signature': signature, ...name })).json()) as { runId: string };
    const { runId } = await send({ 'x-event': 'event-1', 'idempotency-key': 'a' });
    for (const name of [{ 'x-event': 'event-2' }, { 'idempotency-key': 'b' }, { 'x-delivery-id': 'c' }, {}])
      expect(await send(name)).toEqual({ runId, duplicate: true });
  });

  test('an address called with another method says which it takes, and one that nobody has is not found', async () => {
    await published(echoDocument('methods', 'immediately'));
    const wrong = await fetch(`${server.url}/hooks/methods`, { method: 'PUT', body: '{}' });
    expect([wrong.status, wrong.headers.get('allow'), await wrong.json()]).toEqual([
      405,
      'POST',
      expect.objectContaining({ code: 'method_not_allowed' }),
    ]);
    const strange = await Promise.all(Array.from({ length: 50 }, (_, n) => fetch(`${server.url}/hooks/nobody-${n}`, { method: 'POST' })));
    expect(new Set(strange.map(({ status }) => status))).toEqual(new Set([404]));
  });

  test('an idempotency key that comes with another body is a conflict', async () => {
    const id = await published(echoDocument('keyed', 'immediately'));
    const key = { 'idempotency-key': 'order-1' };
    const first = (await (await call('keyed', '{"n":1}', key)).json()) as { runId: string };
    expect(await (await call('keyed', '{"n":1}', key)).json()).toEqual({ ...first, duplicate: true });
    const other = await call('keyed', '{"n":2}', key);
    expect([other.status, await other.json()]).toEqual([409, expect.objectContaining({ code: 'delivery_conflict' })]);
    expect(await ledger(id)).toMatchObject([
      { status: 'refused', reason: 'delivery_conflict' },
      { status: 'duplicate' },
      { status: 'started' },
    ]);
  });

  test('a delivery is delivered again with what it brought', async () => {
    const { client } = server.owner;
    const id = await published(echoDocument('again', 'when_finished'));
    await call('again', '{"n":41}');
    const [delivery] = await ledger(id);
    const { runId } = await client.triggers.redeliver({ id, deliveryId: delivery?.id ?? '' });
    await expect.poll(async () => (await client.runs.get({ id: runId })).status).toBe('succeeded');
    expect(await client.runs.get({ id: runId })).toMatchObject({ trigger: { kind: 'webhook', body: { n: 41 } } });
    expect(await ledger(id)).toMatchObject([{ status: 'redelivered', runId }, { status: 'started' }]);
    await expect(client.triggers.redeliver({ id, deliveryId: 'dlv_none' })).rejects.toMatchObject({ code: 'delivery_not_found' });
  });

  test('due times of a range are run later, each once, with their own time', async () => {
    const { client } = server.owner;
    const id = await published(scheduled({ cron: '30 * * * *', timezone: 'UTC' }));
    const from = new Date(Date.now() - 5 * hourMs).toISOString();
    const preview = await client.triggers.backfill({ id, from, preview: true });
    expect(preview).toMatchObject({ toRun: 5, started: 0, more: false });
    expect((await client.runs.list({ workflowId: id, limit: 50 })).items).toEqual([]);

    const [one, two] = await Promise.all([client.triggers.backfill({ id, from }), client.triggers.backfill({ id, from })]);
    expect(one.started + two.started).toBe(5);
    expect(one.items.map(({ runId }) => runId)).toEqual(two.items.map(({ runId }) => runId));
    expect(await client.triggers.backfill({ id, from })).toMatchObject({ toRun: 0, started: 0 });
    const runs = (await client.runs.list({ workflowId: id, limit: 50 })).items;
    expect(runs).toHaveLength(5);
    const first = one.items[0];
    expect(await client.runs.get({ id: first?.runId ?? '' })).toMatchObject({
      trigger: { kind: 'schedule', at: first?.dueAt, backfill: true },
    });
    expect((await ledger(id)).map(({ status }) => status)).toEqual(Array(5).fill('filled'));
    await expect(client.triggers.backfill({ id, from: new Date(Date.now() + hourMs).toISOString() })).rejects.toMatchObject({
      code: 'range_invalid',
    });
  });

  test('missed due times are told on Home and the workflow’s page until they are run or put away', async () => {
    const { client } = server.owner;
    const id = await published(scheduled({ rules: [{ unit: 'days', at: ['06:00', '18:00'] }], timezone: 'UTC' }));
    const miss = (hours: number) =>
      withRows((tx, orgId) =>
        tx
          .insertInto('trigger_tick')
          .values({
            org_id: orgId,
            workflow_id: id,
            node_id: 'clock',
            due_at: new Date(Date.now() - hours * hourMs),
            id: newId('tick'),
            status: 'missed',
            reason: 'was_down',
            policy: 'none',
            note: null,
            run_id: null,
            filled_by: null,
          })
          .execute(),
      );
    await miss(3);
    await miss(2);
    const alerts = async () => (await client.home.get()).needsYou.filter((item) => item.kind === 'trigger' && item.workflowId === id);
    expect(await alerts()).toMatchObject([
      { alert: 'missed', nodeId: 'clock', message: 'Missed 2 due times: the server was not running.' },
    ]);
    expect((await client.triggers.list({ id })).items[0]).toMatchObject({ counts: { missed: 2 }, alerts: [{ kind: 'missed', count: 2 }] });
    const missed = (await client.triggers.ledger({ id, only: 'missed' })).items;
    expect(await client.triggers.backfill({ id, ticks: missed.map((tick) => tick.id) })).toMatchObject({ started: 2 });
    expect(await alerts()).toEqual([]);
    await miss(1);
    expect(await alerts()).toHaveLength(1);
    await client.triggers.dismiss({ id, nodeId: 'clock' });
    expect(await alerts()).toEqual([]);
  });

  test('a webhook that used to come and stays away is told, with the reason in words', async () => {
    const { client } = server.owner;
    const id = await published(echoDocument('rhythm', 'immediately'));
    await withRows((tx, orgId) =>
      tx
        .insertInto('trigger_delivery')
        .values(
          Array.from({ length: 21 }, (_, index) => {
            const at = new Date(Date.now() - 3 * hourMs - index * 60_000);
            const outcome = 'started' as const;
            return {
              org_id: orgId,
              id: newId('dlv', at.getTime()),
              workflow_id: id,
              node_id: 'start',
              outcome,
              reason: null,
              run_id: null,
              delivery_key: null,
              body_hash: null,
              bucket: null,
              seen_at: at,
              last_at: at,
            };
          }),
        )
        .execute(),
    );
    const [trigger] = (await client.triggers.list({ id })).items;
    expect(trigger?.rhythm).toEqual({
      quietAfterSeconds: 3600,
      words: 'Of the last 20 gaps between deliveries 95 % were shorter than 1 minute; an hour of silence is unusual.',
    });
    expect(trigger?.alerts).toMatchObject([{ kind: 'quiet', message: expect.stringContaining('Nothing has come for 3 hours.') }]);
    await call('rhythm', '{"n":1}');
    await expect.poll(async () => (await client.triggers.list({ id })).items[0]?.alerts).toEqual([]);
  });

  test('a delivery whose line a crash kept out of the ledger is written at the next start', async () => {
    const id = await published(echoDocument('crashed', 'when_finished'));
    await call('crashed', '{"n":1}');
    const [before] = await ledger(id);
    await withRows(async (tx) => {
      await tx.deleteFrom('trigger_delivery').where('workflow_id', '=', id).execute();
      await tx
        .updateTable('run')
        .set({ created_at: new Date(Date.now() - 60_000) })
        .where('workflow_id', '=', id)
        .execute();
    });
    expect(await ledger(id)).toEqual([]);
    const recover = () => server.running.deps.database.system(recoverDeliveries);
    expect(await recover()).toBe(1);
    expect(await recover()).toBe(0);
    expect(await ledger(id)).toMatchObject([{ status: 'started', nodeId: 'start', runId: before?.runId }]);
  });

  test('of old deliveries the newest hundred of a trigger are kept, since its rhythm is learned from them', async () => {
    const id = await published(echoDocument('old', 'immediately'));
    const old = { workflow_id: id, node_id: 'start', reason: null, run_id: null, delivery_key: null, body_hash: null, bucket: null };
    const rows = Array.from({ length: 120 }, (_, index) => new Date(Date.now() - 100 * 24 * hourMs - index * hourMs));
    await withRows(async (tx, orgId) => {
      const line = (at: Date, outcome: 'started' | 'refused') => ({
        ...old,
        org_id: orgId,
        id: newId('dlv', at.getTime()),
        outcome,
        seen_at: at,
        last_at: at,
      });
      await tx
        .insertInto('trigger_delivery')
        .values(rows.map((at) => line(at, 'started')))
        .execute();
      await tx
        .insertInto('trigger_delivery')
        .values(rows.slice(0, 5).map((at) => line(at, 'refused')))
        .execute();
    });
    await server.running.deps.database.system((tx) => pruneTriggerLedger(tx, 90, 1000));
    const left = await withRows((tx) => tx.selectFrom('trigger_delivery').select('outcome').where('workflow_id', '=', id).execute());
    expect(left).toEqual(Array(101).fill({ outcome: 'started' }));
  });

  test('the ledger is read in pages, newest first', async () => {
    const id = await published(echoDocument('pages', 'immediately'));
    for (let n = 0; n < 5; n += 1) await call('pages', `{"n":${n}}`);
    const { client } = server.owner;
    const seen: string[] = [];
    let cursor: string | null = null;
    await ledger(id);
    do {
      const page: Awaited<ReturnType<typeof client.triggers.ledger>> = await client.triggers.ledger({
        id,
        limit: 2,
        ...(cursor ? { cursor } : {}),
      });
      seen.push(...page.items.map(({ at }) => at));
      cursor = page.nextCursor;
    } while (cursor);
    expect(seen).toHaveLength(5);
    expect(seen).toEqual(seen.toSorted().toReversed());
  });

  test('a schedule that is being written shows its next times, or what is wrong with it', async () => {
    const { client } = server.owner;
    const good = await client.schedules.preview({
      config: { rules: [{ unit: 'weeks', weekdays: ['monday'], at: ['08:00'] }], timezone: 'Europe/Berlin' },
    });
    expect(good).toMatchObject({ words: 'every Monday at 08:00', timezone: 'Europe/Berlin', problems: [] });
    expect(good.times).toHaveLength(5);
    const bad = await client.schedules.preview({ config: { cron: '0 9 31 2 *' } });
    expect(bad).toMatchObject({ times: [], problems: [{ path: ['cron'], fix: { value: '0 9 L 2 *' } }] });
  });
});
