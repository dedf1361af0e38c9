import type { ArchesClient } from '@arches/sdk';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser, seriousProblems } from '../src/testing/browser.ts';
import { type RunningServer, startServer } from '../src/testing/running-server.ts';
import { ownerClient, signedInPage } from '../src/testing/session.ts';

let server: RunningServer;
let browser: Browser;
let api: ArchesClient;
let id: string;

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true } as const;

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer({ withOwner: true }), launchBrowser()]);
  api = await ownerClient(server);
  const document = {
    name: 'Morning report',
    nodes: [
      { id: 'clock', type: 'trigger.schedule', name: 'Each half hour', config: { cron: '*/30 * * * *', timezone: 'Europe/Berlin' } },
      { id: 'hook', type: 'trigger.webhook', name: 'Shop orders', config: { path: 'shop/orders', verify: 'github' } },
      { id: 'note', type: 'data.set', name: 'Note it', config: { fields: { at: '{{ trigger.at }}' } } },
    ],
    edges: [
      { source: 'clock', target: 'note' },
      { source: 'hook', target: 'note' },
    ],
  };
  id = (await api.workflows.create(document)).id;
  await api.triggers.setSecret({ id, nodeId: 'hook', secret: 'something shared' });
  await api.workflows.publish({ id });
  await fetch(`${server.url}/hooks/shop/orders`, { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } });
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

test('the triggers of a workflow show what is next and what was refused, and run missed times after a preview', async () => {
  const page = await signedInPage(browser, server);
  // The page behind the link loads slowly: what the editor writes into its own address meanwhile must not call the person back.
  await page.route(/triggers-page/, async (asked) => {
    await new Promise((resolve) => setTimeout(resolve, 1000));
    await asked.continue();
  });
  await page.goto(`${server.url}/w/${id}`);
  await page.getByRole('tab', { name: 'Test data' }).click();
  await page.getByRole('link', { name: 'Triggers', exact: true }).dispatchEvent('click');
  await page.getByRole('heading', { name: 'Triggers', level: 1 }).waitFor();
  await expect.poll(() => page.getByRole('list', { name: 'Next times of Each half hour' }).getByRole('listitem').count()).toBe(5);
  await page.getByText('1 refused').waitFor();
  await page.getByRole('table', { name: 'Expected and seen' }).getByText('Refused: it was not signed').waitFor();

  await page.getByRole('button', { name: 'Run missed times…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Run missed times' });
  await dialog.getByText(/^4[78] runs would start/).waitFor();
  expect(await seriousProblems(page)).toEqual([]);
  const from = new Date(Date.now() - 2 * 3_600_000);
  await dialog.getByLabel('From').fill(new Date(from.getTime() - from.getTimezoneOffset() * 60_000).toISOString().slice(0, 16));
  await dialog.getByRole('button', { name: /^Run [45]$/ }).click();
  await page.getByText(/[45] runs started/).waitFor();
  await expect.poll(() => page.getByText('Run later, by hand').count()).toBeGreaterThanOrEqual(4);
  await page
    .getByRole('list', { name: /What happened at Each half hour/ })
    .getByRole('link')
    .first()
    .waitFor();
  expect(await seriousProblems(page)).toEqual([]);
  expect((await api.runs.list({ workflowId: id })).items.every(({ triggerKind }) => triggerKind === 'schedule')).toBe(true);

  const small = await signedInPage(browser, server, phone);
  await small.goto(`${server.url}/w/${id}/triggers`);
  await small.getByText('Run later, by hand').first().waitFor();
  const { wide, seen } = await small.evaluate(() => ({ wide: document.documentElement.scrollWidth, seen: innerWidth }));
  expect(wide).toBeLessThanOrEqual(seen);
  expect(await seriousProblems(small)).toEqual([]);
  const shots = process.env['ARCHES_SCREENSHOTS'];
  if (shots) {
    await page.screenshot({ path: `${shots}/triggers.png`, fullPage: true });
    await small.screenshot({ path: `${shots}/triggers-phone.png`, fullPage: true });
  }
});

test('a schedule is written in words, and shows its next times before it is published', async () => {
  const { id: draft } = await api.workflows.create({
    name: 'Written in words',
    nodes: [
      { id: 'clock', type: 'trigger.schedule', name: 'Clock', config: { rules: [{ unit: 'days', at: ['06:00'] }] } },
      { id: 'note', type: 'data.set', config: { fields: { a: 1 } } },
    ],
    edges: [{ source: 'clock', target: 'note' }],
  });
  const page = await signedInPage(browser, server);
  await page.goto(`${server.url}/w/${draft}?step=clock&panel=step`);
  const next = page.getByRole('status', { name: 'Next times' });
  await expect.poll(() => next.getByRole('listitem').count()).toBe(5);
  await page.getByRole('combobox', { name: 'Unit' }).first().selectOption('weeks');
  await page.getByRole('button', { name: 'Another time' }).click();
  await next.getByText(/^Every weekday at 06:00 and 12:00/).waitFor();
  await page.getByLabel('Time zone').first().fill('Europe/Berln');
  await page.getByText('“Europe/Berln” is no time zone').first().waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Use “Europe/Berlin”' }).first().click();
  await next.getByText(/Europe\/Berlin/).waitFor();
  expect(await seriousProblems(page)).toEqual([]);
  const shots = process.env['ARCHES_SCREENSHOTS'];
  if (shots) await page.screenshot({ path: `${shots}/schedule-step.png` });
  await expect
    .poll(async () => (await api.workflows.get({ id: draft })).document)
    .toMatchObject({ nodes: [{ config: { timezone: 'Europe/Berlin', rules: [{ unit: 'weeks', at: ['06:00', '12:00'] }] } }, {}] });
});
