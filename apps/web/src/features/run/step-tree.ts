import type { ContainerKind } from '@arches/kernel';
import type { StepDetail } from '../../lib/api.ts';

/** A row of the timeline: a step, or one entry of a container that holds steps. */
export type TreeRow =
  | { readonly kind: 'step'; readonly step: StepDetail; readonly depth: number; readonly children: readonly TreeRow[] }
  | {
      readonly kind: 'entry';
      readonly id: string;
      readonly index: number;
      /** Type of the step whose entry it is; '' where that step is not listed. */
      readonly containerType: string;
      readonly depth: number;
      readonly children: readonly TreeRow[];
    };

/** `loop[3].inner[0].x` lies in entry 0 of `loop[3].inner`. Undefined at the top. */
export function parentOf(stepId: string): { readonly container: string; readonly index: number } | undefined {
  const match = /^(.*)\[(\d+)\]\.[^.[\]]+$/.exec(stepId);
  return match ? { container: match[1] ?? '', index: Number(match[2]) } : undefined;
}

/** What one scope of a container is called; `kind` as on its card. */
export function entryWords(kind: ContainerKind | undefined, index: number): string {
  switch (kind) {
    case 'while':
      return `Round ${index + 1}`;
    case 'parallel':
      return `Part ${index + 1}`;
    case 'try':
      return ['What was tried', 'After the failure', 'Clean-up'][index] ?? `Part ${index + 1}`;
    case 'for_each':
    case undefined:
      return `Entry ${index + 1}`;
  }
}

/** Steps as people think of them: in the order they began, the steps of a container below it, grouped by entry where an entry has several. */
export function stepTree(steps: readonly StepDetail[], order: readonly string[]): TreeRow[] {
  const byContainer = Map.groupBy(steps, ({ id }) => parentOf(id)?.container ?? '');
  const types = new Map(steps.map(({ id, type }) => [id, type]));
  const rank = new Map(order.map((id, index) => [id, index]));

  function rowsOf(container: string, depth: number): TreeRow[] {
    const inside = byContainer.get(container) ?? [];
    if (container === '') return sorted(inside).map((step) => stepRow(step, depth));
    const entries = [...Map.groupBy(inside, ({ id }) => parentOf(id)?.index ?? 0)].sort(([a], [b]) => a - b);
    const single = entries.every(([, members]) => members.length === 1);
    return entries.flatMap(([index, members]): TreeRow[] =>
      single
        ? members.map((step) => stepRow(step, depth))
        : [
            {
              kind: 'entry',
              id: `${container}[${index}]`,
              index,
              containerType: types.get(container) ?? '',
              depth,
              children: sorted(members).map((step) => stepRow(step, depth + 1)),
            },
          ],
    );
  }

  function stepRow(step: StepDetail, depth: number): TreeRow {
    return { kind: 'step', step, depth, children: byContainer.has(step.id) ? rowsOf(step.id, depth + 1) : [] };
  }

  function sorted(inside: readonly StepDetail[]): StepDetail[] {
    const begin = ({ startedAt }: StepDetail): number => (startedAt === null ? Number.POSITIVE_INFINITY : Date.parse(startedAt));
    const place = ({ nodeId }: StepDetail): number => rank.get(nodeId) ?? order.length;
    return [...inside].sort((a, b) => (begin(a) === begin(b) ? place(a) - place(b) : begin(a) - begin(b)));
  }

  return rowsOf('', 0);
}
