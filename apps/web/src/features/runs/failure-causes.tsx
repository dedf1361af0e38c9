import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type JSX, useState } from 'react';
import type { FailureCause } from '../../lib/api.ts';
import { failureCausesQuery } from '../../lib/queries.ts';
import { DataList } from '../../ui/data-list.tsx';
import { Panel } from '../../ui/panel.tsx';
import { TimeAgo } from '../../ui/time.tsx';
import { RetryDialog } from './retry-dialog.tsx';
import classes from './failure-causes.module.css';

/** What failed and was not run again, by cause: one look instead of a hundred rows, one button instead of a hundred clicks. */
export function FailureCauses({ workflowId }: { readonly workflowId: string | undefined }): JSX.Element | null {
  const { data } = useQuery(failureCausesQuery(workflowId));
  const [retrying, setRetrying] = useState<FailureCause>();
  if (!data || data.items.length === 0) return null;
  return (
    <div className={classes['causes']}>
      <Panel title="By cause" hint="Live runs that failed and were not run again" flush>
        <DataList
          label="Failures by cause"
          bare
          rows={data.items}
          rowKey={({ workflowId: id, code, nodeId }) => `${id} ${code} ${nodeId ?? ''}`}
          columns={[
            { key: 'cause', title: 'What went wrong', width: 'minmax(0, 3fr)', cell: (cause) => <Cause cause={cause} /> },
            { key: 'runs', title: 'Runs', width: '64px', align: 'end', cell: ({ runs }) => runs.toLocaleString() },
            { key: 'last', title: 'Last', width: '104px', align: 'end', wideOnly: true, cell: ({ lastAt }) => <TimeAgo at={lastAt} /> },
            {
              key: 'retry',
              title: '',
              width: '96px',
              align: 'end',
              cell: (cause) => (
                <Button
                  size="compact-sm"
                  variant="default"
                  onClick={() => setRetrying(cause)}
                  aria-label={`Retry ${runsOf(cause)}: ${cause.message}`}
                >
                  Retry…
                </Button>
              ),
            },
          ]}
        />
      </Panel>
      {retrying && <RetryDialog cause={retrying} onClose={() => setRetrying(undefined)} />}
    </div>
  );
}

function runsOf({ runs }: FailureCause): string {
  return runs === 1 ? '1 run' : `${runs.toLocaleString()} runs`;
}

function Cause({ cause }: { readonly cause: FailureCause }): JSX.Element {
  return (
    <div className={classes['cause']}>
      <Link to="/runs/$runId" params={{ runId: cause.newestRunId }} title={cause.message}>
        {cause.message === '' ? cause.code : cause.message}
      </Link>
      <p>
        {cause.workflowName}
        {cause.stepName !== null && ` · ${cause.stepName}`}
      </p>
    </div>
  );
}
