import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { JSX } from 'react';
import type { RunDetail } from '../../lib/api.ts';
import { useMay } from '../../lib/session.ts';
import { IconAlertTriangle, IconArrowRight, IconUserCheck } from '../../ui/icons.ts';
import classes from './cause-banner.module.css';
import { parentOf } from './step-tree.ts';

export interface CauseBannerProps {
  readonly run: RunDetail;
  readonly onSelect: (stepId: string) => void;
}

/** Why the run stands where it stands, in a sentence, and the one thing to do about it. */
export function CauseBanner({ run, onSelect }: CauseBannerProps): JSX.Element | null {
  const mayDecide = useMay('approval:decide');
  if (run.status === 'failed') {
    const step =
      run.steps.find(({ id, status }) => (run.error?.step ? id === run.error.step : status === 'failed')) ??
      run.steps.find(({ status }) => status === 'failed');
    const done = run.steps.filter(({ id, status }) => status === 'succeeded' && parentOf(id) === undefined).length;
    return (
      <div className={classes['banner']} data-tone="failed">
        <IconAlertTriangle size={20} stroke={1.8} aria-hidden />
        <p>
          {step && <strong>“{step.name}” failed. </strong>}
          {run.error?.message ?? 'The run stopped.'}
          {done > 0 && (
            <span className={classes['more']}> {done === 1 ? 'One step before it is' : `${done} steps before it are`} done and kept.</span>
          )}
        </p>
        {step && (
          <Button size="xs" variant="default" rightSection={<IconArrowRight size={14} />} onClick={() => onSelect(step.id)}>
            Look at the step
          </Button>
        )}
      </div>
    );
  }
  const waiting =
    run.status === 'waiting' ? run.steps.find(({ status, type }) => status === 'waiting' && type === 'flow.approval') : undefined;
  if (!waiting) return null;
  return (
    <div className={classes['banner']} data-tone="waiting">
      <IconUserCheck size={20} stroke={1.8} aria-hidden />
      <p>
        <strong>{run.waitingFor ?? 'Waiting for a decision'}.</strong> The run goes on as soon as somebody decides.
      </p>
      {mayDecide && (
        <Button size="xs" variant="default" component={Link} to="/approvals" rightSection={<IconArrowRight size={14} />}>
          Go to approvals
        </Button>
      )}
    </div>
  );
}
