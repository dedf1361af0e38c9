import type { WebhookAddress } from '@arches/store';

/** What listens at a path. Strangers may ask for any: all paths asked for meanwhile are one look-up, and one begins every {@link gapMs} at most. */
export type AddressBook = (path: string) => Promise<readonly WebhookAddress[]>;

const gapMs = 25;
const mostAtOnce = 1000;

type Asked = {
  readonly answer: Promise<readonly WebhookAddress[]>;
  readonly tell: (found: readonly WebhookAddress[]) => void;
  readonly fail: (error: unknown) => void;
};

export function createAddressBook(read: (paths: readonly string[]) => Promise<readonly WebhookAddress[]>): AddressBook {
  let waiting = new Map<string, Asked>();
  let reading = false;

  async function readAll(): Promise<void> {
    reading = true;
    while (waiting.size > 0) {
      const batch = [...waiting].slice(0, mostAtOnce);
      waiting = new Map([...waiting].slice(mostAtOnce));
      await answerAll(batch);
      await new Promise((resolve) => setTimeout(resolve, gapMs));
    }
    reading = false;
  }

  async function answerAll(batch: readonly (readonly [string, Asked])[]): Promise<void> {
    try {
      const found = Map.groupBy(await read(batch.map(([path]) => path)), ({ path }) => path);
      for (const [path, { tell }] of batch) tell(found.get(path) ?? []);
    } catch (error) {
      for (const [, { fail }] of batch) fail(error);
    }
  }

  return (path) => {
    const before = waiting.get(path);
    if (before) return before.answer;
    const { promise, resolve, reject } = Promise.withResolvers<readonly WebhookAddress[]>();
    waiting.set(path, { answer: promise, tell: resolve, fail: reject });
    if (!reading) void readAll();
    return promise;
  };
}
