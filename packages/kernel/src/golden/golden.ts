import { decide } from '../decide/decide.ts';
import { compile } from '../decide/plan.ts';
import { outstanding } from '../decide/replay.ts';
import { newRun } from '../decide/state.ts';
import { testCatalog } from '../decide/test-catalog.ts';
import { type RunView, runView, stepView } from '../decide/views.ts';
import type { WorkflowDocument } from '../document.ts';
import type { Command, RunEvent, StepId, StepView } from '../run.ts';
import { createPlayer } from '../semantics/player.ts';
import { parseRow } from '../semantics/row.ts';
import { chapters } from '../semantics/semantics.ts';

/** A journal as a release wrote it, and what that release made of it. Later releases have to make the same of it. */
export interface Golden {
  readonly name: string;
  readonly format: 1;
  readonly document: WorkflowDocument;
  readonly events: readonly RunEvent[];
  readonly expected: Meaning;
}

/** All that hosts and screens get to see of a run. */
export interface Meaning {
  readonly run: RunView;
  /** As they were last seen. */
  readonly steps: readonly StepView[];
  /** Of each event. */
  readonly commands: readonly (readonly Command[])[];
  /** What a host would carry on with after a crash at the end. */
  readonly outstanding: readonly Command[];
}

/** What this release makes of a journal. */
export function meaningOf({ document, events }: Pick<Golden, 'document' | 'events'>): Meaning {
  const plan = compile(document, testCatalog, { tolerant: true });
  const state = newRun(plan);
  const steps = new Map<StepId, StepView>();
  const commands = events.map((event) => {
    const decision = decide(plan, state, event);
    for (const id of decision.changed) {
      const view = stepView(plan, state, id);
      if (view) steps.set(id, view);
    }
    return structuredClone(decision.commands);
  });
  const meaning = { run: runView(state), steps: [...steps.values()], commands, outstanding: outstanding(plan, state) };
  return JSON.parse(JSON.stringify(meaning)) as Meaning;
}

/** Journals of this release: one for each line of the semantics table. */
export function recordGoldens(): Golden[] {
  return chapters.flatMap(({ title, rows }) =>
    rows.map((row): Golden => {
      const parsed = parseRow(row);
      const player = createPlayer(parsed);
      for (const act of parsed.acts) player.act(act);
      const events = player.events.map((event) => (event.kind === 'run_started' ? { ...event, format: 1 as const } : event));
      const { document } = parsed;
      return { name: `${title}: ${row.rule}`, format: 1, document, events, expected: meaningOf({ document, events }) };
    }),
  );
}
