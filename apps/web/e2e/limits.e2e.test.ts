import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ArchesClient } from '@arches/sdk';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser, seriousProblems } from '../src/testing/browser.ts';
import { type RunningServer, startServer } from '../src/testing/running-server.ts';
import { ownerClient, signedInPage } from '../src/testing/session.ts';

let server: RunningServer;
let browser: Browser;
let api: ArchesClient;
let outside: Server;
let address: string;
let isDown = false;
const held: (() => void)[] = [];

beforeAll(async () => {
  outside = createServer((request, response) => {
    if (request.url === '/slow') held.push(() => response.end('{}'));
    else response.writeHead(isDown ? 503 : 200, { 'content-type': 'application/json' }).end('{}');
  });
  await new Promise<void>((resolve) => outside.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(outside.address() as AddressInfo).port}`;
  process.env['ARCHES_EGRESS_ALLOW'] = '127.0.0.1';
  [server, browser] = await Promise.all([startServer({ withOwner: true }), launchBrowser()]);
  api = await ownerClient(server);
});
afterAll(async () => {
  for (const answer of held) answer();
  outside?.close();
  await browser?.close();
  await server?.stop();
});

async function published(name: string, path: string, settings = {}): Promise<string> {
  const { id } = await api.workflows.create({
    name,
    nodes: [
      { id: 'start', type: 'trigger.manual', config: {} },
      { id: 'call', type: 'http.request', name: 'Ask the shop', config: { url: address + path }, policy: { retry: { maxAttempts: 1 } } },
    ],
    edges: [{ source: 'start', target: 'call' }],
    settings,
  });
  await api.workflows.publish({ id });
  return id;
}
const start = async (id: string): Promise<string> => (await api.runs.start({ params: { id }, query: {}, body: { input: {} } })).body.id;

test('a run in line says why on its page and in the list', async () => {
  const id = await published('One at a time', '/slow', { maxConcurrentRuns: 1 });
  const [first, second] = [await start(id), await start(id)];
  await expect.poll(() => held.length).toBe(1);
  const page = await signedInPage(browser, server);
  await page.goto(`${server.url}/runs/${second}`);
  await page.getByText('The workflow allows 1 run at once, and 1 is at work. This one is 1st in line.').waitFor();
  expect(await seriousProblems(page)).toEqual([]);
  await page.goto(`${server.url}/runs`);
  await page.getByText(/The workflow allows 1 run at once/).waitFor();
  held.shift()?.();
  await expect.poll(() => held.length).toBe(1);
  await page.goto(`${server.url}/runs/${second}`);
  held.shift()?.();
  await page.getByRole('status').getByText('One at a time: Done').waitFor();
  expect((await api.runs.get({ id: first })).status).toBe('succeeded');
  await page.context().close();
});

test('a workflow is paused from the list, says so everywhere, and goes on when it is resumed from a run', async () => {
  const id = await published('Morning letters', '/fast');
  const page = await signedInPage(browser, server);
  await page.goto(`${server.url}/workflows`);
  await page.getByRole('button', { name: 'Actions for Morning letters' }).click();
  await page.getByRole('menuitem', { name: 'Pause…' }).click();
  await page.getByRole('radio', { name: /Hold them too/ }).check();
  expect(await seriousProblems(page)).toEqual([]);
  await page.getByRole('button', { name: 'Pause', exact: true }).click();
  await page
    .getByTitle(/^Paused by/)
    .filter({ visible: true })
    .first()
    .waitFor();
  await page.goto(`${server.url}/w/${id}`);
  await page.getByRole('button', { name: 'Resume', exact: true }).waitFor();
  await page.getByTitle(/Paused by .*Runs under way are held too/).waitFor();
  const run = await start(id);
  await page.goto(`${server.url}/runs/${run}`);
  await page.getByText(/The workflow is paused by .* it is 1st in line/).waitFor();
  expect(await seriousProblems(page)).toEqual([]);
  await page.getByRole('button', { name: 'Resume the workflow' }).click();
  await page.getByRole('status').getByText('Morning letters: Done').waitFor();
  await page.context().close();
});

// On a slow machine a probe or two may have failed meanwhile.
test('a service that keeps failing is told on the run, on Home and in Settings, and tried at once', { timeout: 120_000 }, async () => {
  isDown = true;
  const id = await published('Stock', '/stock');
  for (let i = 0; i < 5; i += 1) {
    const run = await start(id);
    await expect.poll(async () => (await api.runs.get({ id: run })).status).toBe('failed');
  }
  const waits = await start(id);
  const page = await signedInPage(browser, server);
  await page.goto(`${server.url}/runs/${waits}`);
  await page
    .getByText(/has failed \d+ times in a row. (Next try in \d+ s|It is tried again now)/)
    .first()
    .waitFor();
  await page.getByRole('button', { name: 'Ask the shop' }).click();
  expect(await seriousProblems(page)).toEqual([]);
  await page.goto(server.url);
  await page.getByText(/Failed \d+ times in a row; 1 step waits for it/).waitFor();
  expect(await seriousProblems(page)).toEqual([]);
  await page.goto(`${server.url}/settings/limits`);
  await page.getByText(/has failed \d+ times in a row and is left alone/).waitFor();
  expect(await seriousProblems(page)).toEqual([]);
  isDown = false;
  await page.getByRole('button', { name: /^Try .* now$/ }).click();
  await page.getByText('None has failed lately.').waitFor();
  await expect.poll(async () => (await api.runs.get({ id: waits })).status).toBe('succeeded');
  await page.context().close();
});

test('an owner limits the organisation and a host, and reads it back', async () => {
  const page = await signedInPage(browser, server);
  await page.goto(`${server.url}/settings/limits`);
  await page.getByLabel('Runs at once').fill('20');
  await page.getByLabel('Runs that begin').fill('600');
  await page.getByRole('button', { name: 'Limit a service' }).click();
  await page.getByRole('textbox', { name: 'Host', exact: true }).fill('https://api.example.com/orders');
  await page.getByRole('textbox', { name: 'Calls a second' }).fill('5');
  expect(await seriousProblems(page)).toEqual([]);
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Saved. Runs over a limit').waitFor();
  expect(await api.limits.get()).toEqual({
    runs: { concurrency: 20, rate: { count: 600, perSeconds: 60 } },
    services: [{ service: 'host:api.example.com', concurrency: 1, perSecond: 5 }],
  });
  await api.limits.save({});
  await page.context().close();
});

test('a builder limits one workflow in the editor', async () => {
  const id = await published('Letters', '/fast');
  const page = await signedInPage(browser, server);
  await page.goto(`${server.url}/w/${id}`);
  await page.getByRole('button', { name: 'Limits of this workflow' }).click();
  await page.getByLabel('Runs at once').fill('3');
  await page.getByLabel('Runs that begin').fill('10');
  expect(await seriousProblems(page)).toEqual([]);
  await page.getByRole('button', { name: 'Save' }).click();
  // So many sign-ins of one person have ended the first one.
  const again = await ownerClient(server);
  await expect
    .poll(async () => ((await again.workflows.get({ id })).document as { settings?: unknown }).settings)
    .toEqual({ maxConcurrentRuns: 3, rate: { count: 10, perSeconds: 60 } });
  await page.context().close();
});
