import { z } from 'zod';
import { defineNode } from '../define-node.ts';

export const flowRunWorkflow = defineNode({
  type: 'flow.run_workflow',
  version: 1,
  kind: 'wait',
  category: 'flow',
  title: 'Run another workflow',
  description: 'Starts another workflow, waits for its end and goes on with its result.',
  icon: 'Subtask',
  keywords: ['run workflow', 'sub-workflow', 'subworkflow', 'call workflow', 'another workflow', 'other workflow', 'child workflow'],
  outside: 'write',
  // Ids say nothing to people; the step bears the workflow's name.
  summary: 'Runs another workflow[, version {version},] and waits for its result',
  config: z.strictObject({
    workflow: z.string().min(1, 'Choose a workflow.').max(200).meta({ title: 'Workflow', 'x-widget': 'workflow' }),
    version: z
      .number()
      .int()
      .min(1)
      .optional()
      .meta({ title: 'Version', description: 'Left empty: the one that is published when the step begins.' }),
    input: z.unknown().optional().meta({ title: 'Input', description: 'Left empty: what the step before gives.', 'x-widget': 'fields' }),
    timeoutHours: z.number().positive().max(87_600).optional().meta({ title: 'Give it (hours)', description: 'After that it is stopped.' }),
  }),
  output: z.unknown(),
  sampleConfig: { workflow: 'wf_invoice_check', input: { invoice: '{{ input }}' } },
  sampleOutput: { ok: true },
  wait: ({ workflow, version, input, timeoutHours }, { inputs }) => ({
    kind: 'child',
    workflowId: workflow,
    input: input ?? inputs[0]?.output ?? null,
    ...(version === undefined ? {} : { version }),
    ...(timeoutHours === undefined ? {} : { timeoutMs: Math.round(timeoutHours * 3_600_000) }),
  }),
});
