import type { ArchesClient } from '@arches/sdk';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser, seriousProblems } from '../src/testing/browser.ts';
import { type RunningServer, startServer } from '../src/testing/running-server.ts';
import { ownerClient, signedInPage } from '../src/testing/session.ts';

let server: RunningServer;
let browser: Browser;
let page: Page;
let api: ArchesClient;

beforeAll(async () => {
  Object.assign(process.env, { ARCHES_WORKFLOW_ENV: 'SHOP_URL', SHOP_URL: 'https://shop.example.com' });
  [server, browser] = await Promise.all([startServer({ withOwner: true }), launchBrowser()]);
  [page, api] = await Promise.all([signedInPage(browser, server), ownerClient(server)]);
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

test('a variable is made, read by a step, missed, made again from the editor, and its deletion names who reads it', async () => {
  await page.goto(`${server.url}/settings/variables`);
  await page.getByText('No variables yet').waitFor();
  await page.getByText('https://shop.example.com').waitFor();
  expect(await seriousProblems(page)).toEqual([]);
  // By the keyboard alone.
  await page.getByRole('button', { name: 'New variable' }).press('Enter');
  const dialog = page.getByRole('dialog');
  await expect.poll(() => dialog.getByLabel('Name').evaluate((field) => field === document.activeElement)).toBe(true);
  await page.keyboard.type('2wrong');
  await page.keyboard.press('Enter');
  await dialog.getByText('Begin with a letter').waitFor();
  expect(await seriousProblems(page)).toEqual([]);
  await dialog.getByLabel('Name').fill('vat');
  await dialog.getByLabel('Kind').selectOption('number');
  await dialog.getByLabel('Value').fill('19');
  await dialog.getByLabel('What it is for').fill('In percent');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await page.getByText('19 · In percent').waitFor();

  const { id } = await api.workflows.create({
    name: 'Bills',
    nodes: [
      { id: 'start', type: 'trigger.manual', config: {} },
      { id: 'set', type: 'data.set', name: 'Work out', config: { fields: { rate: '{{ vars.vat }}', shop: '{{ vars.shop_name }}' } } },
    ],
    edges: [{ source: 'start', target: 'set' }],
  });
  await page.goto(`${server.url}/w/${id}?step=set&panel=step`);
  const missing = page.getByText(/reads the variable “shop_name”, which does not exist/).first();
  await missing.waitFor();
  await page
    .getByRole('button', { name: 'Insert value into' })
    .or(page.getByRole('button', { name: /^Insert a value into/ }))
    .first()
    .click();
  await page.getByRole('option', { name: /vat: In percent/ }).waitFor();
  await page.getByRole('option', { name: /SHOP_URL/ }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Make the variable…' }).first().click();
  await page.getByRole('dialog').getByLabel('Value').fill('Corner shop');
  await page.getByRole('button', { name: 'Make it', exact: true }).click();
  await missing.waitFor({ state: 'detached' });

  await api.workflows.publish({ id });
  const { body } = await api.runs.start({ params: { id }, query: { wait: 20 }, body: { input: {} } });
  expect(body).toMatchObject({ status: 'succeeded', output: { rate: 19, shop: 'Corner shop' } });

  await page.setViewportSize({ width: 390, height: 800 });
  await page.goto(`${server.url}/settings/variables`);
  await page.getByRole('button', { name: 'Actions for vat' }).click();
  await page.getByRole('menuitem', { name: 'Delete…' }).click();
  await page.getByText('Published workflows read it.').waitFor();
  await page.getByRole('link', { name: 'Bills' }).waitFor();
  expect(await seriousProblems(page)).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  await page.getByText('19 · In percent').waitFor({ state: 'detached' });
  expect((await api.variables.list()).items.map(({ name }) => name)).toEqual(['shop_name']);
});
