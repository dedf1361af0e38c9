import { schemaOfFields, type WaitSpec } from '@arches/kernel';
import { z } from 'zod';
import { defineNode } from '../define-node.ts';
import { FormField } from '../triggers/form.ts';

const HOUR_MS = 3_600_000;
/** Ten years. */
const MAX_HOURS = 87_600;
const MAX_PEOPLE = 50;
/** Nobody wants to be reminded more often. */
const MIN_REMIND_MS = 60_000;

type Approval = Extract<WaitSpec, { kind: 'approval' }>;

const hours = z.number().positive().max(MAX_HOURS);
const answers = z.number().int().min(1).max(MAX_PEOPLE).default(1);
/** Files belong to forms that start a run; an answer is values only. */
const AnswerField = FormField.extend({ type: FormField.shape.type.exclude(['file']).meta({ title: 'Kind' }) });
const decision = z.enum(['approved', 'rejected']);

export const flowApproval = defineNode({
  type: 'flow.approval',
  version: 1,
  kind: 'wait',
  category: 'flow',
  title: 'Ask for approval',
  description: 'Waits until a person, or several, approve or reject.',
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
    'four eyes',
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
    form: z
      .array(AnswerField)
      .max(20)
      .default([])
      .meta({ title: 'What they fill in', description: 'Goes on as “form”.', 'x-widget': 'form_fields' }),
    quorum: answers.meta({ title: 'Approvals needed', description: 'Of different people.' }),
    rejections: answers.meta({ title: 'Rejections that end it' }),
    timeoutHours: hours.optional().meta({ title: 'Answer within (hours)' }),
    onTimeout: z
      .enum(['approve', 'reject', 'fail'])
      .default('reject')
      .meta({
        title: 'Without an answer',
        'x-labels': { approve: 'Count as approved', reject: 'Count as rejected', fail: 'Stop with an error' },
      }),
    remindEveryHours: hours.optional().meta({ title: 'Remind every (hours)', description: 'Those who have not answered.' }),
    escalateAfterHours: hours.optional().meta({ title: 'Ask more people after (hours)' }),
    escalateTo: z.array(z.string()).max(MAX_PEOPLE).default([]).meta({ title: 'Who then', description: 'E-mail addresses.' }),
  }),
  output: z.object({
    decision,
    by: z.string().optional(),
    comment: z.string().optional(),
    form: z.record(z.string(), z.unknown()).optional(),
    at: z.string().optional(),
    votes: z
      .array(z.object({ by: z.string(), decision, comment: z.string(), form: z.record(z.string(), z.unknown()), at: z.string() }))
      .optional(),
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
  wait: ({ title, message, assignees, data, onTimeout, ...how }, { inputs }) => ({
    kind: 'approval',
    title,
    message,
    assignees: assignees.map((address) => address.trim()).filter((address) => address !== ''),
    data: data ?? inputs[0]?.output ?? null,
    onTimeout,
    ...rulesOf(how),
  }),
});

interface Rules {
  readonly form: readonly unknown[];
  readonly quorum: number;
  readonly rejections: number;
  readonly timeoutHours?: number | undefined;
  readonly remindEveryHours?: number | undefined;
  readonly escalateAfterHours?: number | undefined;
  readonly escalateTo: readonly string[];
}

/** What is left out is what the kernel takes anyway. */
function rulesOf({ form, quorum, rejections, timeoutHours, remindEveryHours, escalateAfterHours, escalateTo }: Rules) {
  const rules: { -readonly [field in keyof Approval]?: Approval[field] } = {};
  if (form.length > 0) rules.form = schemaOfFields(form);
  if (quorum > 1) rules.quorum = quorum;
  if (rejections > 1) rules.rejections = rejections;
  if (timeoutHours !== undefined) rules.timeoutMs = inMs(timeoutHours);
  if (remindEveryHours !== undefined) rules.remindEveryMs = Math.max(MIN_REMIND_MS, inMs(remindEveryHours));
  if (escalateAfterHours !== undefined && escalateTo.length > 0) rules.escalation = { afterMs: inMs(escalateAfterHours), to: escalateTo };
  return rules;
}

function inMs(given: number): number {
  return Math.round(given * HOUR_MS);
}
