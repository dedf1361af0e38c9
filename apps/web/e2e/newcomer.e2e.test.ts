import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser, seriousProblems } from '../src/testing/browser.ts';
import { type RunningServer, startServer } from '../src/testing/running-server.ts';

/** A newcomer's first quarter of an hour, in one browser, step after step; no language model, no key, an empty data directory. */
const sentence = 'When I upload a CSV of customer feedback, group the complaints by topic, count them and give me an Excel report';
const sample = resolve(import.meta.dirname, '../../../examples/customer-feedback.csv');
const otherComments = [
  'The bus came twenty minutes late again.',
  'Waited half an hour for the late bus.',
  'Bus was late and nobody said why.',
  'My bus is late every single morning.',
  'Late bus, missed my train.',
  'The seats in the tram are dirty.',
  'Dirty floor and sticky seats in the tram.',
  'Tram was filthy, rubbish under the seats.',
  'Seats are dirty and smell.',
  'So dirty that I rather stood.',
  'The ticket machine swallowed my money.',
  'Ticket machine does not take cards.',
  'Machine broken, could not buy a ticket.',
  'The ticket machine gave no change.',
  'Ticket machine out of order for weeks.',
  'Friendly driver, thank you!',
  'Great new line to the lake.',
];

let server: RunningServer;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer({ withOwner: false }), launchBrowser()]);
  page = await (await browser.newContext({ viewport: { width: 1440, height: 900 }, acceptDownloads: true })).newPage();
  page.setDefaultTimeout(60_000);
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

test('the set-up link makes the first account and lands on Home with the describe box in focus', async () => {
  await page.goto(server.setupUrl ?? '');
  await page.getByLabel('Your name').fill('Sarah Chen');
  await page.getByLabel('E-mail').fill(server.owner.email);
  await page.getByRole('textbox', { name: 'Password' }).fill(server.owner.password);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: /, Sarah$/ }).waitFor();
  const box = page.getByRole('textbox', { name: 'Describe what you want to automate' });
  await expect.poll(() => box.evaluate((element) => element === document.activeElement)).toBe(true);
});

test('a sentence becomes a plan in sentences and a graph, without a question, and is kept', async () => {
  await page.keyboard.type(sentence);
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Keep' }).waitFor();
  for (const step of [
    'When the customer feedback file is uploaded',
    'Read the file',
    'Group the complaints by topic',
    'Make the Excel report',
  ])
    await page.getByText(step).first().waitFor();
  expect(await seriousProblems(page)).toEqual([]);
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/w\//);
});

test('a test with the shipped sample shows values on the cards', async () => {
  await page.getByRole('button', { name: 'Test', exact: true }).click();
  await page.locator('input[type=file]').first().setInputFiles(sample);
  await page.getByText('customer-feedback.csv').first().waitFor();
  await page.getByRole('button', { name: 'Run the test' }).click();
  await page.getByText('110 rows').first().waitFor();
  await page.getByText('report.xlsx').first().waitFor();
});

test('it is published, run from the screen with another file, watched live, and gives an Excel file', async () => {
  await page.getByRole('button', { name: /^Publish/ }).click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^Publish/ })
    .click();
  await page.getByRole('heading', { name: 'Version 1 is live' }).waitFor();
  await page.getByRole('button', { name: 'Run it now' }).click();
  const csv = Buffer.from(`comment\n${otherComments.map((comment) => `"${comment}"`).join('\n')}\n`);
  const dialog = page.getByRole('dialog');
  await dialog.locator('input[type=file]').setInputFiles({ name: 'transport.csv', mimeType: 'text/csv', buffer: csv });
  await dialog.getByText('transport.csv').waitFor();
  await dialog.getByRole('button', { name: /^(?:Run|Start)/ }).click();
  await page.waitForURL(/\/runs\//);
  await page.getByText('Done', { exact: true }).first().waitFor();
  await page
    .getByRole('table', { name: 'report.xlsx' })
    .or(page.getByRole('region', { name: 'report.xlsx' }))
    .first()
    .waitFor();
  expect(await seriousProblems(page)).toEqual([]);
  const runId = new URL(page.url()).pathname.split('/').at(-1) ?? '';
  const run = (await (await page.request.get(`${server.url}/api/v2/runs/${runId}`)).json()) as {
    status: string;
    output: { file: { id: string } };
    steps: { id: string; output: { rows?: { topic: string; count: number }[] } }[];
  };
  expect(run.status).toBe('succeeded');
  const file = await page.request.get(`${server.url}/api/v2/files/${run.output.file.id}`);
  expect((await file.body()).subarray(0, 2).toString()).toBe('PK');
});

test('the same workflow runs by a posted file and refuses wrong input with words', async () => {
  const login = await page.request.post(`${server.url}/auth/login`, { data: server.owner });
  const { accessToken } = (await login.json()) as { accessToken: string };
  const headers = { authorization: `Bearer ${accessToken}` };
  const [workflow] = ((await (await page.request.get(`${server.url}/api/v2/workflows`)).json()) as { items: { id: string }[] }).items;
  const address = `${server.url}/api/pipelines/${workflow?.id}/run`;
  const posted = await page.request.post(`${address}?wait=60`, {
    headers,
    multipart: { file: { name: 'feedback.csv', mimeType: 'text/csv', buffer: await readFile(sample) } },
  });
  expect(posted.status()).toBe(200);
  expect(((await posted.json()) as { status: string }).status).toBe('succeeded');
  const refused = await page.request.post(address, { headers, data: { input: { filee: 1 } } });
  expect(refused.status()).toBe(422);
  expect(((await refused.json()) as { code: string; message: string }).message).toContain('Did you mean “file”?');
});
