import type { Catalog } from '../catalog.ts';
import type { WorkflowDocument } from '../document.ts';
import type { Command, RunEvent } from '../run.ts';
import { decide } from './decide.ts';
import { compile } from './plan.ts';
import { replay, stepIds } from './replay.ts';
import { newRun, type RunState } from './state.ts';
import { brief, testCatalog } from './test-catalog.ts';
import { runView, stepView } from './views.ts';

/**
 * Plays events and gives what a reader cares for: statuses by step, the run, the commands of each decision in brief and the last one's in
 * full. Every run that is played is also replayed, and its state kept as JSON: both must be the same.
 */
export function play(document: WorkflowDocument, events: readonly RunEvent[], catalog: Catalog = testCatalog) {
  const plan = compile(document, catalog);
  let state: RunState = newRun(plan);
  let last: readonly Command[] = [];
  const commands = events.map((event) => {
    const decision = decide(plan, state, event);
    last = decision.commands;
    state = JSON.parse(JSON.stringify(decision.state)) as RunState;
    return decision.commands.map(brief);
  });
  const again = replay(plan, events);
  if (JSON.stringify(again.state) !== JSON.stringify(state)) throw new Error('Replaying the events gives another state.');
  const statuses = Object.fromEntries(stepIds(state).map((id) => [id, stepView(plan, state, id)?.status]));
  const step = (id: string) => stepView(plan, state, id);
  return { plan, state, commands, last, outstanding: again.commands, statuses, run: runView(state), step };
}
