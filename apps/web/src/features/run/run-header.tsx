import { Button, Menu } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { type JSX, useState } from 'react';
import type { RunDetail } from '../../lib/api.ts';
import { budgetWords, costWords } from '../../lib/format.ts';
import { useMay } from '../../lib/session.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { IconChevronDown, IconPencil, IconPlayerStop, IconRefresh } from '../../ui/icons.ts';
import { StatusPill } from '../../ui/status-pill.tsx';
import { DayTime, Duration } from '../../ui/time.tsx';
import { triggerWords } from '../../ui/trigger-words.ts';
import classes from './run-header.module.css';
import { isOver } from './run-actions.ts';
import { useRerun } from './use-rerun.tsx';

export function RunHeader({ run }: { readonly run: RunDetail }): JSX.Element {
  const trigger = triggerWords(run.triggerKind);
  return (
    <header className={classes['header']}>
      <div className={classes['words']}>
        <h1>
          <Link to="/w/$workflowId" params={{ workflowId: run.workflowId }}>
            {run.workflowName}
          </Link>
          <StatusPill
            status={run.status}
            waitingFor={run.waitingFor}
            warnings={run.steps.reduce((sum, { warnings }) => sum + warnings.length, 0)}
          />
          {run.mode === 'test' && <span className={classes['test']}>Test</span>}
        </h1>
        <p className={classes['facts']}>
          <DayTime at={run.createdAt} />
          <Duration from={run.startedAt} to={run.endedAt} />
          <span>{run.budget ? budgetWords(run.budget) : costWords(run.costUsd)}</span>
          <span>{run.version === null ? 'Draft' : `v${run.version}`}</span>
          <span>
            <trigger.icon size={14} stroke={1.7} aria-hidden />
            {trigger.label}
            {run.startedBy ? ` by ${run.startedBy}` : ''}
          </span>
          {run.parent && (
            <Link to="/runs/$runId" params={{ runId: run.parent.runId }} search={{ step: run.parent.step }}>
              started by “{run.parent.stepName}” of {run.parent.workflowName || 'another run'}
            </Link>
          )}
          {run.rerunOf && (
            <Link to="/runs/$runId" params={{ runId: run.rerunOf }}>
              repeats an earlier run
            </Link>
          )}
        </p>
      </div>
      <RunButtons run={run} />
    </header>
  );
}

function RunButtons({ run }: { readonly run: RunDetail }): JSX.Element {
  const { ask: askRerun, cancel, busy, dialog } = useRerun(run);
  const mayStart = useMay('run:start');
  const mayCancel = useMay('run:cancel');
  const [ask, setAsk] = useState(false);
  const failed = run.steps.find(({ status }) => status === 'failed');
  return (
    <div className={classes['actions']}>
      <Button component={Link} to={`/w/${run.workflowId}?run=${run.id}`} variant="default" leftSection={<IconPencil size={16} />}>
        Open in editor
      </Button>
      {!isOver(run.status) && mayCancel && (
        <Button variant="default" leftSection={<IconPlayerStop size={16} />} onClick={() => setAsk(true)}>
          Cancel run
        </Button>
      )}
      {isOver(run.status) && mayStart && (
        <>
          {failed && (
            <Button loading={busy} leftSection={<IconRefresh size={16} />} onClick={() => void askRerun({ fromStep: failed.id })}>
              Retry from “{failed.name}”
            </Button>
          )}
          <Menu position="bottom-end" width={260}>
            <Menu.Target>
              <Button variant={failed ? 'default' : 'filled'} loading={busy} rightSection={<IconChevronDown size={15} />}>
                Run again
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item onClick={() => void askRerun({})}>With the same version</Menu.Item>
              {run.mode === 'live' && <Menu.Item onClick={() => void askRerun({ version: 'live' })}>With the live version</Menu.Item>}
              {run.mode === 'live' && failed && (
                <Menu.Item onClick={() => void askRerun({ fromStep: failed.id, version: 'live' })}>
                  From “{failed.name}” on, with the live version
                </Menu.Item>
              )}
              <Menu.Item onClick={() => void askRerun({ version: 'draft' })}>With the draft</Menu.Item>
            </Menu.Dropdown>
          </Menu>
        </>
      )}
      {dialog}
      {ask && (
        <ConfirmDialog
          title="Cancel this run?"
          confirm="Cancel run"
          danger
          onClose={() => setAsk(false)}
          onConfirm={async () => {
            await cancel();
            setAsk(false);
          }}
        >
          Steps under way are stopped. What is done stays done: nothing sent is taken back.
        </ConfirmDialog>
      )}
    </div>
  );
}
