import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ArchesClient } from '@arches/sdk';
import type { WorkflowDocument } from '@arches/kernel';
import { launchBrowser, seriousProblems } from '../src/testing/browser.ts';
import { type RunningServer, startServer } from '../src/testing/running-server.ts';
import { ownerClient, signedInPage } from '../src/testing/session.ts';

let server: RunningServer;
let browser: Browser;
let api: ArchesClient;

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer({ withOwner: true }), launchBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

const greeting = {
  name: 'Greeting',
  nodes: [
    { id: 'start', type: 'trigger.manual', config: {} },
    { id: 'greet', type: 'data.set', name: 'Greet', config: { fields: { text: 'Hello' } } },
  ],
  edges: [{ source: 'start', target: 'greet' }],
};

async function opened(
  document: Record<string, unknown> = greeting,
  options: Parameters<typeof signedInPage>[2] = {},
): Promise<{ page: Page; id: string }> {
  // One person has five sessions at most: the oldest ends, so each test signs in anew.
  api = await ownerClient(server);
  const { id } = await api.workflows.create(document);
  const page = await signedInPage(browser, server, options);
  await page.goto(`${server.url}/w/${id}`);
  await page.getByRole('textbox', { name: 'Name of the workflow' }).waitFor();
  return { page, id };
}

async function draftOf(id: string): Promise<WorkflowDocument> {
  return (await api.workflows.get({ id })).document as WorkflowDocument;
}

const canvas = (page: Page) => page.getByRole('region', { name: /^Canvas/ });
const saved = (page: Page) => page.getByRole('status').getByText('Saved', { exact: true }).waitFor();

test('a step is added from the search, set up, and saved as one change each', async () => {
  const { page, id } = await opened();
  await page.getByRole('button', { name: 'Add step' }).click();
  await page.getByRole('combobox', { name: 'Search for a step' }).fill('wait');
  await page.getByRole('option', { name: /^Wait/ }).first().click();
  await page.getByRole('tabpanel').getByRole('textbox', { name: 'How long' }).fill('5');
  await page.getByRole('tabpanel').getByRole('textbox', { name: 'Name' }).fill('Have a break');
  await saved(page);
  await expect
    .poll(async () => (await draftOf(id)).nodes.find(({ type }) => type === 'flow.delay'))
    .toMatchObject({ name: 'Have a break', config: { seconds: 300 } });
  expect((await draftOf(id)).edges).toContainEqual(expect.objectContaining({ source: 'greet', target: 'delay' }));
  expect(await seriousProblems(page)).toEqual([]);

  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByRole('button', { name: 'Undo' }).click();
  await saved(page);
  await expect.poll(async () => (await draftOf(id)).nodes.map((node) => node.id)).toEqual(['start', 'greet']);
  await page.getByRole('button', { name: 'Redo' }).click();
  await expect.poll(async () => (await draftOf(id)).nodes).toHaveLength(3);
  await page.context().close();
});

test('a link is made by “Connect to…”, and by dragging', async () => {
  const { page, id } = await opened({
    ...greeting,
    nodes: [
      ...greeting.nodes,
      { id: 'other', type: 'data.template', name: 'Other', config: { template: 'x' } },
      { id: 'third', type: 'data.template', name: 'Third', config: { template: 'y' } },
    ],
  });
  await page.getByText('Greet', { exact: true }).click();
  await canvas(page).focus();
  await page.keyboard.press('c');
  await page.getByRole('combobox', { name: 'Search for the step it leads to' }).fill('Other');
  await page.keyboard.press('Enter');
  await expect.poll(async () => (await draftOf(id)).edges).toContainEqual(expect.objectContaining({ source: 'greet', target: 'other' }));

  const from = await page.locator('.react-flow__node[data-id="other"] .react-flow__handle-bottom').boundingBox();
  const to = await page.locator('.react-flow__node[data-id="third"] .react-flow__handle-top').boundingBox();
  if (!from || !to) throw new Error('The handles are not in sight.');
  await page.mouse.move(from.x + 4, from.y + 4);
  await page.mouse.down();
  await page.mouse.move(to.x + 20, to.y + 30, { steps: 8 });
  await page.mouse.move(to.x + 4, to.y + 4, { steps: 4 });
  await page.mouse.up();
  await expect.poll(async () => (await draftOf(id)).edges).toContainEqual(expect.objectContaining({ source: 'other', target: 'third' }));
  await page.context().close();
});

