import { lookup } from 'node:dns/promises';
import { connect, isIP, isIPv6, type Socket } from 'node:net';
import { AppError } from '@arches/kernel';
import { type EgressRules, hostOf, isOpen } from './addresses.ts';

export function egressBlocked(host: string, port: number): AppError {
  // Written as the operator's setting takes it.
  const place = `${isIPv6(host) ? `[${host}]` : host}:${port}`;
  return new AppError(
    'egress_blocked',
    `${place} is not on the public internet, and this installation has not opened it. The operator can, with ARCHES_EGRESS_ALLOW=${place}.`,
    { details: { host, port }, class: 'client', notSent: true },
  );
}

/** The addresses of a host that may be connected to. Throws `egress_blocked` when none may, `host_not_found` when there are none. */
export async function openAddresses(rules: EgressRules, host: string, port: number): Promise<{ address: string; family: number }[]> {
  const name = hostOf(host);
  const named = rules.pairs.has(`${name}:${port}`);
  const literal = isIP(name);
  const found = literal === 0 ? await resolve(name, port) : [{ address: name, family: literal }];
  const allowed = found.filter(({ address }) => named || isOpen(rules, address, port));
  if (allowed.length === 0) throw egressBlocked(name, port);
  return allowed;
}

async function resolve(name: string, port: number): Promise<{ address: string; family: number }[]> {
  try {
    return await lookup(name, { all: true });
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    throw new AppError('host_not_found', `There is no host called “${name}”. Check the address.`, {
      retryable: code === 'EAI_AGAIN',
      class: 'network',
      notSent: true,
      details: { host: name, port },
      cause: error,
    });
  }
}

/**
 * Opens a TCP connection through the door out. The name is resolved here and the socket connects to the very address that was checked,
 * so a name server that answers differently the second time gains nothing.
 */
export async function openSocket(rules: EgressRules, host: string, port: number, timeoutMs: number): Promise<Socket> {
  const addresses = await openAddresses(rules, host, port);
  let failure: unknown;
  for (const { address } of addresses) {
    try {
      return await connectTo(address, port, timeoutMs);
    } catch (error) {
      failure = error;
    }
  }
  throw new AppError('connection_failed', `${host}:${port} does not answer. Is the address right, and is the server running?`, {
    retryable: true,
    class: 'network',
    notSent: true,
    details: { host: hostOf(host), port },
    cause: failure,
  });
}

function connectTo(address: string, port: number, timeoutMs: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: address, port });
    socket.setTimeout(timeoutMs, () => socket.destroy(new Error('connect timeout')));
    socket.once('error', reject);
    socket.once('connect', () => {
      socket.setTimeout(0);
      socket.removeListener('error', reject);
      resolve(socket);
    });
  });
}
