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

const request = 'Upload a csv, sort it by date and e-mail me the result';
const steps = (): Promise<string[]> => page.getByRole('region', { name: 'The plan' }).locator('ol strong').allTextContents();

test('a part of what was written is said differently, left out and put back, by the keyboard alone', async () => {
  await page.goto(`${server.url}/workflows/new?prompt=${encodeURIComponent(request)}`);
  const wording = page.getByRole('region', { name: 'What you wrote' });
  const part = (words: string) => wording.getByRole('button', { name: words });
  await part('sort it by date').waitFor();
  expect(await steps()).toContain('Sort by date');
  await part('sort it by date').press('Enter');
  const box = page.getByRole('region', { name: 'The part “sort it by date”' });
  await box.getByText('Taken as: “Sort by date”.').waitFor();
  expect(await seriousProblems(page)).toEqual([]);

  await box.getByRole('button', { name: 'Leave it out' }).press('Enter');
  await part('sort it by date (left out)').waitFor();
  expect(await steps()).not.toContain('Sort by date');
  await part('sort it by date (left out)').press('Enter');
  await page.getByRole('button', { name: 'Put it back' }).press('Enter');
  await part('sort it by date (understood)').waitFor();
  expect(await steps()).toContain('Sort by date');

  await part('sort it by date').press('Enter');
  await box.getByRole('textbox', { name: 'Say this part differently' }).fill('remove duplicates');
  await page.keyboard.press('Enter');
  await part('remove duplicates').waitFor();
  expect(await steps()).toContain('Remove duplicates');
  // What was said is still there after the page was loaded again.
  await page.reload();
  await part('remove duplicates').waitFor();
});

test('parts that need a look are counted, and shown one after the other', async () => {
  // No step has a place for the number of sheets.
  const doubtful = 'Upload a csv with 7 sheets, sort it by date and e-mail me the result';
  await page.goto(`${server.url}/workflows/new?prompt=${encodeURIComponent(doubtful)}`);
  const wording = page.getByRole('region', { name: 'What you wrote' });
  await wording.waitFor();
  const toLookAt = wording.getByRole('button', { name: /\((?:please check|in no step)\)$/ });
  const before = await toLookAt.count();
  expect(before).toBeGreaterThan(0);
  await wording.getByText(/need(?:s)? a look/).waitFor();
  await expect(toLookAt.first().textContent()).resolves.toContain('7 sheets');
  if ((await page.getByRole('button', { name: 'That is right' }).count()) === 0) await toLookAt.first().click();
  await page.getByText('Not used: “7 sheets”').waitFor();
  await page.getByRole('button', { name: 'That is right' }).click();
  await expect.poll(() => toLookAt.count()).toBe(before - 1);
  expect(await seriousProblems(page)).toEqual([]);
});

test('of several open questions any one can be answered, and an assumed start can be another one, by the keyboard alone', async () => {
  await page.goto(`${server.url}/workflows/new?prompt=${encodeURIComponent('send rota')}`);
  const more = page.getByRole('region', { name: 'Also open' });
  await more.getByText('2 more things are open').waitFor();
  await more.getByText('When does it start?').first().press('Enter');
  await more.getByRole('textbox', { name: 'Your answer' }).first().fill('every monday at 7');
  await page.keyboard.press('Enter');
  await more.getByText('One more thing is open').waitFor();
  const before = await steps();
  expect(before[0]).not.toBe('Start by hand');

  const wording = page.getByRole('region', { name: 'What you wrote' });
  await wording.locator('summary').press('Enter');
  expect(await seriousProblems(page)).toEqual([]);
  await wording.getByRole('button', { name: 'When I press Run' }).press('Enter');
  await expect.poll(async () => (await steps())[0]).toBe('Start by hand');
});
