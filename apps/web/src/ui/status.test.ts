import { expect, test } from 'vitest';
import { shownStatus } from './status.ts';

test.each([
  [{ status: 'queued' }, 'Queued', 'quiet'],
  [{ status: 'pending' }, 'Queued', 'quiet'],
  [{ status: 'ready' }, 'Queued', 'quiet'],
  [{ status: 'running' }, 'Running', 'running'],
  [{ status: 'waiting', waitingFor: 'Dana' }, 'Waiting for Dana', 'waiting'],
  [{ status: 'waiting', waitingFor: 'Waiting for Dana' }, 'Waiting for Dana', 'waiting'],
  [{ status: 'waiting', waitingFor: 'Waiting until 09:00' }, 'Waiting until 09:00', 'waiting'],
  [{ status: 'waiting', waitingFor: 'Approval: Send it?' }, 'Waiting for approval: Send it?', 'waiting'],
  [{ status: 'waiting', waitingFor: null }, 'Waiting', 'waiting'],
  [{ status: 'succeeded' }, 'Done', 'done'],
  [{ status: 'succeeded', warnings: 2 }, 'Done with warnings', 'waiting'],
  [{ status: 'failed' }, 'Failed', 'failed'],
  [{ status: 'cancelled' }, 'Cancelled', 'quiet'],
  [{ status: 'skipped' }, 'Skipped', 'quiet'],
] as const)('%j reads as “%s”', (facts, label, tone) => {
  expect(shownStatus(facts)).toMatchObject({ label, tone });
});
