import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser, seriousProblems } from '../src/testing/browser.ts';
import { type RunningServer, startServer } from '../src/testing/running-server.ts';
import { signedInPage } from '../src/testing/session.ts';

let server: RunningServer;
let browser: Browser;

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer({ withOwner: true }), launchBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

/** Every address a newcomer can reach, and the words that say it is there. */
const screens = [
  ['/', 'Try this one'],
  ['/workflows', 'No workflows yet'],
  ['/runs', 'Nothing has run yet'],
  ['/approvals', 'Nothing waits for a decision'],
  ['/models', 'No model connected, and most things work'],
  ['/settings/organization', 'Name and time'],
  ['/settings/members', 'One member'],
  ['/settings/api-keys', 'No API keys yet'],
  ['/settings/mail', 'Outgoing mail'],
  ['/settings/account', 'Theme'],
  ['/settings/nothing', 'There are no such settings'],
  ['/runs/run_none', 'There is no such run'],
  ['/approvals/none', 'There is no such approval'],
  ['/nowhere', 'There is no page here'],
  ['/f/nowhere', 'There is no form here'],
] as const;

test.each(screens)(
  '%s says “%s”; axe finds nothing serious in it, light, dark and on a phone, where nothing is cut off at 390 px',
  async (path, words) => {
    const page = await signedInPage(browser, server, { colorScheme: 'light' });
    await page.goto(server.url + path);
    await page.getByRole('heading', { name: words }).or(page.getByText(words)).first().waitFor();
    expect(await seriousProblems(page)).toEqual([]);
    const light = await background(page);
    await page.emulateMedia({ colorScheme: 'dark' });
    await expect.poll(() => background(page)).not.toBe(light);
    expect(await seriousProblems(page)).toEqual([]);
    await page.setViewportSize({ width: 390, height: 844 });
    await page.getByText(words).first().waitFor();
    await expect.poll(() => wideElements(page)).toEqual([]);
    expect(await seriousProblems(page)).toEqual([]);
    await page.context().close();
  },
);

const background = (page: Page): Promise<string> => page.evaluate(() => getComputedStyle(document.body).backgroundColor);

/** Elements that stick out to the right, apart from those inside something that scrolls by itself. */
async function wideElements(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const scrolls = (element: Element | null): boolean =>
      element !== null &&
      element !== document.body &&
      (/auto|scroll/.test(getComputedStyle(element).overflowX) ? element.id !== 'main' : scrolls(element.parentElement));
    return [...document.querySelectorAll('main *')]
      .filter((element) => element.getBoundingClientRect().right > innerWidth + 1 && !scrolls(element.parentElement))
      .map((element) => element.outerHTML.slice(0, 160));
  });
}

test('the keyboard reaches everything: skip link, palette, shortcuts, places', async () => {
  const page = await signedInPage(browser, server);
  await page.goto(`${server.url}/workflows`);
  await page.getByText('No workflows yet').waitFor();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('main');
  await page.keyboard.press('g');
  await page.keyboard.press('r');
  await page.getByRole('heading', { name: 'Runs' }).waitFor();
  await page.keyboard.press('?');
  await page.getByRole('dialog').getByRole('heading', { name: 'Keyboard shortcuts' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.keyboard.press('Control+k');
  await page.getByRole('textbox', { name: 'Search, or say what you want to do' }).fill('models');
  await page.getByRole('button', { name: 'AI models' }).last().waitFor();
  expect(await seriousProblems(page)).toEqual([]);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect.poll(() => new URL(page.url()).pathname).toMatch(/^\/(models|workflows\/new)$/);
  await page.context().close();
});

test('the theme is remembered', async () => {
  const page = await signedInPage(browser, server, { colorScheme: 'light' });
  await page.goto(server.url);
  await page.getByRole('button', { name: 'Use the dark theme' }).click();
  await page.reload();
  await page.getByRole('button', { name: 'Use the light theme' }).waitFor();
  expect(await page.evaluate(() => document.documentElement.getAttribute('data-mantine-color-scheme'))).toBe('dark');
  await page.context().close();
});