test('a step that was dragged stays where it was put, and Undo puts it back', async () => {
  const { page, id } = await opened();
  const box = await page.locator('.react-flow__node[data-id="greet"]').boundingBox();
  if (!box) throw new Error('The step is not in sight.');
  await page.mouse.move(box.x + 60, box.y + 20);
  await page.mouse.down();
  await page.mouse.move(box.x + 200, box.y + 90, { steps: 6 });
  await page.mouse.up();
  await expect.poll(async () => Object.keys((await draftOf(id)).layout ?? {}).toSorted()).toEqual(['greet', 'start']);
  await page.reload();
  await expect
    .poll(async () => Math.round((await page.locator('.react-flow__node[data-id="greet"]').boundingBox())?.height ?? 0))
    .toBe(Math.round(box.height));
  await canvas(page).focus();
  await page.keyboard.press('Shift+Alt+T');
  await expect.poll(async () => Object.keys((await draftOf(id)).layout ?? {})).toEqual([]);
  await page.keyboard.press('Control+z');
  await expect.poll(async () => Object.keys((await draftOf(id)).layout ?? {})).toHaveLength(2);
  await page.context().close();
});

test('what was changed while the server was out of reach is kept over a reload and then sent', async () => {
  const { page, id } = await opened();
  await page.route('**/api/v2/workflows/*', (route) => (route.request().method() === 'PATCH' ? route.abort() : route.continue()));
  await page.getByText('Greet', { exact: true }).click();
  await page.getByRole('tabpanel').getByRole('textbox', { name: 'Name' }).first().fill('Say hello');
  await page.getByText('Offline, 1 change kept here').waitFor();
  expect((await draftOf(id)).nodes[1]?.name).toBe('Greet');
  page.on('dialog', (dialog) => void dialog.accept());
  await page.reload();
  await page.unroute('**/api/v2/workflows/*');
  await expect.poll(async () => (await draftOf(id)).nodes[1]?.name, { timeout: 20_000 }).toBe('Say hello');
  await saved(page);
  await page.context().close();
});

test('two people: what the other one changed appears, and both changes stay', async () => {
  const { page, id } = await opened();
  const other = await signedInPage(browser, server);
  await other.goto(`${server.url}/w/${id}`);
  await other.getByText('Greet', { exact: true }).click();
  await other.getByRole('tabpanel').getByRole('textbox', { name: 'Name' }).first().fill('Renamed by another');
  await page.getByText('Renamed by another').first().waitFor();
  await page.getByRole('textbox', { name: 'Name of the workflow' }).fill('Renamed by me');
  await page.keyboard.press('Enter');
  await expect.poll(async () => draftOf(id)).toMatchObject({ name: 'Renamed by me', nodes: [{}, { name: 'Renamed by another' }] });
  await page.context().close();
  await other.context().close();
});

test('a test shows on the cards what each step made, then it is published and says how it starts', async () => {
  const { page, id } = await opened();
  await page.getByRole('button', { name: 'Test', exact: true }).click();
  await page.getByRole('button', { name: 'Run the test' }).click();
  await page.locator('.react-flow__node[data-id="greet"]').getByText('Done').waitFor();
  // Once in what the step does, once in what it made.
  await expect.poll(() => page.locator('.react-flow__node[data-id="greet"]').getByText('Hello').count()).toBe(2);
  expect(await seriousProblems(page)).toEqual([]);
  await page.getByRole('button', { name: 'Publish', exact: true }).click();
  const sheet = page.getByRole('dialog');
  await sheet.getByRole('textbox', { name: 'Note' }).fill('First one');
  expect(await seriousProblems(page)).toEqual([]);
  await sheet.getByRole('button', { name: 'Publish' }).click();
  await page.getByRole('dialog', { name: 'Version 1 is live' }).getByText('It starts when somebody presses Run').waitFor();
  await page.getByRole('button', { name: 'Run it now' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Run', exact: true }).click();
  await page.waitForURL(/\/runs\//);
  expect((await api.workflows.get({ id })).liveVersion).toBe(1);
  await page.context().close();
});

test('a version can be looked at and brought back, and that can be undone', async () => {
  const { page, id } = await opened();
  await api.workflows.publish({ id, note: 'Before' });
  await page.getByText('Greet', { exact: true }).click();
  await page.getByRole('tabpanel').getByRole('textbox', { name: 'Name' }).first().fill('Changed since');
  await saved(page);
  await page.getByRole('tab', { name: 'Versions' }).click();
  await page.getByRole('button', { name: /^v1/ }).click();
  await page.getByRole('tabpanel').getByText('Changed since').waitFor();
  expect(await seriousProblems(page)).toEqual([]);
  await page.getByRole('button', { name: 'Bring v1 back into the draft' }).click();
  await page.getByRole('button', { name: 'Bring it back' }).click();
  await expect.poll(async () => (await draftOf(id)).nodes[1]?.name).toBe('Greet');
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect.poll(async () => (await draftOf(id)).nodes[1]?.name).toBe('Changed since');
  await page.context().close();
});

test('the problems lead to their steps, and the outline can do every edit', async () => {
  const { page, id } = await opened({
    ...greeting,
    nodes: [...greeting.nodes, { id: 'mail', type: 'email.send', config: {} }],
    edges: [...greeting.edges, { source: 'greet', target: 'mail' }],
  });
  await page.getByRole('button', { name: /to finish$/ }).click();
  await page.getByRole('dialog').getByRole('button').first().click();
  await page.getByRole('tab', { name: 'Step', selected: true }).waitFor();
  await page.getByRole('button', { name: 'Show as an outline' }).click();
  const tree = page.getByRole('tree', { name: 'Steps of the workflow' });
  await tree.getByRole('treeitem', { name: /^Greet/ }).click();
  await page.keyboard.press('a');
  await page.getByRole('combobox', { name: 'Search for a step' }).fill('text');
  await page.keyboard.press('Enter');
  await expect.poll(async () => (await draftOf(id)).nodes).toHaveLength(4);
  const added = (await draftOf(id)).nodes.at(-1)?.id ?? '';
  expect((await draftOf(id)).edges).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ source: 'greet', target: added }),
      expect.objectContaining({ source: added, target: 'mail' }),
    ]),
  );
  await tree.getByRole('treeitem').nth(2).focus();
  await page.keyboard.press('F2');
  await page.getByRole('dialog').getByRole('textbox', { name: 'Name' }).fill('Compose');
  await page.keyboard.press('Enter');
  await tree.getByRole('treeitem', { name: /^Compose/ }).focus();
  await page.keyboard.press('Alt+ArrowUp');
  await expect.poll(async () => (await draftOf(id)).edges).toContainEqual(expect.objectContaining({ source: added, target: 'greet' }));
  expect(await seriousProblems(page)).toEqual([]);
  await tree.getByRole('treeitem', { name: /^Compose/ }).focus();
  await page.keyboard.press('Delete');
  await expect.poll(async () => (await draftOf(id)).nodes).toHaveLength(3);
  await page.context().close();
});

