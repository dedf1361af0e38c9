import { BlockList, isIP, isIPv6 } from 'node:net';

/** Ranges that are not the public internet (IANA special-purpose registries), with the ones that embed IPv4 addresses. */
const closedRanges = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
  '::/128',
  '::1/128',
  '::/96',
  '64:ff9b::/96',
  '64:ff9b:1::/48',
  '100::/64',
  '2001::/23',
  '2001:db8::/32',
  '2002::/16',
  'fc00::/7',
  'fe80::/10',
  'fec0::/10',
  'ff00::/8',
];

const closed = blockListOf(closedRanges);

/** What the operator opened: ranges (`10.1.0.0/16`, `127.0.0.1`) and host:port pairs (`localhost:11434`, `[::1]:8080`). */
export interface EgressRules {
  readonly ranges: BlockList;
  /** Lower case `host:port`. */
  readonly pairs: ReadonlySet<string>;
}

/** Reads `ARCHES_EGRESS_ALLOW`: entries separated by commas or spaces. Returns what could not be read as well. */
export function egressRules(setting: string): { rules: EgressRules; bad: string[] } {
  const ranges: string[] = [];
  const pairs = new Set<string>();
  const bad: string[] = [];
  for (const entry of setting.split(/[\s,]+/u).filter(Boolean)) {
    const bare = entry.replace(/^\[(.*)\]$/u, '$1');
    const pair = /^(\[[0-9a-f:.]+\]|[^:[\]/]+):(\d{1,5})$/iu.exec(entry);
    if (isRange(bare)) ranges.push(bare);
    else if (pair) pairs.add(`${hostOf(pair[1] ?? '')}:${pair[2]}`);
    else bad.push(entry);
  }
  return { rules: { ranges: blockListOf(ranges), pairs }, bad };
}

/** Whether a connection to this literal address and port may be opened. */
export function isOpen(rules: EgressRules, address: string, port: number): boolean {
  const family = isIPv6(address) ? 'ipv6' : 'ipv4';
  if (!closed.check(address, family)) return true;
  return rules.ranges.check(address, family) || rules.pairs.has(`${hostOf(address)}:${port}`);
}

/** Host names as URLs and DNS may spell them, made one: lower case, no brackets, no final dot. */
export function hostOf(host: string): string {
  return host
    .toLowerCase()
    .replace(/^\[(.*)\]$/u, '$1')
    .replace(/\.$/u, '');
}

function isRange(entry: string): boolean {
  const [address = '', bits] = entry.split('/');
  const family = isIP(address);
  if (family === 0) return false;
  return bits === undefined || (/^\d{1,3}$/u.test(bits) && Number(bits) <= (family === 4 ? 32 : 128));
}

function blockListOf(ranges: readonly string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [address = '', bits] = range.split('/');
    const family = isIPv6(address) ? 'ipv6' : 'ipv4';
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  return list;
}
