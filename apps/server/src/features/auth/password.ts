import * as crypto from 'node:crypto';
import { promisify } from 'node:util';
import { AppError } from '@arches/kernel';

/** RFC 9106's second recommendation eased to OWASP's floor: 19 MiB, two passes. Memory in KiB. */
const cost = { memory: 19_456, passes: 2, parallelism: 1, tagLength: 32 };

interface Argon2Parameters {
  readonly message: string;
  readonly nonce: Uint8Array;
  readonly memory: number;
  readonly passes: number;
  readonly parallelism: number;
  readonly tagLength: number;
}

// Node.js 24.7 has it; the type package that we use is older.
const argon2 = promisify(
  (
    crypto as unknown as {
      argon2: (algorithm: 'argon2id', parameters: Argon2Parameters, done: (error: Error | null, tag: Buffer) => void) => void;
    }
  ).argon2,
);

/** Each hash takes a core and 19 MiB: two at once, and a queue that strangers cannot make long. */
const maxWorking = 2;
const maxWaiting = 50;
let working = 0;
const waiting: (() => void)[] = [];

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (working >= maxWorking) {
    if (waiting.length >= maxWaiting)
      throw new AppError('rate_limited', 'Too many people are signing in. Try again in a moment.', { retryable: true });
    await new Promise<void>((resolve) => waiting.push(resolve));
  } else {
    working += 1;
  }
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    // The place is handed over, so that nobody slips in between.
    if (next) next();
    else working -= 1;
  }
}

/** The password's argon2id hash in PHC text form, parameters included. */
export async function hashPassword(password: string): Promise<string> {
  const nonce = crypto.randomBytes(16);
  const tag = await inTurn(() => argon2('argon2id', { message: password, nonce, ...cost }));
  return `$argon2id$v=19$m=${cost.memory},t=${cost.passes},p=${cost.parallelism}$${nonce.toString('base64url')}$${tag.toString('base64url')}`;
}

const phc = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([\w-]+)\$([\w-]+)$/;

/** Whether `password` made `hash`. Without a hash the same time passes, so that nobody learns which addresses have an account. */
export async function isPassword(password: string, hash: string | undefined): Promise<boolean> {
  const parts = hash === undefined ? null : phc.exec(hash);
  if (!parts) {
    await hashPassword(password);
    return false;
  }
  const [, memory, passes, parallelism, nonce = '', expected = ''] = parts;
  const wanted = Buffer.from(expected, 'base64url');
  const tag = await inTurn(() =>
    argon2('argon2id', {
      message: password,
      nonce: Buffer.from(nonce, 'base64url'),
      memory: Number(memory),
      passes: Number(passes),
      parallelism: Number(parallelism),
      tagLength: wanted.length,
    }),
  );
  return crypto.timingSafeEqual(tag, wanted);
}