test('from a sentence to a live workflow with the keyboard alone', async () => {
  const page = await signedInPage(browser, server);
  await page.goto(`${server.url}/workflows/new`);
  await page.getByRole('textbox', { name: 'Describe what you want to automate' }).waitFor();
  await page.keyboard.type('When I upload customer feedback as a CSV, group the comments by topic and count each topic');
  await page.keyboard.press('Enter');
  const keep = page.getByRole('button', { name: 'Keep' });
  await keep.waitFor();
  await expect.poll(() => keep.evaluate((element) => element === document.activeElement)).toBe(true);
  expect(await seriousProblems(page)).toEqual([]);
  await page.reload();
  await keep.waitFor();
  await expect.poll(() => keep.evaluate((element) => element === document.activeElement)).toBe(true);
  await page.keyboard.press('Enter');
  await canvas(page).waitFor();
  await page.keyboard.press('Control+Enter');
  const sample = page.getByRole('button', { name: 'Try with sample data' });
  await sample.focus();
  await page.keyboard.press('Enter');
  await page
    .getByRole('button', { name: /Remove .*feedback\.csv|feedback\.csv/ })
    .or(page.getByText('customer-feedback.csv'))
    .first()
    .waitFor();
  await page.getByRole('button', { name: 'Run the test' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('list', { name: 'Steps of the test' }).getByText('Done').nth(2).waitFor();
  await page.getByRole('button', { name: 'Publish', exact: true }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').getByRole('textbox', { name: 'Note' }).waitFor();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.getByRole('dialog', { name: 'Version 1 is live' }).waitFor();
  await page.context().close();
});

test('the assistant proposes, nothing changes before Keep, and Undo takes all of it back', async () => {
  const { page, id } = await opened();
  await page.getByRole('tab', { name: 'Assistant' }).click();
  await page.getByRole('textbox', { name: 'Ask for a change' }).fill('Wait two hours before Greet');
  await page.keyboard.press('Enter');
  const proposal = page.getByRole('region', { name: 'Proposed changes' });
  await proposal.getByText('+ New').waitFor();
  expect((await draftOf(id)).nodes).toHaveLength(2);
  expect(await seriousProblems(page)).toEqual([]);
  await page.reload();
  await proposal.getByRole('button', { name: 'Keep changes' }).click();
  await expect
    .poll(async () => (await draftOf(id)).nodes.map(({ type }) => type).toSorted())
    .toEqual(['data.set', 'flow.delay', 'trigger.manual']);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect.poll(async () => (await draftOf(id)).nodes.map((node) => node.id)).toEqual(['start', 'greet']);
  await page.context().close();
});

test('on a phone the editor is the outline', async () => {
  const { page } = await opened(greeting, { viewport: { width: 390, height: 844 } });
  await page
    .getByRole('tree', { name: 'Steps of the workflow' })
    .getByRole('treeitem', { name: /^Greet/ })
    .waitFor();
  expect(await seriousProblems(page)).toEqual([]);
  await page.context().close();
});
