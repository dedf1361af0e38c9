import { AppError } from '@arches/kernel';
import { afterAll, expect, test } from 'vitest';
import { createSandbox } from './sandbox.ts';

const sandbox = createSandbox({ maxProcesses: 2, memoryMb: 128 });
const port = sandbox.forOrganization('org_a');
afterAll(() => sandbox.close());

const run = (code: string, input: unknown = null, limits: { timeoutMs?: number; memoryMb?: number } = {}) =>
  port.runCode({ code, input, timeoutMs: limits.timeoutMs ?? 2000, memoryMb: limits.memoryMb ?? 32 }, new AbortController().signal);

const failure = async (work: Promise<unknown>): Promise<AppError> => {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof AppError)) throw new Error(`expected an AppError, got ${String(error)}`);
  return error;
};

test('gives back what the code returns, with its log lines', async () => {
  const { result, logs } = await run('console.log("rows", input.length); return input.map((n) => n * 2);', [1, 2, 3]);
  expect(result).toEqual([2, 4, 6]);
  expect(logs).toEqual(['rows 3']);
});

test('waits for promises', async () => {
  expect((await run('const one = await Promise.resolve(1); return one + 1;')).result).toBe(2);
});

test('names the line of a mistake in the code’s own numbering', async () => {
  const thrown = await failure(run('const a = 1;\nconst b = 2;\nnull.x;'));
  expect(thrown.code).toBe('code_failed');
  expect(thrown.message).toContain('line 3');
  expect((await failure(run('return (;'))).message).toContain('line 1');
});

test.each(['process', 'require', 'fetch', 'setTimeout', 'WebAssembly.instantiateStreaming', 'globalThis.__log', 'globalThis.ivm'])(
  '%s is not there',
  async (name) => {
    expect((await run(`try { return typeof ${name}; } catch { return 'undefined'; }`)).result).toBe('undefined');
  },
);

test.each([
  'return this.constructor.constructor("return process")();',
  'return console.log.constructor("return process")().pid;',
  'return (async () => {}).constructor("return process")();',
  'const e = new Error(); e.constructor.constructor("return process.exit()")();',
  'return import("node:fs");',
  'try { console.log({ toString() { throw new Error("x"); } }); } catch (e) { return e.constructor.constructor("return process")().pid; } return process.pid;',
])('does not get out by %s', async (code) => {
  expect((await failure(run(code))).code).toBe('code_failed');
});

test('what is thrown may be anything and says so in words', async () => {
  expect((await failure(run('throw { get message() { throw 1; } };'))).code).toBe('code_failed');
  expect((await failure(run('throw null;'))).code).toBe('code_failed');
});

test('endless loops end, and the next job works', async () => {
  expect((await failure(run('while (true) {}', null, { timeoutMs: 300 }))).code).toBe('code_timeout');
  expect((await failure(run('await new Promise(() => {});', null, { timeoutMs: 300 }))).code).toBe('code_timeout');
  expect((await run('return 1;')).result).toBe(1);
});

test('a memory bomb ends with a clear error', async () => {
  expect((await failure(run('const a = []; while (true) a.push(new Array(100000).fill(1));'))).code).toBe('code_out_of_memory');
  expect((await run('return 1;')).result).toBe(1);
});

test('native memory outside the isolate’s heap is limited too', async () => {
  const thrown = await failure(run('const a = []; while (true) a.push(new ArrayBuffer(50_000_000));'));
  expect(['code_out_of_memory', 'code_failed']).toContain(thrown.code);
});

test('endless recursion fails as an error of the code', async () => {
  expect((await failure(run('const f = () => f() + 1; return f();'))).code).toBe('code_failed');
});

test('a flood of log lines is cut', async () => {
  const { logs } = await run('for (let i = 0; i < 5000; i++) console.log("x".repeat(10_000)); return 1;');
  expect(logs.length).toBeLessThanOrEqual(201);
  expect(Math.max(...logs.map((line) => line.length))).toBeLessThanOrEqual(2000);
});

test('nothing stays behind for the next job', async () => {
  await run('globalThis.secret = 1; Array.prototype.leak = 2; Object.prototype.leak = 3; return 1;');
  expect((await run('return [typeof secret, typeof [].leak, typeof ({}).leak];')).result).toEqual(['undefined', 'undefined', 'undefined']);
});

test('a result with prototype names is plain data', async () => {
  const { result } = await run('return JSON.parse(\'{"__proto__": {"polluted": true}}\');');
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  expect(Object.getPrototypeOf(result)).toBe(Object.prototype);
});

test('a cancelled run stops its code', async () => {
  const abort = new AbortController();
  const work = port.runCode({ code: 'while (true) {}', input: null, timeoutMs: 30_000, memoryMb: 32 }, abort.signal);
  setTimeout(() => abort.abort(new Error('cancelled')), 100);
  await expect(work).rejects.toThrow('cancelled');
  expect((await run('return 1;')).result).toBe(1);
});

