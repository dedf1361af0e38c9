import ivm from 'isolated-vm';
import type { SandboxJob, SandboxOutcome } from './messages.ts';
import { createIsolateKeeper, type WarmIsolate } from './warm-isolate.ts';

const maxLogLines = 200;
const maxLogChars = 2000;
const maxResultBytes = 16 * 1024 * 1024;

type CodeJob = Extract<SandboxJob, { kind: 'code' }>;

/**
 * Runs a person's code in a context of its own: no host object is within reach, only JSON text goes in and comes out, so nothing it returns
 * or throws can carry a reference back, and nothing stays for the next. The isolate around it is used again by the same organisation alone.
 */
export async function runUserCode(job: CodeJob): Promise<SandboxOutcome> {
  const warm = isolates.take(job.memoryMb);
  const outcome = await runIn(warm, job);
  // What others left behind may have taken the room: only an isolate of its own tells.
  if (outcome.ok || outcome.code !== 'code_out_of_memory' || warm.isFresh) return outcome;
  return runIn(isolates.take(job.memoryMb), job);
}

async function runIn(warm: WarmIsolate, job: CodeJob): Promise<SandboxOutcome> {
  const { isolate } = warm;
  const logs: string[] = [];
  let context: ivm.Context | undefined;
  let isSound = false;
  try {
    context = isolate.createContextSync();
    const { global } = context;
    global.setSync(
      '__log',
      new ivm.Callback((line: string) => {
        if (logs.length < maxLogLines) logs.push(String(line).slice(0, maxLogChars));
        else if (logs.length === maxLogLines) logs.push('… more lines were left out');
      }),
    );
    global.setSync('__input', job.input);
    warm.prelude.runSync(context, { timeout: 1000 });
    const script = warm.compile(wrapped(job.code));
    const text: unknown = await script.run(context, { timeout: job.timeoutMs, promise: true, copy: true });
    if (typeof text === 'string' && text.length > maxResultBytes)
      return failure('code_failed', 'The result is larger than 16 MB. Return less, or write it to a file.', logs);
    isSound = true;
    return { ok: true, result: typeof text === 'string' ? text : 'null', logs };
  } catch (error) {
    return explained(error, isolate, job, logs);
  } finally {
    if (isSound) context?.release();
    warm.giveBack(isSound);
  }
}

/**
 * Runs before the person's code: `console` and `input`, then the ways in are taken away, and what could make code go on after it has
 * answered.
 */
const prelude = `(() => {
  const log = globalThis.__log;
  const show = (value) => { if (typeof value === 'string') return value; try { return JSON.stringify(value) ?? String(value); } catch { return String(value); } };
  const write = (...values) => log(values.map(show).join(' '));
  globalThis.console = Object.freeze({ log: write, info: write, warn: write, error: write, debug: write });
  globalThis.input = JSON.parse(globalThis.__input);
  delete globalThis.__log;
  delete globalThis.__input;
  for (const name of ['FinalizationRegistry', 'WebAssembly', 'Atomics']) delete globalThis[name];
})()`;

const isolates = createIsolateKeeper(prelude);

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
): SandboxOutcome {
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

function failure(code: string, message: string, logs: readonly string[]): SandboxOutcome {
  return { ok: false, code, message, logs };
}
