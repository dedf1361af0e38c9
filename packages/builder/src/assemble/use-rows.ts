import type { Assembly } from './assembly.ts';

/** What comes next works on the rows that this step gave. */
export function useRows(assembly: Assembly, id: string): void {
  const { title: _, rowsAlone: __, text, ...data } = assembly.data;
  // The words of a list that lies elsewhere are not those of the rows that were made of it.
  const kept = text === undefined || /^nodes\.(?:source|todo|event)/u.test(text) ? {} : { text };
  assembly.data = { ...data, ...kept, rows: `nodes.${id}.output.rows`, content: `nodes.${id}.output.rows`, made: 'rows' };
}
