import type { ArchesClient } from '@arches/sdk';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser, seriousProblems } from '../src/testing/browser.ts';
import { type RunningServer, startServer } from '../src/testing/running-server.ts';
import { ownerClient, signedInPage } from '../src/testing/session.ts';

let server: RunningServer;
let browser: Browser;
let page: Page;
let client: ArchesClient;

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer({ withOwner: true }), launchBrowser()]);
  client = await ownerClient(server);
  page = await signedInPage(browser, server);
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

async function kept(name: string, bytes: number): Promise<void> {
  const { id } = await client.workflows.create({
    id: name,
    name,
    nodes: [
      { id: 'start', type: 'trigger.manual', config: {} },
      { id: 'write', type: 'file.write', config: { format: 'text', name: 'note', content: '{{ input.text }}' } },
    ],
    edges: [{ source: 'start', target: 'write' }],
  });
  await client.workflows.publish({ id });
  const { body } = await client.runs.start({ params: { id }, query: {}, body: { input: { text: 'x'.repeat(bytes) } } });
  await expect.poll(async () => (await client.runs.get({ id: body.id })).status).toBe('succeeded');
}

test('an empty installation says that nothing is kept yet', async () => {
  await page.goto(`${server.url}/settings/storage`);
  await page.getByText('Nothing is kept yet.').waitFor();
  expect(await seriousProblems(page)).toEqual([]);
});

test('who keeps what is told largest first, on a wide screen and on a phone, light and dark', async () => {
  await kept('Small notes', 1000);
  await kept('Large reports', 400_000);
  await page.goto(`${server.url}/settings/storage`);
  const rows = page.getByRole('table', { name: 'Storage by workflow' }).getByRole('link');
  await expect.poll(() => rows.allTextContents()).toEqual(['Large reports', 'Small notes']);
  await page.getByRole('list', { name: 'By kind' }).getByText('Files that steps wrote').waitFor();
  expect(await seriousProblems(page)).toEqual([]);
  for (const colorScheme of ['light', 'dark'] as const) {
    const phone = await signedInPage(browser, server, { viewport: { width: 390, height: 844 }, colorScheme });
    await phone.goto(`${server.url}/settings/storage`);
    await phone.getByRole('table', { name: 'Storage by workflow' }).getByText('Large reports').waitFor();
    expect(await phone.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    expect(await seriousProblems(phone)).toEqual([]);
    await phone.context().close();
  }
});

test('rules are saved, a limit that is reached is said, and a clean-up is asked about first', async () => {
  await page.goto(`${server.url}/settings/storage`);
  await page.getByLabel('Keep live runs for').fill('90');
  await page.getByText('By these rules no run is over now.').waitFor();
  await page.getByLabel('All runs together may keep').fill('0.002');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('Saved.').first().waitFor();
  expect((await client.storage.get()).rules).toEqual({ liveDays: 90, testDays: null, budgetBytes: 2_000_000 });
  await page.getByText('of 2 MB').waitFor();
  await page.getByRole('cell', { name: '90 days' }).first().waitFor();

  await page.getByRole('button', { name: 'Clean up now' }).click();
  await page.getByText('No run is over at the moment.').waitFor();
  expect(await seriousProblems(page)).toEqual([]);
  await page.getByRole('button', { name: 'Look again' }).click();
  await page.getByText('There was nothing to delete.').waitFor();
});
