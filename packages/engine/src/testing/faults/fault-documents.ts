import type { WorkflowDocument } from '@arches/kernel';
import { workflow } from '../host-bench.ts';

/** What the step in the middle, `x`, is. */
export const subjectKinds = ['pure', 'effect', 'once', 'delay', 'approval', 'container', 'child'] as const;
export type SubjectKind = (typeof subjectKinds)[number];

const manual = ['trigger.manual'] as const;
const effect = ['test.effect'] as const;
export const fanOut = 6;

/** The run that a `child` starts. */
export const innerDocument: WorkflowDocument = workflow({ start: manual, inner: effect }, ['start -> inner'], { id: 'wf_inner' });

const subjects = {
  pure: ['data.set', { fields: { n: '{{ input.n }}' } }],
  effect,
  once: ['test.effect', {}, { policy: { effect: 'at_most_once' } }],
  delay: ['flow.delay', { seconds: 1 }],
  approval: ['flow.approval', { title: 'Go on?' }],
  container: [
    'flow.for_each',
    { items: Array.from({ length: fanOut }, (_, i) => i), concurrency: 2 },
    { body: { nodes: [{ id: 'item', type: 'test.effect', config: {} }], edges: [] } },
  ],
  child: ['test.child', { workflow: 'wf_inner', input: '{{ input }}' }],
} satisfies { [kind in SubjectKind]: readonly [string, object?, object?] };

/** An effect, the subject, an effect. */
export const faultDocuments: { readonly [kind in SubjectKind]: WorkflowDocument } = Object.fromEntries(
  subjectKinds.map((kind) => [
    kind,
    workflow(
      { start: manual, a: effect, x: subjects[kind], b: effect },
      ['start -> a', 'a -> x', kind === 'approval' ? 'x.approved -> b' : 'x -> b'],
      { id: `wf_${kind}` },
    ),
  ]),
) as { readonly [kind in SubjectKind]: WorkflowDocument };

/** Steps with outside effects of a run that succeeds, those of its child apart. */
export function effectSteps(kind: SubjectKind): readonly string[] {
  const middle =
    kind === 'effect' || kind === 'once' ? ['x'] : kind === 'container' ? Array.from({ length: fanOut }, (_, i) => `x[${i}].item`) : [];
  return ['a', ...middle, 'b'];
}
