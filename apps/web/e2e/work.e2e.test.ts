import type { ArchesClient } from '@arches/sdk';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser, seriousProblems } from '../src/testing/browser.ts';
import { type RunningServer, startServer } from '../src/testing/running-server.ts';
import { ownerClient, signedInPage } from '../src/testing/session.ts';

let server: RunningServer;
let browser: Browser;
let api: ArchesClient;

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer({ withOwner: true }), launchBrowser()]);
  api = await ownerClient(server);
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

const edge = (source: string, target: string, sourcePort = 'out') => ({
  id: `${source}-${target}`,
  source,
  sourcePort,
  target,
  targetPort: 'in',
});

async function published(document: Record<string, unknown>): Promise<string> {
  const { id } = await api.workflows.create({ schemaVersion: 1, id: '', ...document });
  await api.workflows.publish({ id });
  return id;
}

const orders = {
  name: 'Large orders',
  nodes: [
    { id: 'start', type: 'trigger.manual', config: {} },
    {
      id: 'set',
      type: 'data.set',
      name: 'Add the total',
      config: { fields: { total: '{{ input.price * 2 }}', rows: [{ item: 'Paper', count: 2 }] } },
    },
    {
      id: 'ask',
      type: 'flow.approval',
      name: 'Ask Dana',
      config: { title: 'Send this large order?', message: 'It is above 100.', timeoutHours: 4 },
    },
    { id: 'write', type: 'text.template', name: 'Write a line', config: { template: 'Total {{ nodes.set.output.total }}' } },
  ],
  edges: [edge('start', 'set'), edge('set', 'ask'), edge('ask', 'write', 'approved')],
};

test('a person approves on a phone, and the run page follows without a reload', async () => {
  const id = await published(orders);
  const { body } = await api.runs.start({ params: { id }, query: {}, body: { input: { price: 80 } } });
  const desk = await signedInPage(browser, server);
  await desk.goto(`${server.url}/runs/${body.id}`);
  await desk.getByRole('button', { name: 'Ask Dana' }).waitFor();
  await desk.getByText('The run goes on as soon as somebody decides.').waitFor();
  expect(await seriousProblems(desk)).toEqual([]);

  const phone = await signedInPage(browser, server, { viewport: { width: 390, height: 844 }, hasTouch: true });
  await phone.goto(`${server.url}/approvals`);
  await phone.getByRole('link', { name: /Send this large order\?/ }).tap();
  await phone.getByText('It is above 100.').waitFor();
  const approve = phone.getByRole('button', { name: 'Approve' });
  expect((await approve.boundingBox())?.height ?? 0).toBeGreaterThanOrEqual(36);
  expect(await seriousProblems(phone)).toEqual([]);
  await phone.getByLabel('Comment').fill('Fine by me.');
  await approve.tap();
  await phone.getByRole('status', { name: 'Decision' }).getByText('Approved').waitFor();
  await phone.getByText('Fine by me.').waitFor();

  await desk.getByRole('status').getByText('Large orders: Done').waitFor();
  await desk.getByRole('button', { name: 'Add the total' }).click();
  const dock = desk.getByRole('complementary', { name: 'Step: Add the total' });
  await dock.getByText('160').waitFor();
  await dock.getByRole('columnheader', { name: 'Item' }).waitFor();
  await dock.getByText('JSON').click();
  await dock.getByRole('region', { name: 'Output as JSON' }).waitFor();
  expect(await seriousProblems(desk)).toEqual([]);
  await desk.getByText('Graph', { exact: true }).click();
  await desk
    .getByRole('group', { name: 'Graph of the steps' })
    .getByRole('button', { name: /Write a line/ })
    .waitFor();
  expect(await seriousProblems(desk)).toEqual([]);
  await Promise.all([desk.context().close(), phone.context().close()]);
});

