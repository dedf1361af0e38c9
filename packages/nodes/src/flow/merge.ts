import { AppError, isJsonObject } from '@arches/kernel';
import { z } from 'zod';
import { fieldOf, rowsOf, textOf } from '../data/rows.ts';
import { defineNode } from '../define-node.ts';

export const flowMerge = defineNode({
  type: 'flow.merge',
  version: 1,
  kind: 'pure',
  category: 'flow',
  title: 'Bring together',
  description: 'Waits for several branches and puts their results together.',
  icon: 'ArrowMerge',
  keywords: ['merge', 'combine', 'join', 'together', 'both', 'collect', 'wait for all', 'append'],
  outside: 'none',
  summary: 'Brings the branches together ({mode|object})[, matching on {key}]',
  config: z.strictObject({
    mode: z
      .enum(['object', 'first', 'concat', 'join'])
      .default('object')
      .meta({
        title: 'How',
        'x-labels': {
          object: 'Each branch under its name',
          first: 'The first that has a result',
          concat: 'Lists one after the other',
          join: 'Rows that share a key, side by side',
        },
      }),
    key: z.string().optional().meta({ title: 'Key column', description: 'For rows side by side.', 'x-widget': 'column' }),
  }),
  output: z.unknown(),
  outputShape: { field: 'mode', of: { object: 'by_source', first: 'input', concat: 'rows', join: 'joined_rows' }, usual: 'by_source' },
  sampleConfig: { mode: 'object' },
  sampleOutput: { orders: { count: 3 }, customers: { count: 2 } },
  evaluate: ({ mode, key }, { inputs }) => {
    switch (mode) {
      case 'object':
        return { output: Object.fromEntries(inputs.map(({ source, output }) => [source, output])) };
      case 'first':
        return { output: inputs[0]?.output ?? null };
      case 'concat': {
        const rows = inputs.flatMap(({ output }) => rowsOf(output));
        return { output: { rows, count: rows.length } };
      }
      case 'join': {
        if (!key) throw new AppError('config_invalid', 'Choose the key column to match rows on.');
        const rows = joinOn(
          key,
          inputs.map(({ output }) => rowsOf(output)),
        );
        return { output: { rows, count: rows.length } };
      }
    }
  },
});

/** Every row of the first list, with the columns of the rows of the other lists that have the same key. */
function joinOn(key: string, lists: readonly (readonly unknown[])[]): Record<string, unknown>[] {
  const [first = [], ...others] = lists;
  const indexes = others.map((list) => new Map(list.map((row) => [textOf(fieldOf(row, key)), row])));
  return first.map((row) => {
    const keyText = textOf(fieldOf(row, key));
    const matches = indexes.map((index) => index.get(keyText));
    return Object.assign({}, ...matches.filter(isJsonObject), isJsonObject(row) ? row : {}) as Record<string, unknown>;
  });
}
