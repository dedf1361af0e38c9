import { defineConfig } from 'vitest/config';

/** Tests in a real browser against the real server; one file at a time, for they share two cores. */
export default defineConfig({
  test: {
    include: ['apps/web/e2e/**/*.e2e.test.ts'],
    testTimeout: 180_000,
    hookTimeout: 180_000,
    fileParallelism: false,
    pool: 'forks',
  },
});
