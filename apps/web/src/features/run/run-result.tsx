import type { JSX } from 'react';
import type { RunDetail } from '../../lib/api.ts';
import { Panel } from '../../ui/panel.tsx';
import { RunValue } from './run-value.tsx';
import classes from './run-result.module.css';
import { isOver } from './run-actions.ts';

/** What went in and what came out of the whole run. */
export function RunResult({ run }: { readonly run: RunDetail }): JSX.Element {
  const hasInput = run.input !== null && run.input !== undefined && JSON.stringify(run.input) !== '{}';
  const hasOutput = isOver(run.status) && run.output !== null && run.output !== undefined;
  return (
    <div className={classes['pair']} data-single={!hasInput || !hasOutput || undefined}>
      {hasOutput && (
        <Panel title="Result">
          <RunValue runId={run.id} value={run.output} label="Result" opensFile />
        </Panel>
      )}
      {hasInput && (
        <Panel title="Input">
          <RunValue runId={run.id} value={run.input} label="Input" />
        </Panel>
      )}
    </div>
  );
}
