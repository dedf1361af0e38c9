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
let provider: Server;
let baseUrl: string;

const letter = {
  id: 'c',
  object: 'chat.completion',
  created: 1,
  model: 'tiny',
  choices: [{ index: 0, message: { role: 'assistant', content: 'A short letter.' }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 2000, completion_tokens: 500, total_tokens: 2500 },
};

beforeAll(async () => {
  provider = createServer((_, response) => response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(letter)));
  await new Promise<void>((resolve) => provider.listen(0, '127.0.0.1', resolve));
  baseUrl = `http://127.0.0.1:${(provider.address() as AddressInfo).port}/v1`;
  process.env['ARCHES_EGRESS_ALLOW'] = '127.0.0.1';
  [server, browser] = await Promise.all([startServer({ withOwner: true }), launchBrowser()]);
  api = await ownerClient(server);
});
afterAll(async () => {
  provider?.close();
  await browser?.close();
  await server?.stop();
});

test('a run that would break its budget says so, and its budget is raised from there', async () => {
  await api.models.create({
    kind: 'openai_compatible',
    name: 'Ours',
    baseUrl,
    model: 'tiny',
    apiKey: 'k',
    price: { inputUsd: 2, outputUsd: 10 },
  });
  const write = (id: string, name: string) => ({ id, type: 'ai.generate', name, config: { prompt: 'Write a letter.' } });
  const { id } = await api.workflows.create({
    name: 'Letters',
    nodes: [{ id: 'start', type: 'trigger.manual', config: {} }, write('one', 'Write the first'), write('two', 'Write the second')],
    edges: [
      { source: 'start', target: 'one' },
      { source: 'one', target: 'two' },
    ],
    settings: { budgetUsd: 0.085 },
  });
  await api.workflows.publish({ id });
  const run = (await api.runs.start({ params: { id }, query: { wait: 30 }, body: { input: {} } })).body;

  const page = await signedInPage(browser, server);
  await page.goto(`${server.url}/runs/${run.id}`);
  await page.getByText('$0.009 of $0.085 spent').waitFor();
  await page
    .getByText(/may cost up to \$0\.0822, and this run may spend \$0\.085: \$0\.009 is spent/)
    .first()
    .waitFor();
  expect(await seriousProblems(page)).toEqual([]);

  await page.getByRole('link', { name: 'Raise the budget' }).click();
  const dialog = page.getByRole('dialog', { name: 'Limits of this workflow' });
  await dialog.getByLabel('May spend on models').fill('1.5');
  await dialog.getByLabel('May keep').fill('25');
  await dialog.getByLabel('Is kept for').fill('14');
  expect(await seriousProblems(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Save' }).click();
  const again = await ownerClient(server);
  await expect
    .poll(async () => ((await again.workflows.get({ id })).document as { settings?: unknown }).settings)
    .toEqual({ budgetUsd: 1.5, budgetBytes: 25_000_000, retention: { days: 14 } });
  await again.workflows.publish({ id });

  await page.goto(`${server.url}/runs/${run.id}`);
  await page.getByRole('button', { name: 'Run again' }).click();
  await page.getByRole('menuitem', { name: 'From “Write the second” on, with the live version' }).click();
  await page.getByText('$0.009 of $1.50 spent').waitFor();
  await page.context().close();
});

test('what a model costs is given, seen and taken back on its page', async () => {
  const page = await signedInPage(browser, server);
  await page.goto(`${server.url}/models`);
  await page.getByText('$2 read, $10 written').waitFor();
  await page.getByRole('button', { name: 'Actions for Ours' }).click();
  await page.getByRole('menuitem', { name: 'Set its price…' }).click();
  await page.getByLabel('Price of a million tokens read').fill('0.5');
  await page.getByLabel('Price of a million tokens written').fill('4');
  expect(await seriousProblems(page)).toEqual([]);
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('$0.5 read, $4 written').waitFor();
  await page.context().close();
});

test('how many parts must end well is a choice and a number', async () => {
  const again = await ownerClient(server);
  const { id } = await again.workflows.create({
    name: 'Side by side',
    nodes: [
      { id: 'start', type: 'trigger.manual', config: {} },
      { id: 'parts', type: 'flow.parallel', config: { need: 'all' }, body: { nodes: [], edges: [] } },
    ],
    edges: [{ source: 'start', target: 'parts' }],
  });
  const page = await signedInPage(browser, server);
  await page.goto(`${server.url}/w/${id}?step=parts`);
  await page.getByLabel('Parts that must end well').selectOption('So many');
  await page.getByLabel('How many').fill('3');
  await expect
    .poll(async () => ((await again.workflows.get({ id })).document as { nodes: { config: unknown }[] }).nodes[1]?.config)
    .toEqual({ need: 3 });
  await page.context().close();
});
