import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { JSX } from 'react';
import type { RunDetail } from '../../lib/api.ts';
import { questionsOfRunQuery } from '../../lib/queries.ts';
import { useMay } from '../../lib/session.ts';
import { IconAlertTriangle, IconArrowRight, IconUserCheck } from '../../ui/icons.ts';
import { shownStatus } from '../../ui/status.ts';
import classes from './cause-banner.module.css';
import { parentOf } from './step-tree.ts';
import { WhyWaiting } from './waiting-banner.tsx';

export interface CauseBannerProps {
  readonly run: RunDetail;
  readonly onSelect: (stepId: string) => void;
}

/** Where what stopped the run is mended, by the error's code. */
const repairs = new Map<string, { readonly label: string; readonly to: (run: RunDetail) => string }>([
  ['budget_exceeded', { label: 'Raise the budget', to: ({ workflowId }) => `/w/${workflowId}?limits=open` }],
  ['price_unknown', { label: 'Give the price', to: () => '/models' }],
]);

/** Why the run stands where it stands, in a sentence, and the one thing to do about it. */
export function CauseBanner({ run, onSelect }: CauseBannerProps): JSX.Element | null {
  const mayDecide = useMay('approval:decide');
  if (run.status === 'failed') {
    const step =
      run.steps.find(({ id, status }) => (run.error?.step ? id === run.error.step : status === 'failed')) ??
      run.steps.find(({ status }) => status === 'failed');
    const repair = repairs.get(run.error?.code ?? '');
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
        {repair && (
          <Button size="xs" variant="default" component={Link} to={repair.to(run)}>
            {repair.label}
          </Button>
        )}
        {step && (
          <Button size="xs" variant="default" rightSection={<IconArrowRight size={14} />} onClick={() => onSelect(step.id)}>
            Look at the step
          </Button>
        )}
      </div>
    );
  }
  const waits = run.steps.some(({ waitsFor }) => waitsFor?.code === 'approval' || waitsFor?.code === 'decision');
  return waits ? <WaitingBanner run={run} mayDecide={mayDecide} /> : <WhyWaiting run={run} />;
}

function WaitingBanner({ run, mayDecide }: { readonly run: RunDetail; readonly mayDecide: boolean }): JSX.Element {
  const { data } = useQuery(questionsOfRunQuery(run.id));
  const approval = data?.items[0];
  return (
    <div className={classes['banner']} data-tone="waiting">
      <IconUserCheck size={20} stroke={1.8} aria-hidden />
      <p>
        <strong>{approval?.title ?? shownStatus(run).label}</strong> {approval?.kind === 'decision' && `${approval.error.message} `}
        The run goes on as soon as somebody decides.
      </p>
      {mayDecide && (
        <Button
          size="xs"
          variant="default"
          component={Link}
          to={approval ? `/approvals/${approval.id}` : '/approvals'}
          rightSection={<IconArrowRight size={14} />}
        >
          {approval ? 'Decide' : 'Go to approvals'}
        </Button>
      )}
    </div>
  );
}
