import { z } from 'zod';
import { RunSummary, StepDetail } from './runs.ts';

/** WebSocket `/api/v2/events`; signed in by cookie or by a first `{type:"auth", token}` message. */
export const ClientMessage = z.discriminatedUnion('type', [
  z.object({ type: z.literal('auth'), token: z.string() }),
  /** Topics: `runs`, `approvals`, `run:<id>`, `workflow:<id>`. */
  z.object({ type: z.literal('subscribe'), topics: z.array(z.string().max(120)).max(50) }),
  z.object({ type: z.literal('unsubscribe'), topics: z.array(z.string().max(120)).max(50) }),
]);
export type ClientMessage = z.infer<typeof ClientMessage>;

export const ServerMessage = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  z.object({ type: z.literal('run'), seq: z.number().int(), run: RunSummary, steps: z.array(StepDetail) }),
  z.object({
    type: z.literal('workflow'),
    workflowId: z.string(),
    draftRevision: z.number().int(),
    by: z.string(),
    clientOpId: z.string().nullable(),
  }),
  z.object({ type: z.literal('approvals'), open: z.number().int() }),
  z.object({ type: z.literal('error'), code: z.string(), message: z.string() }),
]);
export type ServerMessage = z.infer<typeof ServerMessage>;
