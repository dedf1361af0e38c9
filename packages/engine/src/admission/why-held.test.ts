import { expect, test } from 'vitest';
import type { LineView, OrgLine, WorkflowLine } from './line-view.ts';
import { whyHeld } from './why-held.ts';

const workflow: WorkflowLine = { workflowId: 'w', limit: {}, isPaused: false, running: 0, rate: { used: 0 }, held: [] };
const org: OrgLine = { orgId: 'a', limit: {}, running: 0, rate: { used: 0 }, workflows: [] };
const view: LineView = { now: 100_000, orgs: [] };
const third = { inWorkflow: 3, inOrganisation: 12 };

test('a pause comes first, and says whose it is', () => {
  expect(whyHeld(view, org, { ...workflow, isPaused: true }, { ...third, pausedBy: 'Ana' })).toEqual({
    code: 'workflow_paused',
    message: 'The workflow is paused by Ana. This run begins when it is resumed; it is 3rd in line.',
    position: 3,
  });
});

test.each<[Partial<WorkflowLine>, Partial<OrgLine>, object]>([
  [
    { limit: { concurrency: 2 }, running: 2 },
    {},
    {
      code: 'workflow_concurrency',
      message: 'The workflow allows 2 runs at once, and 2 are at work. This one is 3rd in line.',
      position: 3,
      limit: 2,
    },
  ],
  [
    { limit: { rate: { count: 5, perSeconds: 30 } }, rate: { used: 5, oldestAt: 95_000 } },
    {},
    {
      code: 'workflow_rate',
      message: 'The workflow allows 5 in 30 s. The next place is free in 25 s, and this run is 3rd in line.',
      position: 3,
      limit: 5,
      until: 125_000,
    },
  ],
  [
    {},
    { limit: { concurrency: 1 }, running: 1 },
    {
      code: 'organisation_concurrency',
      message: 'Your organisation allows 1 run at once, and 1 is at work. This one is 12th in line.',
      position: 12,
      limit: 1,
    },
  ],
  [
    {},
    { limit: { rate: { count: 60, perSeconds: 60 } }, rate: { used: 60, oldestAt: 44_000 } },
    {
      code: 'organisation_rate',
      message: 'Your organisation allows 60 a minute. The next place is free in 4 s, and this run is 12th in line.',
      position: 12,
      limit: 60,
      until: 104_000,
    },
  ],
  [{}, {}, { code: 'starting', message: 'It begins after those before it; it is 3rd in line.', position: 3 }],
])('with figures: %j %j', (ofWorkflow, ofOrg, reason) => {
  expect(whyHeld(view, { ...org, ...ofOrg }, { ...workflow, ...ofWorkflow }, third)).toEqual(reason);
});

test('a full installation is said last', () => {
  const full = { ...view, total: { limit: 10, running: 10 } };
  expect(whyHeld(full, org, workflow, third)).toMatchObject({ code: 'server_concurrency', limit: 10, position: 12 });
});
