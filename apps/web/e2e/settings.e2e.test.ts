import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser, seriousProblems } from '../src/testing/browser.ts';
import { type RunningServer, startServer } from '../src/testing/running-server.ts';
import { signedInPage } from '../src/testing/session.ts';

let server: RunningServer;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer({ withOwner: true }), launchBrowser()]);
  page = await signedInPage(browser, server);
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

test('an invitation link is shown once, lets its person in, and their role decides what they see', async () => {
  await page.goto(`${server.url}/settings/members`);
  await page.getByRole('button', { name: 'Invite' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('E-mail').fill('not an address');
  await dialog.getByRole('button', { name: 'Make the link' }).click();
  await dialog.getByText('This is not an e-mail address.').first().waitFor();
  await dialog.getByLabel('E-mail').fill('vera@example.org');
  await dialog.getByLabel('Role').selectOption('viewer');
  await dialog.getByRole('button', { name: 'Make the link' }).click();
  const link = await dialog.getByLabel('Invitation link').textContent();
  expect(await seriousProblems(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Done' }).click();
  await page.getByRole('cell', { name: 'vera@example.org', exact: true }).waitFor();

  const vera = await (await browser.newContext()).newPage();
  await vera.goto(new URL(new URL(link ?? '').pathname, server.url).href);
  await vera.getByRole('heading', { name: /^Join / }).waitFor();
  await vera.getByLabel('Your name').fill('Vera Lind');
  await vera.getByRole('textbox', { name: 'Password' }).fill('several quiet words');
  await vera.getByRole('button', { name: 'Join' }).click();
  await vera.getByRole('heading', { name: /, Vera$/ }).waitFor();
  expect(await vera.getByRole('textbox', { name: 'Describe what you want to automate' }).count()).toBe(0);
  await vera.goto(`${server.url}/settings/members`);
  await vera.getByText('2 members').waitFor();
  expect(await vera.getByRole('button', { name: 'Invite' }).count()).toBe(0);
  await vera.goto(`${server.url}/settings/api-keys`);
  await vera.getByText('Your role may not manage API keys').waitFor();
});

test('an API key is shown once, works, and no longer works when it is revoked', async () => {
  await page.goto(`${server.url}/settings/api-keys`);
  await page.getByRole('button', { name: 'New key' }).click();
  await page.getByRole('dialog').getByLabel('Name').fill('Shop server');
  await page.getByRole('button', { name: 'Create key' }).click();
  const key = (await page.getByLabel('API key', { exact: true }).textContent()) ?? '';
  await page.getByText('curl -H').waitFor();
  expect(await seriousProblems(page)).toEqual([]);
  const ask = async (): Promise<number> => (await fetch(`${server.url}/api/v2/workflows`, { headers: { 'x-api-key': key } })).status;
  expect(await ask()).toBe(200);
  await page.getByRole('button', { name: 'Done' }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  expect(await page.getByText(key).count()).toBe(0);
  await page.getByRole('button', { name: 'Revoke Shop server' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
  await page.getByText('No API keys yet').waitFor();
  expect(await ask()).toBe(401);
});

test('a mail server that refuses says so in words', async () => {
  await page.goto(`${server.url}/settings/mail`);
  await page.getByRole('textbox', { name: 'Server' }).fill('127.0.0.1');
  await page.getByRole('textbox', { name: 'Port' }).fill('9');
  await page.getByLabel('Sender').fill('arches@example.org');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('button', { name: 'Send a test to myself' }).click();
  await page.getByText('The test message was not sent').waitFor();
  expect(await seriousProblems(page)).toEqual([]);
});

test('a model that does not answer is told before it is connected', async () => {
  await page.goto(`${server.url}/models`);
  await page.getByRole('button', { name: 'Connect a model' }).click();
  await page.getByRole('button', { name: 'Check connection' }).click();
  await page.getByRole('dialog').getByRole('status').getByText(/\w/).or(page.getByText('It was not connected')).first().waitFor();
  expect(await seriousProblems(page)).toEqual([]);
  await page.getByRole('dialog').getByRole('button', { name: 'Connect', exact: true }).click();
  await page.getByText('Name the model.').waitFor();
});

test('the organisation is renamed everywhere at once', async () => {
  await page.goto(`${server.url}/settings/organization`);
  await page.getByRole('textbox', { name: 'Name' }).fill('Northwind Care');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('link', { name: 'Northwind Care: Home' }).waitFor();
});
