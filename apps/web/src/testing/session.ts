import { createClient, type ArchesClient } from '@arches/sdk';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import type { RunningServer } from './running-server.ts';

/** The API as the owner, for what a test needs to be there before it looks. */
export async function ownerClient({ url, owner }: RunningServer): Promise<ArchesClient> {
  const { accessToken } = await createClient({ baseUrl: url }).auth.login(owner);
  return createClient({ baseUrl: url, accessToken: () => accessToken });
}

/** A page of its own, signed in as the owner. */
export async function signedInPage(browser: Browser, { url, owner }: RunningServer, options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce', ...options });
  await context.request.post(`${url}/auth/login`, { data: owner, headers: { origin: url } });
  return context.newPage();
}
