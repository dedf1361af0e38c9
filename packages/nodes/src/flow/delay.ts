import { z } from 'zod';
import { defineNode } from '../define-node.ts';

export const flowDelay = defineNode({
  type: 'flow.delay',
  version: 1,
  kind: 'wait',
  category: 'flow',
  title: 'Wait',
  description: 'Waits for a time; nothing runs meanwhile, and a restart does not shorten it.',
  icon: 'Hourglass',
  keywords: ['wait', 'delay', 'pause', 'after', 'later', 'minutes', 'hours', 'days', 'sleep'],
  outside: 'none',
  summary: 'Waits {seconds|some time}',
  config: z.strictObject({
    seconds: z.number().min(0).max(315_360_000).meta({ title: 'Seconds', description: 'Up to ten years.', 'x-widget': 'duration' }),
  }),
  output: z.object({ waitedSeconds: z.number() }),
  sampleConfig: { seconds: 60 },
  sampleOutput: { waitedSeconds: 60 },
  wait: ({ seconds }) => ({ kind: 'time', durationMs: Math.round(seconds * 1000) }),
});
