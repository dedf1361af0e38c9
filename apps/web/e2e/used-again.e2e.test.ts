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
let calls = 0;

beforeAll(async () => {
  outside = createServer((_, response) => {
    calls += 1;
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"price":12}');
  });
  await new Promise<void>((resolve) => outside.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(outside.address() as AddressInfo).port}`;
  process.env['ARCHES_EGRESS_ALLOW'] = '127.0.0.1';
  [server, browser] = await Promise.all([startServer({ withOwner: true }), launchBrowser()]);
  api = await ownerClient(server);
});
afterAll(async () => {
  outside?.close();
  await browser?.close();
  await server?.stop();
});

test('a result is set to be used again in the editor, and the run page says which one was', async () => {
  const { id } = await api.workflows.create({
    name: 'Prices of the day',
    nodes: [
      { id: 'start', type: 'trigger.manual', config: {} },
      { id: 'look', type: 'http.request', name: 'Look up the prices', config: { url: address } },
    ],
    edges: [{ source: 'start', target: 'look' }],
  });
  const page = await signedInPage(browser, server);
  await page.goto(`${server.url}/w/${id}?step=look&panel=step`);
  await page.getByText('Using its result again').click();
  await page.getByLabel('An earlier result').selectOption('fresh');
  await page.getByLabel('For how long').fill('6');
  expect(await seriousProblems(page)).toEqual([]);
  const saved = async () => JSON.stringify((await api.workflows.get({ id })).document);
  await expect.poll(saved).toContain('"cache":{"ttlSeconds":21600}');

  await api.workflows.publish({ id });
  const run = async () => (await api.runs.start({ params: { id }, query: { wait: 30 }, body: { input: {} } })).body.id;
  const first = await run();
  const second = await run();
  expect(calls).toBe(1);
  await page.goto(`${server.url}/runs/${second}?step=look`);
  await page.getByText(/^Not run: its result was used again from the run of \d\d:\d\d/).waitFor();
  expect(await seriousProblems(page)).toEqual([]);
  await page.getByRole('link', { name: /^the run of/ }).click();
  await page.waitForURL(`**/runs/${first}*`);

  await page.goto(`${server.url}/w/${id}?step=look&panel=step`);
  await page.getByText('Using its result again').click();
  await page.getByRole('button', { name: /Forget this workflow’s kept results/ }).click();
  await page.getByText('1 kept result forgotten. Steps run anew.').waitFor();
  await run();
  expect(calls).toBe(2);
  await page.context().close();
});
