/** Words that other tools use for a field of ours. */
const ALIASES: { readonly [name: string]: readonly string[] } = {
  from: ['source'],
  to: ['target'],
  sourcehandle: ['sourcePort'],
  targethandle: ['targetPort'],
  params: ['config'],
  parameters: ['config'],
  settings: ['config'],
  options: ['config'],
  label: ['name'],
  title: ['name'],
  kind: ['type'],
  links: ['edges'],
  connections: ['edges'],
  steps: ['nodes'],
  input: ['inputs'],
  output: ['outputs'],
  uri: ['url'],
  link: ['url'],
  address: ['url', 'to'],
  recipient: ['to'],
};

/**
 * The known name that was most likely meant, or `undefined` when none is close.
 * Case, spaces, `-` and `_` do not count; a third of the letters may be wrong, swapped neighbours counting once.
 */
export function nearest(name: string, known: readonly string[]): string | undefined {
  const plain = simplify(name);
  if (plain === '' || plain.length > 100) return undefined;
  for (const alias of Object.hasOwn(ALIASES, plain) ? (ALIASES[plain] ?? []) : []) if (known.includes(alias)) return alias;
  let best: string | undefined;
  let bestDistance = Math.max(1, Math.floor(plain.length / 3)) + 1;
  for (const candidate of known) {
    const distance = editDistance(plain, simplify(candidate), bestDistance);
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best ?? nearestBeginning(plain, known);
}

/** `config.text` for `text` is no typo but a shortening: the one known name that begins or ends with it. */
function nearestBeginning(plain: string, known: readonly string[]): string | undefined {
  if (plain.length < 3) return undefined;
  const hits = known.filter((candidate) => simplify(candidate).startsWith(plain) || simplify(candidate).endsWith(plain));
  return hits.length === 1 ? hits[0] : undefined;
}

function simplify(name: string): string {
  return name.toLowerCase().replaceAll(/[\s_-]/g, '');
}

/** Optimal string alignment distance; gives up with `limit` as soon as it cannot be below it. */
function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const same = a[row - 1] === b[column - 1];
      let cost = Math.min((previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1, (previous[column - 1] ?? 0) + (same ? 0 : 1));
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      if (swapped) cost = Math.min(cost, (beforePrevious[column - 2] ?? 0) + 1);
      current.push(cost);
    }
    if (Math.min(...current) >= limit) return limit;
    beforePrevious = previous;
    previous = current;
  }
  return Math.min(previous[b.length] ?? limit, limit);
}