test('a run is started from the list, with the input checked, and run again from its page', async () => {
  const id = await published({
    name: 'Greeting',
    inputs: { type: 'object', required: ['who'], properties: { who: { type: 'string', title: 'Who is it for?', minLength: 2 } } },
    nodes: [
      { id: 'start', type: 'trigger.manual', config: {} },
      { id: 'write', type: 'text.template', name: 'Write it', config: { template: 'Hello {{ input.who }}' } },
    ],
    edges: [edge('start', 'write')],
  });
  const page = await signedInPage(browser, server);
  await page.goto(`${server.url}/workflows`);
  await page.getByRole('button', { name: 'Actions for Greeting' }).click();
  await page.getByRole('menuitem', { name: 'Run', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Run' }).click();
  await dialog.getByText('Please fill this in.').waitFor();
  expect(await seriousProblems(page)).toEqual([]);
  await dialog.getByLabel('Who is it for?').fill('Ada');
  await dialog.getByRole('button', { name: 'Run' }).click();
  await page.getByRole('status').getByText('Greeting: Done').waitFor();
  const first = page.url();
  await page.getByRole('button', { name: 'Run again' }).click();
  await page.getByRole('menuitem', { name: 'With the same version' }).click();
  await expect.poll(() => page.url()).not.toBe(first);
  await page.getByRole('status').getByText('Greeting: Done').waitFor();
  const { items } = await api.runs.list({ workflowId: id });
  expect(items.map(({ status }) => status)).toEqual(['succeeded', 'succeeded']);
  await page.context().close();
});

test('the list of runs filters by its address and follows what happens', async () => {
  const id = await published({ ...orders, name: 'Followed' });
  const page = await signedInPage(browser, server);
  await page.goto(`${server.url}/runs?workflow=${id}&status=odd`);
  await page.getByText('No run matches these filters').waitFor();
  await api.runs.start({ params: { id }, query: {}, body: { input: { price: 1 } } });
  await page.getByRole('link', { name: 'Followed' }).waitFor();
  await page.getByLabel('Status').selectOption('succeeded');
  await page.getByText('No run matches these filters').waitFor();
  expect(new URL(page.url()).searchParams.get('status')).toBe('succeeded');
  expect(await seriousProblems(page)).toEqual([]);
  await page.context().close();
});

test('anyone with the address sends a form with a file', async () => {
  const id = await published({
    name: 'Contact',
    nodes: [
      {
        id: 'form',
        type: 'trigger.form',
        config: {
          title: 'Contact us',
          path: 'contact',
          thanks: 'We have it.',
          fields: [
            { name: 'mail', label: 'Your e-mail', type: 'email', required: true },
            { name: 'file', label: 'A list', type: 'file', required: true },
          ],
        },
      },
      { id: 'set', type: 'data.set', config: { fields: { mail: '{{ trigger.body.mail }}' } } },
    ],
    edges: [edge('form', 'set')],
  });
  const page = await (await browser.newContext()).newPage();
  await page.goto(`${server.url}/f/contact`);
  await page.getByLabel('Your e-mail').fill('nobody');
  await page.getByRole('button', { name: 'Send' }).click();
  await page.getByText('This is not an e-mail address.').waitFor();
  await page.getByText('Please choose a file.').waitFor();
  expect(await seriousProblems(page)).toEqual([]);
  await page.getByLabel('Your e-mail').fill('ada@example.org');
  await page.getByLabel('A list').setInputFiles({ name: 'rows.csv', mimeType: 'text/csv', buffer: Buffer.from('a,b\n1,2\n') });
  await page.getByRole('button', { name: 'Send' }).click();
  await page.getByRole('heading', { name: 'We have it.' }).waitFor();
  await expect.poll(async () => (await api.runs.list({ workflowId: id })).items[0]?.status).toBe('succeeded');
  await page.context().close();
});

test('Home tells how things stand, in both themes', async () => {
  for (const colorScheme of ['light', 'dark'] as const) {
    const page = await signedInPage(browser, server, { colorScheme });
    await page.goto(server.url);
    await page.getByRole('heading', { name: 'Needs you' }).waitFor();
    await page.getByRole('heading', { name: 'Recent runs' }).waitFor();
    expect(await seriousProblems(page)).toEqual([]);
    await page.goto(`${server.url}/workflows`);
    await page.getByRole('link', { name: 'Greeting', exact: true }).waitFor();
    expect(await seriousProblems(page)).toEqual([]);
    await page.context().close();
  }
});

test('archiving asks first and takes the workflow off the list', async () => {
  const page = await signedInPage(browser, server);
  await page.goto(`${server.url}/workflows`);
  await page.getByRole('button', { name: 'Actions for Greeting' }).click();
  await page.getByRole('menuitem', { name: 'Archive…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Archive' }).click();
  await page.getByRole('link', { name: 'Greeting', exact: true }).waitFor({ state: 'detached' });
  await page.context().close();
});
