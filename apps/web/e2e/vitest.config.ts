import { defineConfig } from 'vitest/config';

/** End-to-end tests: real Chromium, real server, the built app of `apps/web/dist`. Run from the checkout's root. */
export default defineConfig({
  test: {
    include: ['apps/web/e2e/**/*.e2e.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**'],
    globalSetup: ['packages/testkit/src/vitest-global-setup.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
    pool: 'forks',
    // Saving waits up to a second by design, and the machine may be busy.
    expect: { poll: { timeout: 20_000 } },
  },
});
