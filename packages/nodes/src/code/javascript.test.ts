import { AppError } from '@arches/kernel';
import { afterAll, expect, test } from 'vitest';
import type { Capabilities } from '../define-node.ts';
import { createSandbox } from '../sandbox/sandbox.ts';
import { codeJavascript } from './javascript.ts';

const sandbox = createSandbox();
afterAll(() => sandbox.close());

const lines: string[] = [];
const capabilities = {
  sandbox: sandbox.forOrganization('org_code'),
  signal: new AbortController().signal,
  log: (line: string) => void lines.push(line),
} as unknown as Capabilities;
const run = async (config: object): Promise<unknown> => (await codeJavascript.run?.(config, capabilities))?.output;

test('code gets its value, gives its result and writes to the log of the step', async () => {
  expect(await run({ code: 'console.log("seen", input.length); return input.map((n) => n * 2);', input: [1, 2] })).toMatchObject({
    result: [2, 4],
  });
  expect(lines.join('\n')).toContain('seen 2');
});

test('code that throws fails with its own words', async () => {
  const error = await run({ code: 'throw new Error("no stock");' }).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(AppError);
  expect((error as AppError).message).toContain('no stock');
});
