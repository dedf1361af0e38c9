import { z } from 'zod';
import { defineNode } from '../define-node.ts';

export const flowApproval = defineNode({
  type: 'flow.approval',
  version: 1,
  kind: 'wait',
  category: 'flow',
  title: 'Ask for approval',
  description: 'Waits until a person approves or rejects.',
  icon: 'UserCheck',
  keywords: [
    'approval',
    'approve',
    'review',
    'sign off',
    'confirm',
    'ask my boss',
    'manager',
    'human',
    'permission',
    'check by a person',
    'ok from',
  ],
  outside: 'none',
  summary: 'Asks {assignees|somebody} to approve[: {title}]',
  config: z.strictObject({
    title: z.string().max(200).default('Please approve').meta({ title: 'Question' }),
    message: z.string().max(10_000).default('').meta({ title: 'Explanation', 'x-widget': 'long_text' }),
    assignees: z.array(z.string()).default([]).meta({ title: 'Who', description: 'E-mail addresses; empty: anyone who may approve.' }),
    data: z
      .unknown()
      .optional()
      .meta({ title: 'What they see', description: 'The values to decide on. Left empty: what the step before gives.' }),
    timeoutHours: z.number().positive().max(87_600).optional().meta({ title: 'Answer within (hours)' }),
    onTimeout: z
      .enum(['approve', 'reject', 'fail'])
      .default('reject')
      .meta({
        title: 'Without an answer',
        'x-labels': { approve: 'Count as approved', reject: 'Count as rejected', fail: 'Stop with an error' },
      }),
  }),
  output: z.object({
    decision: z.enum(['approved', 'rejected']),
    by: z.string().optional(),
    comment: z.string().optional(),
    at: z.string().optional(),
  }),
  sampleConfig: { title: 'Send this reply?' },
  sampleOutput: { decision: 'approved', by: 'dana@example.org', comment: '' },
  ports: {
    kind: 'fixed',
    ports: [
      { name: 'approved', label: 'Approved' },
      { name: 'rejected', label: 'Rejected' },
    ],
  },
  wait: ({ title, message, assignees, data, timeoutHours, onTimeout }, { inputs }) => ({
    kind: 'approval',
    title,
    message,
    assignees,
    data: data ?? inputs[0]?.output ?? null,
    onTimeout,
    ...(timeoutHours === undefined ? {} : { timeoutMs: Math.round(timeoutHours * 3_600_000) }),
  }),
});
