import type ivm from 'isolated-vm';
import type { SandboxJob, SandboxOutcome } from './messages.ts';
import { mayShareRealm, type Realm } from './realm.ts';
import { createIsolateKeeper, type WarmIsolate } from './warm-isolate.ts';

const maxLogLines = 200;
const maxLogChars = 2000;
const maxResultBytes = 16 * 1024 * 1024;

type CodeJob = Extract<SandboxJob, { kind: 'code' }>;

/**
 * Runs a person's code in a context of its own: no host object is within reach, only JSON text goes in and comes out, so nothing it returns
 * or throws can carry a reference back. Pieces of one step of one run may follow each other in one context, as long as each leaves it
 * exactly as it was; nothing else stays for the next. The isolate around it is used again by the same organisation alone.
 * `isFollowed`: the next job is of the same step of the same run.
 */
export async function runUserCode(job: CodeJob, isFollowed = false): Promise<SandboxOutcome> {
  const sharer = job.place !== undefined && mayShareRealm(job.code) ? `${job.place} ${job.code}` : undefined;
  const warm = isolates.take(job.memoryMb, sharer);
  const outcome = await runIn(warm, job, sharer, isFollowed);
  // What others left behind may have taken the room: only an isolate of its own tells.
  if (outcome.ok || outcome.code !== 'code_out_of_memory' || warm.isFresh) return outcome;
  return runIn(isolates.take(job.memoryMb, undefined), job, undefined, false);
}

async function runIn(warm: WarmIsolate, job: CodeJob, sharer: string | undefined, isFollowed: boolean): Promise<SandboxOutcome> {
  const logs: string[] = [];
  let realm: Realm | undefined;
  let isSound = false;
  try {
    realm = warm.realm(sharer, isFollowed);
    realm.hears = (line) => {
      if (logs.length < maxLogLines) logs.push(line.slice(0, maxLogChars));
      else if (logs.length === maxLogLines) logs.push('… more lines were left out');
    };
    realm.begin(job.input);
    const script = warm.compile(wrapped(job.code));
    const text: unknown = await script.run(realm.context, { timeout: job.timeoutMs, promise: true, copy: true });
    if (typeof text === 'string' && text.length > maxResultBytes)
      return failure('code_failed', 'The result is larger than 16 MB. Return less, or write it to a file.', logs);
    isSound = true;
    return { ok: true, result: typeof text === 'string' ? text : 'null', logs };
  } catch (error) {
    return explained(error, warm.isolate, job, logs);
  } finally {
    warm.giveBack(realm, isSound);
  }
}

const isolates = createIsolateKeeper();

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
