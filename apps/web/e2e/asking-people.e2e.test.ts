import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ArchesClient } from '@arches/sdk';
import { type MailSink, startMailSink } from '@arches/testkit';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { launchBrowser, seriousProblems } from '../src/testing/browser.ts';
import { type RunningServer, startServer } from '../src/testing/running-server.ts';
import { ownerClient, signedInPage } from '../src/testing/session.ts';

let server: RunningServer;
let browser: Browser;
let api: ArchesClient;
let sink: MailSink;
let outside: Server;
let address: string;
/** Whether calls are cut off after they arrived. */
let isCut = false;
let calls = 0;

beforeAll(async () => {
  outside = createServer((request, response) => {
    calls += 1;
    if (isCut) request.socket.destroy();
    else response.end('{"order":7}');
  });
  await new Promise<void>((resolve) => outside.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(outside.address() as AddressInfo).port}`;
  process.env['ARCHES_EGRESS_ALLOW'] = '127.0.0.1';
  process.env['ARCHES_RATE_LIMIT_AUTH'] = '1000';
  [server, browser, sink] = await Promise.all([startServer({ withOwner: true }), launchBrowser(), startMailSink()]);
  api = await ownerClient(server);
  await api.settings.saveMail({ host: '127.0.0.1', port: sink.port, secure: false, user: '', from: 'arches@example.org' });
});
// So many sign-ins of one person end the first ones.
beforeEach(async () => {
  api = await ownerClient(server);
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
  await sink?.close();
  outside?.close();
});

async function started(name: string, node: Record<string, unknown>): Promise<{ workflowId: string; runId: string }> {
  const nodes = [
    { id: 'start', type: 'trigger.manual', config: {} },
    { id: 'step', ...node },
  ];
  const { id } = await api.workflows.create({ name, nodes, edges: [{ source: 'start', target: 'step' }] });
  await api.workflows.publish({ id });
  const { body } = await api.runs.start({ params: { id }, query: {}, body: { input: {} } });
  return { workflowId: id, runId: body.id };
}
const order = (policy: Record<string, unknown>) => ({
  type: 'http.request',
  name: 'Order the vans',
  config: { method: 'POST', url: address },
  policy: { retry: { maxAttempts: 1 }, ...policy },
});
const isOver = (runId: string) => expect.poll(async () => (await api.runs.get({ id: runId })).status);

test('two people approve, one of them by the link of a mail on a phone; the second sees what the first said', async () => {
  const form = [{ name: 'limit', label: 'Not more than', type: 'number', required: true }];
  const { runId } = await started('Office move', {
    type: 'flow.approval',
    config: {
      title: 'Move in March?',
      message: 'The cheapest of three.',
      assignees: [server.owner.email, 'dana@outside.example'],
      quorum: 2,
      form,
    },
  });
  const page = await signedInPage(browser, server);
  await page.goto(server.url);
  await page.getByRole('link', { name: 'Review: Move in March?' }).click();
  await page.getByRole('heading', { name: 'Move in March?' }).waitFor();
  await page.getByText('0 of 2 approvals').waitFor();
  await page.getByText('dana@outside.example').waitFor();
  await page.getByText('Mailed just now').first().waitFor();
  expect(await seriousProblems(page)).toEqual([]);
  await page.getByRole('button', { name: 'Approve' }).click();
  await page.getByText('Please fill this in.').waitFor();
  await page.getByLabel('Not more than').fill('4000');
  await page.getByLabel('Comment').fill('Fine with me');
  await page.getByRole('button', { name: 'Approve' }).click();
  await page.getByText('You have approved this.').waitFor();
  await page.getByText('1 of 2 approvals', { exact: true }).waitFor();

  const text = sink.mails.find(({ to }) => to === 'dana@outside.example')?.text ?? '';
  const path = /\/approve\/\S+/.exec(text)?.[0] ?? '';
  const phone = await browser.newContext({ viewport: { width: 390, height: 844 }, reducedMotion: 'reduce' });
  const dana = await phone.newPage();
  await dana.goto(server.url + path);
  await dana.getByText('You answer as dana@outside.example, once. 1 of 2 approvals are there so far.').waitFor();
  expect(await seriousProblems(dana)).toEqual([]);
  // Looking is not answering.
  expect((await api.runs.get({ id: runId })).status).toBe('waiting');
  await dana.getByLabel('Not more than').fill('5000');
  await dana.getByRole('button', { name: 'Approve' }).click();
  await dana.getByText('You have approved this.').waitFor();
  await isOver(runId).toBe('succeeded');
  await dana.reload();
  await dana.getByText('It was approved, and the work goes on.').waitFor();
  await dana.goto(`${server.url}${path}x`);
  await dana.getByText('This link leads nowhere').waitFor();
  expect(await seriousProblems(dana)).toEqual([]);
  await phone.close();
  await page.getByLabel('Decision').getByText('Approved').waitFor();
  await page.context().close();
});

test('one who is asked passes it on, and has no say any more', async () => {
  const { runId } = await started('Holiday', {
    type: 'flow.approval',
    config: { title: 'Two weeks in May?', assignees: [server.owner.email] },
  });
  await expect.poll(async () => (await api.approvals.list({ runId })).items.length).toBe(1);
  const [asked] = (await api.approvals.list({ runId })).items;
  const page = await signedInPage(browser, server);
  await page.goto(`${server.url}/approvals/${asked?.id}`);
  await page.getByRole('button', { name: 'Pass it on…' }).click();
  await page.getByRole('dialog').getByLabel('Who').fill('mike@outside.example');
  expect(await seriousProblems(page)).toEqual([]);
  await page.getByRole('dialog').getByRole('button', { name: 'Pass it on' }).click();
  await page.getByText('You are not asked, so this is for others to answer.').waitFor();
  await page.getByText('mike@outside.example', { exact: true }).waitFor();
  await expect.poll(() => sink.mails.some(({ to }) => to === 'mike@outside.example')).toBe(true);
  await api.runs.cancel({ id: runId });
  await page.context().close();
});

test('a step that must not happen twice and had no answer is looked into on the run’s page, and the run goes on', async () => {
  isCut = true;
  const { runId } = await started('Order vans', order({ effect: 'at_most_once' }));
  await expect.poll(async () => (await api.approvals.list({ runId })).items.length).toBe(1);
  const before = calls;
  const page = await signedInPage(browser, server);
  await page.goto(`${server.url}/runs/doubt`);
  await page.getByRole('article', { name: 'Order the vans of Order vans' }).waitFor();
  expect(await seriousProblems(page)).toEqual([]);
  await page.getByRole('link', { name: 'Order vans' }).click();
  await page.getByText('Maybe sent').first().waitFor();
  await page.getByRole('radio', { name: /It happened/ }).click();
  await page.getByRole('textbox', { name: 'Output' }).fill('{"order": 7}');
  expect(await seriousProblems(page)).toEqual([]);
  await page.getByRole('button', { name: 'It happened: go on' }).click();
  await page.getByRole('status').getByText('Order vans: Done').waitFor();
  await page.getByText('Sent once').first().waitFor();
  expect(calls).toBe(before);
  await isOver(runId).toBe('succeeded');
  await page.context().close();
});

test('what may have been sent by a step that is over is noted by who has looked', async () => {
  isCut = true;
  const { runId } = await started('Tell the landlord', order({}));
  await isOver(runId).toBe('failed');
  const page = await signedInPage(browser, server);
  await page.goto(server.url);
  await page.getByRole('link', { name: 'Look at what is in doubt' }).click();
  await page.getByRole('button', { name: 'Note what happened to Order the vans' }).click();
  await page.getByLabel('Note').fill('Not in their list');
  await page.getByRole('button', { name: 'It did not happen' }).click();
  await page.getByText('Nothing is in doubt').waitFor();
  await page.getByText('Looked into').click();
  await page.getByText(`It did not happen, says ${server.owner.email}`).waitFor();
  expect(await seriousProblems(page)).toEqual([]);
  await page.context().close();
});

test('a failed step asks how it goes on; a rerun with another input warns of what was sent', async () => {
  isCut = true;
  const { runId } = await started('Nightly order', order({ onError: 'ask' }));
  await expect.poll(async () => (await api.approvals.list({ runId })).items.length).toBe(1);
  const page = await signedInPage(browser, server);
  await page.goto(server.url);
  await page.getByRole('link', { name: 'Decide: “Order the vans” failed' }).click();
  await page.getByRole('radio', { name: /Try again/ }).click();
  await page.getByText('trying again does it twice').waitFor();
  expect(await seriousProblems(page)).toEqual([]);
  isCut = false;
  await page.getByRole('button', { name: 'Try again', exact: true }).click();
  await page.getByText('Decided').first().waitFor();
  await isOver(runId).toBe('succeeded');
  await page.goto(`${server.url}/runs/${runId}?step=step`);
  await page.getByRole('button', { name: 'Edit its input first…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('This step writes outside, and does it again:').waitFor();
  await dialog.getByLabel('Address').fill(`${address}/elsewhere`);
  expect(await seriousProblems(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Run it again anyway' }).click();
  await page.getByText('repeats an earlier run').waitFor();
  await page.getByRole('status').getByText('Nightly order: Done').waitFor();
  const again = page.url().split('/').at(-1)?.split('?')[0] ?? '';
  expect((await api.runs.get({ id: again })).steps.find(({ id }) => id === 'step')?.input).toMatchObject({ url: `${address}/elsewhere` });
  await page.context().close();
});

test('a step that runs another workflow is given it by name; the two runs lead to each other', async () => {
  const inputs = {
    type: 'object',
    properties: { total: { type: 'number', title: 'Total' } },
    required: ['total'],
    additionalProperties: false,
  };
  const child = await api.workflows.create({
    name: 'Invoice check',
    inputs,
    nodes: [
      { id: 'start', type: 'trigger.manual', config: {} },
      { id: 'set', type: 'data.set', config: { fields: { ok: '{{ input.total > 10 }}' } } },
    ],
    edges: [{ source: 'start', target: 'set' }],
  });
  await api.workflows.publish({ id: child.id });
  const parent = await api.workflows.create({
    name: 'Month end',
    nodes: [
      { id: 'start', type: 'trigger.manual', config: {} },
      { id: 'call', type: 'flow.run_workflow', config: { workflow: '' } },
    ],
    edges: [{ source: 'start', target: 'call' }],
  });
  const page = await signedInPage(browser, server);
  await page.goto(`${server.url}/w/${parent.id}?step=call`);
  await page.getByPlaceholder('Choose a workflow').fill('Invoice');
  await page.getByRole('option', { name: 'Invoice check' }).click();
  await page.getByRole('button', { name: 'Add this field to the input' }).click();
  await page.getByRole('textbox', { name: 'Value' }).fill('12');
  expect(await seriousProblems(page)).toEqual([]);
  await expect
    .poll(async () => ((await api.workflows.get({ id: parent.id })).document as { nodes: { name?: string; config: object }[] }).nodes[1])
    .toMatchObject({ name: 'Invoice check', config: { workflow: child.id, input: { total: expect.anything() } } });
  await api.workflows.publish({ id: parent.id });
  const { body } = await api.runs.start({ params: { id: parent.id }, query: {}, body: { input: {} } });
  await page.goto(`${server.url}/runs/${body.id}?step=call`);
  await page.getByRole('link', { name: 'a run of “Invoice check”' }).click();
  await page.getByRole('link', { name: 'started by “Invoice check” of Month end' }).click();
  await page.getByRole('link', { name: 'a run of “Invoice check”' }).waitFor();
  await page.context().close();
});
