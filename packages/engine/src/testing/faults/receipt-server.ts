import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The outside world: counts what was done to it, by idempotency key. */
export interface ReceiptServer {
  readonly url: string;
  readonly counts: ReadonlyMap<string, number>;
  /** Keys whose step had told that it was durably over when they came again. */
  readonly repeated: readonly string[];
  readonly close: () => void;
}

/** `told`: the file in which processes write `D key` when the result of that step is durable. */
export async function openReceiptServer(told: string): Promise<ReceiptServer> {
  const counts = new Map<string, number>();
  const repeated: string[] = [];
  const server = createServer((request, response) => {
    request.resume();
    const key = decodeURIComponent((request.url ?? '').slice(1));
    const before = counts.get(key) ?? 0;
    if (request.method === 'POST') {
      counts.set(key, before + 1);
      if (before > 0 && linesOf(told).includes(`D ${key}`)) repeated.push(key);
    }
    response.end(String(before));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    counts,
    repeated,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

export function linesOf(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').split('\n');
  } catch {
    return [];
  }
}
