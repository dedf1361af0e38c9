import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expect, test } from 'vitest';

const root = import.meta.dirname;
const pages = [
  ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' }).map((name) => join('docs', name)),
  'README.md',
  'ARCHITECTURE.md',
].filter((name) => name.endsWith('.md'));

/** Headings as links name them: small letters and hyphens. */
function anchorsOf(path: string): Set<string> {
  const headings = [...readFileSync(path, 'utf8').matchAll(/^#+ (.+)$/gmu)].map(([, heading = '']) => heading);
  return new Set(
    headings.map((heading) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );
}

test.each(pages)('every link in %s leads somewhere', (page) => {
  const text = readFileSync(join(root, page), 'utf8').replaceAll(/```[\s\S]*?```|`[^`\n]*`/gu, '');
  const broken = [...text.matchAll(/\]\((?!https?:|mailto:)([^)\s#]*)(?:#([^)\s]*))?\)/gu)].flatMap(([, file = '', anchor]) => {
    const target = file === '' ? join(root, page) : join(root, dirname(page), file);
    if (!existsSync(target)) return [relative(root, target)];
    return anchor === undefined || !target.endsWith('.md') || anchorsOf(target).has(anchor) ? [] : [`${relative(root, target)}#${anchor}`];
  });
  expect(broken).toEqual([]);
});
