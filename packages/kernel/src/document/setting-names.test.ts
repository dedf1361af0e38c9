import { describe, expect, test } from 'vitest';
import type { WorkflowDocument } from '../document.ts';
import { evaluateExpression } from '../expressions/evaluate.ts';
import { renameSetting, settingReadsIn } from '../expressions/setting-names.ts';
import { applyPatches } from './apply-patches.ts';
import { settingsReadBy } from './settings-read.ts';
import { validateDocument } from './validate-document.ts';
import { catalog } from './testing/random-documents.ts';

const reading = (value: string, more: Partial<WorkflowDocument> = {}): WorkflowDocument => ({
  schemaVersion: 1,
  id: 'wf',
  name: 'Reads settings',
  nodes: [{ id: 'set', type: 'data.set', config: { fields: { value } } }],
  edges: [],
  ...more,
});

describe('what an expression reads of vars and env', () => {
  test.each([
    ['vars.shop', [['vars', 'shop', false]]],
    [
      'vars["shop"] + env.REGION',
      [
        ['vars', 'shop', false],
        ['env', 'REGION', false],
      ],
    ],
    ['vars.shop.url.size()', [['vars', 'shop', false]]],
    ['rows.filter(row, row.city == vars.city)', [['vars', 'city', false]]],
    [
      'has(vars.shop) ? vars.shop : env.?SHOP.orValue("x")',
      [
        ['vars', 'shop', true],
        ['vars', 'shop', false],
        ['env', 'SHOP', true],
      ],
    ],
    [
      'default(upper(vars.shop), vars.other)',
      [
        ['vars', 'shop', true],
        ['vars', 'other', false],
      ],
    ],
    ['vars[trigger.body.country]', [['vars', undefined, false]]],
    ['"shop" in vars', [['vars', undefined, false]]],
    ['{"vars": 1, vars: nodes.vars.output}', []],
    ['[1, 2].map(vars, vars + 1)', []],
    ['"vars.shop"', []],
    ['vars.shop ==', []],
  ] as const)('%s', (source, expected) => {
    expect(settingReadsIn(source).map(({ root, name, optional }) => [root, name, optional])).toEqual(expected);
  });

  test('a name is made another one, and everything else stays letter for letter', () => {
    expect(renameSetting('vars.shop + "vars.shop" + vars["shop"].url + env.shop', 'vars', 'shop', 'store')).toBe(
      'vars.store + "vars.shop" + vars.store.url + env.shop',
    );
  });
});

describe('what a document reads of vars and env', () => {
  test('names of steps, of bodies and of the outputs, each once and in order', () => {
    const document = reading('{{ vars.b }} {{ vars.a }} vars.not_me', {
      nodes: [
        { id: 'set', type: 'data.set', config: { fields: { value: '{{ vars.b }} {{ vars.a }} vars.not_me' } } },
        {
          id: 'loop',
          type: 'flow.for_each',
          config: { items: '{{ vars.list }}' },
          body: { nodes: [{ id: 'in', type: 'data.set', config: { fields: { value: '{{ env.REGION }}' } } }], edges: [] },
        },
      ],
      outputs: { a: '{{ vars.a }}', c: '{{ vars.c }}' },
    });
    expect(settingsReadBy(document, catalog)).toEqual({ vars: ['a', 'b', 'c', 'list'], env: ['REGION'], timezone: false });
  });

  test('names in the key of a kept result too', () => {
    const call = { id: 'call', type: 'http.request', config: { url: 'https://a.example' } };
    const keyed = (key: string) => ({ ...call, policy: { cache: { ttlSeconds: 60, key } } });
    for (const key of ['vars.shop', 'bills of {{ vars.shop }}']) {
      expect(settingsReadBy(reading('', { nodes: [keyed(key)] }), catalog).vars).toEqual(['shop']);
      expect(
        validateDocument(reading('', { nodes: [keyed(key)] }), catalog, { vars: [], env: [] }).filter(
          ({ code }) => code === 'unknown_variable',
        ),
      ).toMatchObject([{ path: '/nodes/0/policy/cache/key', about: 'shop' }]);
    }
  });

  test('all of them where an expression does not say which', () => {
    expect(settingsReadBy(reading('{{ vars[trigger.body.country] }}'), catalog)).toEqual({ vars: 'all', env: [], timezone: false });
  });
});

describe('reads of what is not there', () => {
  const known = { vars: ['shopUrl'], env: ['REGION'] };
  const problems = (document: WorkflowDocument) =>
    validateDocument(document, catalog, known).filter(({ code }) => code === 'unknown_variable' || code === 'unknown_setting');

  test('are warned about with the place and the name, and mended where another name was meant', () => {
    const document = reading('{{ vars.shop_url }}');
    const [problem] = problems(document);
    expect(problem).toMatchObject({
      code: 'unknown_variable',
      severity: 'warning',
      path: '/nodes/0/config/fields/value',
      nodeId: 'set',
      about: 'shop_url',
      message:
        '“set” reads the variable “shop_url”, which does not exist. Did you mean “shopUrl”? Otherwise make it under Settings, Variables; until then a run fails here.',
      fix: { label: 'Use “shopUrl”' },
    });
    const mended = applyPatches(document, problem?.fix?.patches ?? []).document;
    expect(mended.nodes[0]?.config).toEqual({ fields: { value: '{{ vars.shopUrl }}' } });
    expect(problems(mended)).toEqual([]);
  });

  test('are fine where the expression asks first, and are not looked into where nobody says what there is', () => {
    expect(problems(reading('{{ default(vars.tax, 1) }}'))).toEqual([]);
    expect(validateDocument(reading('{{ vars.tax }}'), catalog)).toEqual([]);
  });

  test('an operator’s setting that is not allowed is named', () => {
    expect(problems(reading('{{ env.HOME }}'))).toMatchObject([
      { code: 'unknown_setting', message: expect.stringContaining('ARCHES_WORKFLOW_ENV') },
    ]);
  });

  test('fail a run with what to do', () => {
    expect(() => evaluateExpression('vars.tax', { vars: {} })).toThrow(
      'There is no variable "tax". Make it under Settings, Variables, and run this again.',
    );
    expect(() => evaluateExpression('env.HOME', { env: {} })).toThrow('ARCHES_WORKFLOW_ENV');
  });
});
