import { Button } from '@mantine/core';
import type { JSX } from 'react';
import type { RunDetail } from '../../lib/api.ts';
import { useTryNow } from '../../lib/circuits.ts';
import { usePause } from '../../lib/pause.ts';
import { useMay } from '../../lib/session.ts';
import { IconClock, IconHourglass, IconPlayerPause, IconPlugConnectedX } from '../../ui/icons.ts';
import classes from './cause-banner.module.css';

/** Why nothing happens in a run at the moment, with figures, and what can be done about it. */
export function WhyWaiting({ run }: { readonly run: RunDetail }): JSX.Element | null {
  const { waiting } = run;
  if (!waiting) return null;
  const Icon =
    waiting.code === 'circuit_open'
      ? IconPlugConnectedX
      : waiting.code.endsWith('_paused')
        ? IconPlayerPause
        : waiting.code === 'time'
          ? IconClock
          : IconHourglass;
  return (
    <div className={classes['banner']} data-tone="waiting">
      <Icon size={20} stroke={1.8} aria-hidden />
      <p>{waiting.message}</p>
      {waiting.code === 'workflow_paused' && <ResumeButton run={run} />}
      {waiting.code === 'circuit_open' && <TryButton run={run} />}
    </div>
  );
}

function ResumeButton({ run }: { readonly run: RunDetail }): JSX.Element | null {
  const may = useMay('run:cancel');
  const { resume } = usePause({ id: run.workflowId, name: run.workflowName });
  return may ? (
    <Button size="xs" variant="default" onClick={() => void resume()}>
      Resume the workflow
    </Button>
  ) : null;
}

function TryButton({ run }: { readonly run: RunDetail }): JSX.Element | null {
  const may = useMay('run:start');
  const tryNow = useTryNow();
  const step = run.steps.find(({ waitsFor }) => waitsFor?.code === 'circuit_open');
  const details = step?.error?.details as { readonly service?: unknown } | undefined;
  const service = details?.service;
  return may && typeof service === 'string' ? (
    <Button size="xs" variant="default" onClick={() => void tryNow({ id: service, name: service.replace(/^host:/, '') })}>
      Try now
    </Button>
  ) : null;
}
