import { describe, expect, test } from 'vitest';
import { applyPatches } from './apply-patches.ts';
import { catalog, documentOf } from './testing/random-documents.ts';
import { validateDocument } from './validate-document.ts';

const set = (id: string, config: object = {}) => ({ id, type: 'data.set', config });
const mark = (id: string, type: 'break' | 'continue' | 'on_error' | 'cleanup') => ({ id, type: `flow.${type}` });
const edge = (source: string, target: string) => ({ source, target });
const holder = (type: string, nodes: readonly object[], edges: readonly object[] = [], config: object = {}) => ({
  id: type,
  type: `flow.${type}`,
  config,
  body: { nodes, edges },
});
const problemsOf = (nodes: readonly object[]) => validateDocument(documentOf(nodes), catalog);

interface Case {
  readonly code: string;
  readonly nodes: readonly object[];
  readonly path: string;
  readonly words: RegExp;
  readonly mends?: boolean;
}

describe('containers and marks', () => {
  test.each<Case>([
    { code: 'mark_outside_loop', nodes: [mark('out', 'break')], path: '/nodes/0', words: /no loop around it/, mends: true },
    {
      code: 'mark_outside_loop',
      nodes: [holder('try', [set('a'), mark('next', 'continue'), mark('c', 'cleanup')])],
      path: '/nodes/0/body/nodes/1',
      words: /no loop around it/,
      mends: true,
    },
    {
      code: 'mark_in_cleanup',
      nodes: [holder('for_each', [holder('try', [set('a'), mark('c', 'cleanup'), mark('out', 'break')], [edge('c', 'out')])])],
      path: '/nodes/0/body/nodes/0/body/nodes/2',
      words: /leave the clean-up of “try”/,
      mends: true,
    },
    { code: 'mark_outside_try', nodes: [mark('failed', 'on_error')], path: '/nodes/0', words: /directly inside one/, mends: true },
    {
      code: 'mark_outside_try',
      nodes: [holder('try', [mark('c', 'cleanup'), holder('parallel', [mark('failed', 'on_error'), set('b')])])],
      path: '/nodes/0/body/nodes/1/body/nodes/0',
      words: /directly inside one/,
    },
    {
      code: 'mark_with_input',
      nodes: [holder('try', [set('a'), mark('failed', 'on_error')], [edge('a', 'failed')])],
      path: '/nodes/0/body/nodes/1',
      words: /nothing may lead to it/,
      mends: true,
    },
    {
      code: 'parts_joined',
      nodes: [holder('try', [set('a'), mark('failed', 'on_error'), set('b')], [edge('failed', 'b'), edge('a', 'b')])],
      path: '/nodes/0/body/edges/1',
      words: /joins two of its parts/,
      mends: true,
    },
    { code: 'try_without_parts', nodes: [holder('try', [set('a')])], path: '/nodes/0', words: /does nothing when its steps fail/ },
    { code: 'one_part', nodes: [holder('parallel', [set('a'), set('b')], [edge('a', 'b')])], path: '/nodes/0/body', words: /side by side/ },
    {
      code: 'need_too_many',
      nodes: [holder('parallel', [set('a'), set('b')], [], { need: 3 })],
      path: '/nodes/0/config/need',
      words: /there are only 2/,
      mends: true,
    },
    { code: 'missing_body', nodes: [{ id: 'a', type: 'flow.while' }], path: '/nodes/0/body', words: /no steps inside/ },
    {
      code: 'reference_not_before',
      nodes: [holder('try', [set('a', { n: '{{ nodes.b.output }}' }), mark('c', 'cleanup'), set('b')], [edge('c', 'b')])],
      path: '/nodes/0/body/nodes/0/config/n',
      words: /in a later part of “try”/,
    },
    {
      code: 'reference_into_body',
      nodes: [holder('parallel', [set('a'), set('b')]), set('c', { n: '{{ nodes.a.output }}' })],
      path: '/nodes/1/config/n',
      words: /runs inside “parallel”\. Use the output of “parallel”/,
    },
  ])('$code: $words', ({ code, nodes, path, words, mends }) => {
    const document = documentOf(nodes);
    const found = validateDocument(document, catalog).find((problem) => problem.code === code);
    expect(found).toMatchObject({ code, path, message: expect.stringMatching(words) });
    if (!mends) return;
    const mended = applyPatches(document, found?.fix?.patches ?? []);
    if (!('document' in mended)) throw new Error(JSON.stringify(mended));
    expect(validateDocument(mended.document, catalog).map((problem) => problem.code)).not.toContain(code);
  });

  test.each([
    [
      'a break through parallel and try',
      [holder('for_each', [holder('parallel', [set('a'), holder('try', [mark('out', 'break'), mark('c', 'cleanup')])])])],
    ],
    [
      'a break of a loop in a clean-up',
      [holder('try', [set('a'), mark('c', 'cleanup'), holder('for_each', [mark('out', 'break')])], [edge('c', 'for_each')])],
    ],
    [
      'an error part and a clean-up that read what was tried',
      [
        holder(
          'try',
          [
            set('a'),
            mark('failed', 'on_error'),
            set('b', { n: '{{ nodes.a.output }} {{ nodes.failed.output.error.code }}' }),
            mark('c', 'cleanup'),
            set('d', { n: '{{ nodes.a.output }} {{ nodes.b.output }}' }),
          ],
          [edge('failed', 'b'), edge('c', 'd')],
        ),
      ],
    ],
  ])('%s is no problem', (_, nodes) => {
    expect(problemsOf(nodes)).toEqual([]);
  });

  test('an edge drawn from the error port is wish enough', () => {
    const document = documentOf([set('a'), set('b')], [{ ...edge('a', 'b'), sourcePort: 'error' }]);
    expect(validateDocument(document, catalog)).toEqual([]);
  });
});

test('a sort of failure that does not exist is named, with the nearest one as a mending', () => {
  const retry = { maxAttempts: 2, on: ['netwrok', 'server'] };
  const document = documentOf([{ ...set('a'), policy: { retry } }]);
  const [problem] = validateDocument(document, catalog);
  expect(problem).toMatchObject({
    code: 'unknown_error_class',
    path: '/nodes/0/policy/retry/on/0',
    message: expect.stringContaining('netwrok'),
  });
  const mended = applyPatches(document, problem?.fix?.patches ?? []);
  expect('document' in mended && mended.document.nodes[0]?.policy?.retry?.on).toEqual(['network', 'server']);
});
