import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser, seriousProblems } from '../src/testing/browser.ts';
import { type RunningServer, startServer } from '../src/testing/running-server.ts';

let server: RunningServer;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer({ withOwner: false }), launchBrowser()]);
  page = await (await browser.newContext()).newPage();
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

const password = 'correct horse battery';

test('a fresh installation asks for the set-up link', async () => {
  await page.goto(server.url);
  await page.getByRole('heading', { name: 'Open the set-up link' }).waitFor();
  await page.goto(`${server.url}/setup?token=wrong`);
  await page.getByRole('heading', { name: 'This link does not work' }).waitFor();
});

test('the link makes the first account and lands on Home with the describe box in focus', async () => {
  await page.goto(server.setupUrl ?? '');
  await page.getByLabel('Your name').fill('Sarah Chen');
  await page.getByLabel('E-mail').fill('sarah@example.org');
  await page.getByRole('textbox', { name: 'Password' }).fill('short');
  expect(await seriousProblems(page)).toEqual([]);
  await page.getByRole('textbox', { name: 'Password' }).fill(password);
  await page.getByLabel('Organisation').fill('Acme Care');
  await page.getByRole('button', { name: 'Create account' }).click();
  await page.getByRole('heading', { name: /, Sarah$/ }).waitFor();
  await page.getByText('Acme Care').first().waitFor();
  const focused = page.getByRole('textbox', { name: 'Describe what you want to automate' });
  await expect.poll(() => focused.evaluate((element) => element === document.activeElement)).toBe(true);
});

test('the link works once', async () => {
  const other = await (await browser.newContext()).newPage();
  await other.goto(server.setupUrl ?? '');
  await other.getByRole('heading', { name: 'Arches is set up' }).waitFor();
});

test('a wrong password is refused kindly, and a link into the app waits behind the sign-in', async () => {
  const other = await (await browser.newContext()).newPage();
  await other.goto(`${server.url}/models`);
  await other.getByLabel('E-mail').fill('sarah@example.org');
  await other.getByRole('textbox', { name: 'Password' }).fill('not the password');
  await other.getByRole('button', { name: 'Sign in' }).click();
  await other
    .getByRole('alert')
    .getByText(/password/i)
    .waitFor();
  await other.getByRole('textbox', { name: 'Password' }).fill(password);
  await other.getByRole('button', { name: 'Sign in' }).click();
  await other.getByRole('heading', { name: 'AI models' }).waitFor();
});

test('nobody is led to a foreign site after signing in', async () => {
  const other = await (await browser.newContext()).newPage();
  await other.goto(`${server.url}/login?next=//example.com/`);
  await other.getByLabel('E-mail').fill('sarah@example.org');
  await other.getByRole('textbox', { name: 'Password' }).fill(password);
  await other.getByRole('button', { name: 'Sign in' }).click();
  await other.getByRole('heading', { name: /, Sarah$/ }).waitFor();
  expect(new URL(other.url()).origin).toBe(server.url);
});

test('signing out ends the session', async () => {
  await page.getByRole('button', { name: 'Sarah Chen: account menu' }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  await page.goto(`${server.url}/runs`);
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
});