test('many jobs share a few processes, and each gets its own answer', async () => {
  const results = await Promise.all(Array.from({ length: 20 }, (_, index) => run('return input;', index)));
  expect(results.map(({ result }) => result)).toEqual(Array.from({ length: 20 }, (_, index) => index));
});

test('small jobs that are done together fail one by one', async () => {
  const code = `
    if (input === 5) throw new Error('five');
    if (input === 9) { const a = []; while (true) a.push(new Array(100000).fill(1)); }
    if (input === 20) await new Promise(() => {});
    globalThis.count = (globalThis.count ?? 0) + 1;
    return [input, globalThis.count];`;
  await run(code, 0, { timeoutMs: 2000 });
  await run(code, 0, { timeoutMs: 2000 });
  const all = await Promise.allSettled(Array.from({ length: 40 }, (_, index) => run(code, index, { timeoutMs: 2000 })));
  const wrong = { 5: 'code_failed', 9: 'code_out_of_memory', 20: 'code_timeout' } as const;
  const expected = all.map((_, index) => wrong[index as keyof typeof wrong] ?? [index, 1]);
  expect(all.map((one) => (one.status === 'fulfilled' ? one.value.result : (one.reason as AppError).code))).toEqual(expected);
});

const place = sandbox.forOrganization('org_a', 'run_1 step');
/** Pieces of one step of one run, small enough to be done one after the other in one context. */
const inOnePlace = async (code: string, count = 40): Promise<unknown[]> => {
  const one = (index: number) => place.runCode({ code, input: index, timeoutMs: 2000, memoryMb: 32 }, new AbortController().signal);
  await one(0);
  await one(0);
  const all = await Promise.allSettled(Array.from({ length: count }, (_, index) => one(index)));
  return all.map((settled) => (settled.status === 'fulfilled' ? settled.value.result : (settled.reason as AppError).code));
};

test.each([
  ['globalThis.left = 1', 'typeof left'],
  ['left = 1', 'typeof left'],
  ['Array.prototype.left = 1', 'typeof [].left'],
  ['Array.prototype.at = () => "left"', 'typeof [1].at(0)'],
  ['try { Array.prototype.map.left = 1 } catch {}', 'typeof [].map.left'],
  ['Object.setPrototypeOf(Promise.prototype, { left: 1 })', 'typeof Promise.prototype.left'],
  ['(0, eval)("let left = 1")', 'typeof left'],
  ['new Function("globalThis.left = 1")()', 'typeof left'],
  ['(async () => {}).__proto__.left = 1', 'typeof (async () => {}).left'],
  ['input = "left"', 'typeof input'],
  ['console.left = 1', 'typeof console.left'],
  ['/(l.ft)/.exec("left")', 'RegExp.$1 === "left" ? "left" : "undefined"'],
])('of what one piece of a step does to its surroundings the next one of that step sees nothing: %s', async (doing, seen) => {
  const code = `const seen = ${seen}; ${doing}; return seen;`;
  const fresh = (await run(`return ${seen};`, 0)).result;
  expect(new Set(await inOnePlace(code))).toEqual(new Set([fresh]));
});

test('pieces of one step give their own results and lines, and fail one by one', async () => {
  const code = 'if (input === 7) throw new Error("seven"); console.log("n", input); return (await Promise.resolve(input)) * 2;';
  expect(await inOnePlace(code)).toEqual(Array.from({ length: 40 }, (_, index) => (index === 7 ? 'code_failed' : index * 2)));
  const abort = new AbortController();
  const lines = await Promise.all(
    [1, 2, 3].map((input) => place.runCode({ code, input, timeoutMs: 2000, memoryMb: 32 }, abort.signal).then(({ logs }) => logs)),
  );
  expect(lines).toEqual([['n 1'], ['n 2'], ['n 3']]);
});

test.each(['FinalizationRegistry', 'WebAssembly', 'Atomics'])(
  '%s, by which code could go on after its answer, is not there',
  async (name) => {
    expect((await run(`return typeof ${name};`)).result).toBe('undefined');
  },
);

test('a job that was called off does not take those beside it along', async () => {
  const code = 'if (input === "stay") while (true) {}; return input;';
  const abort = new AbortController();
  const stays = port.runCode({ code, input: 'stay', timeoutMs: 30_000, memoryMb: 32 }, abort.signal);
  const others = Array.from({ length: 10 }, (_, index) =>
    port.runCode({ code, input: index, timeoutMs: 30_000, memoryMb: 32 }, new AbortController().signal),
  );
  setTimeout(() => abort.abort(new Error('cancelled')), 300);
  await expect(stays).rejects.toThrow('cancelled');
  expect((await Promise.all(others)).map(({ result }) => result)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
});

test('after the end nothing new is begun', async () => {
  const other = createSandbox({ maxProcesses: 1 });
  const work = ['while (true) {}', 'return 1;'].map((code) =>
    other.forOrganization('org_b').runCode({ code, input: null, timeoutMs: 5000, memoryMb: 32 }, new AbortController().signal),
  );
  const settled = Promise.allSettled(work);
  other.close();
  expect((await settled).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
});
