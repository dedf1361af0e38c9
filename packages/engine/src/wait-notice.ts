import type { Command } from '@arches/kernel';
import type { WaitNotice } from './ports.ts';
import type { RunActor } from './run-actor.ts';
import type { OpenWait } from './wait-rows.ts';

/** Whom to tell about a question, and what it is; `undefined` where nobody is asked by name, and when it has been answered meanwhile. */
export function waitNotice(actor: RunActor, command: OpenWait | Extract<Command, { kind: 'remind' }>): WaitNotice | undefined {
  const { orgId, runId, workflowId, scope } = actor;
  const { step, nodeId } = command;
  const waiting = actor.step(step)?.waiting;
  if (waiting?.kind !== 'approval' && waiting?.kind !== 'decision') return undefined;
  const { until, ...wait } = waiting;
  const to = command.kind === 'remind' ? command.to : waiting.kind === 'approval' ? waiting.assignees : [];
  const why = command.kind === 'remind' ? command.why : 'asked';
  const place = { orgId, runId, workflowId, scope, step, nodeId };
  return { ...place, why, to, wait, ...(until === undefined ? {} : { until }) };
}
