import { useQueryClient } from '@tanstack/react-query';
import { type JSX, useState } from 'react';
import type { RunDetail, StepDetail } from '../../lib/api.ts';
import { repeatsQuery } from '../../lib/queries.ts';
import { repeatedNames } from './repeated-names.ts';
import { RerunDialog } from './rerun-dialog.tsx';
import { type RerunChoice, type RunActions, useRunActions } from './run-actions.ts';

export interface Rerun extends RunActions {
  /** Runs again, and asks first where something would be written outside once more. */
  readonly ask: (choice: RerunChoice) => Promise<void>;
  /** Lets the person change what the step works with first. */
  readonly edit: (step: StepDetail) => void;
  /** To be drawn somewhere. */
  readonly dialog: JSX.Element | null;
}

interface Asked {
  readonly choice: RerunChoice;
  readonly step?: StepDetail;
}

export function useRerun(run: RunDetail): Rerun {
  const client = useQueryClient();
  const actions = useRunActions(run);
  const [asked, setAsked] = useState<Asked>();
  return {
    ...actions,
    ask: async (choice) => {
      const repeats = await client.fetchQuery(repeatsQuery(run.id, choice.fromStep)).catch(() => undefined);
      if (repeats && repeatedNames(run, repeats.writes).length > 0) setAsked({ choice });
      else await actions.rerun(choice);
    },
    edit: (step) => setAsked({ choice: { fromStep: step.id }, step }),
    dialog: asked ? (
      <RerunDialog
        run={run}
        choice={asked.choice}
        step={asked.step}
        onClose={() => setAsked(undefined)}
        onRerun={async (choice) => {
          await actions.rerunOrThrow(choice);
          setAsked(undefined);
        }}
      />
    ) : null,
  };
}
