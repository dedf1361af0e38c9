import ivm from 'isolated-vm';
import type { SandboxJob, SandboxReply } from './messages.ts';

const maxLogLines = 200;
const maxLogChars = 2000;
const maxResultBytes = 16 * 1024 * 1024;

/**
 * Runs a person's code in an isolate of its own: no host object is within reach, only JSON text goes in and comes out,
 * so nothing it returns or throws can carry a reference back. The isolate is thrown away afterwards.
 */
export async function runUserCode(job: Extract<SandboxJob, { kind: 'code' }>): Promise<SandboxReply> {
  const isolate = new ivm.Isolate({ memoryLimit: job.memoryMb });
  const logs: string[] = [];
  try {
    const context = await isolate.createContext();
    await context.global.set(
      '__log',
      new ivm.Callback((line: string) => {
        if (logs.length < maxLogLines) logs.push(String(line).slice(0, maxLogChars));
        else if (logs.length === maxLogLines) logs.push('… more lines were left out');
      }),
    );
    await context.global.set('__input', JSON.stringify(job.input ?? null));
    await context.eval(prelude, { timeout: 1000 });
    const script = await isolate.compileScript(wrapped(job.code), { filename: 'code' });
    const text: unknown = await script.run(context, { timeout: job.timeoutMs, promise: true, copy: true });
    if (typeof text === 'string' && text.length > maxResultBytes)
      return failure('code_failed', 'The result is larger than 16 MB. Return less, or write it to a file.', logs);
    return { ok: true, result: typeof text === 'string' ? JSON.parse(text) : null, logs };
  } catch (error) {
    return explained(error, isolate, job, logs);
  } finally {
    if (!isolate.isDisposed) isolate.dispose();
  }
}

/** Runs before the person's code: `console` and `input`, then the ways in are taken away. */
const prelude = `(() => {
  const log = globalThis.__log;
  const show = (value) => { if (typeof value === 'string') return value; try { return JSON.stringify(value) ?? String(value); } catch { return String(value); } };
  const write = (...values) => log(values.map(show).join(' '));
  globalThis.console = Object.freeze({ log: write, info: write, warn: write, error: write, debug: write });
  globalThis.input = JSON.parse(globalThis.__input);
  delete globalThis.__log;
  delete globalThis.__input;
})()`;

/** The person's first line stays line 1 of the error messages, after the wrapper's own. */
const linesBefore = 1;
function wrapped(code: string): string {
  return `(async () => {\n${code}\n})().then((value) => value === undefined ? 'null' : JSON.stringify(value))`;
}

function explained(
  error: unknown,
  isolate: ivm.Isolate,
  { timeoutMs, memoryMb }: { timeoutMs: number; memoryMb: number },
  logs: string[],
): SandboxReply {
  const { message, stack } = readable(error);
  if (isolate.isDisposed || /memory limit|allocation failed/iu.test(message))
    return failure('code_out_of_memory', `The code used more than its ${memoryMb} MB of memory.`, logs);
  if (/execution timed out/iu.test(message))
    return failure('code_timeout', `The code ran longer than its ${timeoutMs / 1000} seconds.`, logs);
  const line = /code:(\d+)/u.exec(`${message}\n${stack}`)?.[1];
  const where = line === undefined ? '' : ` (line ${Math.max(1, Number(line) - linesBefore)})`;
  return failure('code_failed', `The code failed${where}: ${message.replaceAll(/\s*\[?code:\d+:\d+\]?/gu, '').slice(0, 500)}`, logs);
}

/** What was thrown may be anything, getters included; it is copied text by the time it is here. */
function readable(error: unknown): { message: string; stack: string } {
  if (error instanceof Error) return { message: error.message, stack: error.stack ?? '' };
  return { message: typeof error === 'string' ? error : 'something that is not an error was thrown', stack: '' };
}

function failure(code: string, message: string, logs: readonly string[]): SandboxReply {
  return { ok: false, code, message, logs };
}
