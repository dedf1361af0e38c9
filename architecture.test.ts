import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { expect, test } from 'vitest';

/** Room → rooms it may import. The same table stands in ARCHITECTURE.md. */
const allowed: Record<string, readonly string[]> = {
  kernel: [],
  contract: ['kernel'],
  ai: ['kernel'],
  engine: ['kernel'],
  knowledge: ['kernel', 'ai'],
  nodes: ['kernel'],
  builder: ['kernel', 'ai'],
  store: ['kernel', 'engine'],
  sdk: ['contract'],
  web: ['sdk', 'contract', 'kernel'],
  server: ['kernel', 'contract', 'ai', 'engine', 'knowledge', 'nodes', 'builder', 'store'],
  testkit: ['kernel', 'engine', 'store', 'nodes', 'ai', 'knowledge', 'contract', 'sdk', 'server'],
};
/** Rooms whose types, and only types, may be imported. */
const typesOnly: Record<string, readonly string[]> = { nodes: ['ai', 'knowledge'] };
/** What tests may import on top. */
const inTests = ['testkit', 'sdk', 'nodes', 'ai', 'knowledge', 'engine', 'kernel', 'store', 'server'];

const root = import.meta.dirname;

interface Import {
  readonly file: string;
  readonly specifier: string;
  readonly isType: boolean;
}

function sourceFiles(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (name === 'node_modules' || name === 'dist') return [];
    if (statSync(path).isDirectory()) return sourceFiles(path);
    return /\.(ts|tsx|mts)$/u.test(name) ? [path] : [];
  });
}

function importsOf(file: string): Import[] {
  const text = readFileSync(file, 'utf8');
  const statements = text.matchAll(/^\s*(?:import|export)\s+(type\s+)?(?:[^'";]*?\sfrom\s+)?['"]([^'"]+)['"]/gmu);
  const dynamic = text.matchAll(/import\(\s*['"]([^'"]+)['"]\s*\)/gu);
  return [
    ...[...statements].map((match) => ({ file, isType: match[1] !== undefined, specifier: match[2] ?? '' })),
    ...[...dynamic].map((match) => ({ file, isType: false, specifier: match[1] ?? '' })),
  ];
}

function roomFolders(): [room: string, folder: string][] {
  return ['packages', 'apps'].flatMap((group) =>
    readdirSync(join(root, group))
      .filter((room) => statSync(join(root, group, room)).isDirectory())
      .map((room): [string, string] => [room, join(root, group, room)]),
  );
}

const isTest = (file: string): boolean => /\.test\.tsx?$|\/testing\/|\/evaluation\/|\/simulation\/|\/e2e\/|\.suite\.ts$/u.test(file);

test.each(roomFolders())('%s imports only the rooms below it', (room, folder) => {
  const wrong = sourceFiles(folder)
    .flatMap(importsOf)
    .flatMap(({ file, specifier, isType }) => {
      const target = targetRoom(file, specifier, folder);
      if (target === undefined || target === room) return [];
      if (allowed[room]?.includes(target)) return [];
      if (isType && typesOnly[room]?.includes(target)) return [];
      if (isTest(file) && inTests.includes(target)) return [];
      return [`${relative(root, file)} → ${specifier}`];
    });
  expect(wrong).toEqual([]);
});

/** The room a specifier leads to; relative paths that leave the room count as well. */
function targetRoom(file: string, specifier: string, folder: string): string | undefined {
  const named = /^@arches\/([a-z-]+)/u.exec(specifier);
  if (named) return named[1];
  if (!specifier.startsWith('.')) return undefined;
  const path = resolve(dirname(file), specifier);
  if (path.startsWith(`${folder}/`)) return undefined;
  return /\/(?:packages|apps)\/([a-z-]+)\//u.exec(path)?.[1];
}

test('the kernel knows no Node.js, no clock, no chance and no network', () => {
  const wrong = sourceFiles(join(root, 'packages', 'kernel'))
    .filter((file) => !isTest(file))
    .flatMap((file) => {
      const code = readFileSync(file, 'utf8').replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gmu, '');
      const found = /from 'node:|\bDate\.now\(|new Date\(\)|Math\.random\(|\bfetch\(|\bsetTimeout\(|\bawait\s|\bprocess\./u.exec(code);
      return found ? [`${relative(root, file)}: ${found[0]}`] : [];
    });
  expect(wrong).toEqual([]);
});

test('features of the web app never import each other', () => {
  const features = join(root, 'apps', 'web', 'src', 'features');
  const wrong = sourceFiles(features)
    .flatMap(importsOf)
    .flatMap(({ file, specifier }) => {
      if (!specifier.startsWith('.')) return [];
      const from = relative(features, file).split('/')[0];
      const to = relative(features, resolve(dirname(file), specifier)).split('/')[0];
      return to !== '..' && to !== from ? [`${relative(root, file)} → ${specifier}`] : [];
    });
  expect(wrong).toEqual([]);
});

test('outgoing connections are opened only behind the door out', () => {
  // The front door only takes connections in.
  const doors = [/packages\/nodes\/src\/egress\//u, /packages\/nodes\/src\/mail\//u, /apps\/server\/src\/http\/front-door\.ts$/u];
  const wrong = ['packages/nodes', 'packages/ai', 'packages/engine', 'packages/builder', 'apps/server']
    .flatMap((folder) => sourceFiles(join(root, folder, 'src')))
    .filter((file) => !isTest(file) && !doors.some((door) => door.test(file)))
    .flatMap((file) =>
      importsOf(file).filter(
        ({ specifier, isType }) => !isType && /^(?:node:)?(?:http|https|net|tls|dgram)$|^undici$|^nodemailer/u.test(specifier),
      ),
    )
    .map(({ file, specifier }) => `${relative(root, file)} → ${specifier}`);
  expect(wrong).toEqual([]);
});
