import { isJsonObject } from '@arches/kernel';
import { ActionIcon, Button, Tabs } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { type JSX, useState } from 'react';
import type { RunDetail, StepDetail } from '../../lib/api.ts';
import { costWords } from '../../lib/format.ts';
import { useNodeCards } from '../../lib/node-cards.ts';
import { useMay } from '../../lib/session.ts';
import { CategoryTile } from '../../ui/category-tile.tsx';
import { IconAlertTriangle, IconPencil, IconRefresh, IconX } from '../../ui/icons.ts';
import { SentBadge } from '../../ui/sent-badge.tsx';
import { StatusPill } from '../../ui/status-pill.tsx';
import { Duration } from '../../ui/time.tsx';
import { JsonText } from '../../ui/value/value-view.tsx';
import { isOver } from './run-actions.ts';
import { RunValue } from './run-value.tsx';
import { UsedAgain } from './used-again.tsx';
import classes from './step-dock.module.css';
import { StepDoubt, StepQuestion } from './step-questions.tsx';
import { useRerun } from './use-rerun.tsx';

export interface StepDockProps {
  readonly run: RunDetail;
  readonly step: StepDetail;
  readonly onClose: () => void;
}

/** One step: what came out, what went in, what went wrong, how it was tried. */
export function StepDock({ run, step, onClose }: StepDockProps): JSX.Element {
  // What waits for an answer is asked first, whatever went wrong before.
  const first = step.error && step.status !== 'waiting' ? 'error' : 'output';
  const [chosen, setChosen] = useState<{ readonly step: string; readonly tab: string }>();
  const tab = chosen?.step === step.id && (chosen.tab !== 'error' || step.error) ? chosen.tab : first;
  return (
    <aside className={classes['dock']} aria-label={`Step: ${step.name}`}>
      <header className={classes['head']}>
        <StepTile type={step.type} />
        <div className={classes['title']}>
          <h2>{step.name}</h2>
          <div className={classes['marks']}>
            <StatusPill small status={step.status} warnings={step.warnings.length} />
            {step.sent && <SentBadge sent={step.sent} />}
          </div>
        </div>
        <ActionIcon aria-label="Close the step" onClick={onClose}>
          <IconX size={18} />
        </ActionIcon>
      </header>
      <Tabs value={tab} onChange={(next) => setChosen({ step: step.id, tab: next ?? first })} keepMounted={false}>
        <Tabs.List px={16}>
          {step.error && <Tabs.Tab value="error">Error</Tabs.Tab>}
          <Tabs.Tab value="output">Output</Tabs.Tab>
          <Tabs.Tab value="input">Input</Tabs.Tab>
          <Tabs.Tab value="details">{step.attempts > 1 ? `Attempts (${step.attempts})` : 'Details'}</Tabs.Tab>
        </Tabs.List>
        <div className={classes['panel']}>
          <Tabs.Panel value="error">
            <ErrorTab run={run} step={step} />
          </Tabs.Panel>
          <Tabs.Panel value="output">
            <OutputTab run={run} step={step} />
          </Tabs.Panel>
          <Tabs.Panel value="input">
            {step.input === null || step.input === undefined ? (
              <p className={classes['none']}>This step takes no input.</p>
            ) : (
              <RunValue key={step.id} runId={run.id} value={step.input} label="Input" />
            )}
          </Tabs.Panel>
          <Tabs.Panel value="details">
            <Details step={step} />
          </Tabs.Panel>
        </div>
      </Tabs>
      <RerunFromHere key={step.id} run={run} step={step} />
    </aside>
  );
}

function OutputTab({ run, step }: { readonly run: RunDetail; readonly step: StepDetail }): JSX.Element {
  return (
    <>
      {!isDecided(step) && <WhatItWaitsFor step={step} />}
      <StepQuestion run={run} step={step} />
      <RunOfStep step={step} />
      <UsedAgain runId={run.id} step={step} />
      <StepDoubt run={run} step={step} />
      <Warnings step={step} />
      {isDecided(step) ? null : step.output === null || step.output === undefined ? (
        <p className={classes['none']}>{noOutputWords(step)}</p>
      ) : (
        <RunValue key={step.id} runId={run.id} value={step.output} label="Output" />
      )}
    </>
  );
}

/** A decision is asked in full where the output will be. */
function isDecided({ status, waitsFor }: StepDetail): boolean {
  return status === 'waiting' && waitsFor?.code === 'decision';
}

function noOutputWords({ status }: StepDetail): string {
  switch (status) {
    case 'succeeded':
      return 'It gave nothing back.';
    case 'skipped':
      return 'It was skipped, because the run took another way.';
    case 'failed':
      return 'It failed before it gave anything.';
    case 'cancelled':
      return 'It was stopped.';
    case 'waiting':
      return 'It waits; the output comes afterwards.';
    case 'pending':
    case 'ready':
    case 'running':
    case 'retrying':
      return 'Nothing yet.';
  }
}

function StepTile({ type }: { readonly type: string }): JSX.Element {
  const card = useNodeCards().get(type);
  return <CategoryTile category={card?.category ?? 'data'} icon={card?.icon ?? 'Puzzle'} size="lg" />;
}

function WhatItWaitsFor({ step }: { readonly step: StepDetail }): JSX.Element | null {
  return step.waitsFor && <p className={classes['waits']}>{step.waitsFor.message}</p>;
}

function RunOfStep({ step }: { readonly step: StepDetail }): JSX.Element | null {
  if (step.childRunId === null) return null;
  return (
    <p className={classes['child']}>
      {step.status === 'waiting' ? 'Waits for ' : 'Started '}
      <Link to="/runs/$runId" params={{ runId: step.childRunId }}>
        {step.childRun ? `a run of “${step.childRun.workflowName}”` : 'another run'}
      </Link>{' '}
      {step.childRun && <StatusPill small status={step.childRun.status} />}
    </p>
  );
}

/** From this step on once more, as it was or with something else to work with. */
function RerunFromHere({ run, step }: { readonly run: RunDetail; readonly step: StepDetail }): JSX.Element | null {
  const { ask, edit, busy, dialog } = useRerun(run);
  const mayStart = useMay('run:start');
  const mayWrite = useMay('workflow:write');
  const began = step.status === 'succeeded' || step.status === 'failed';
  if (!isOver(run.status) || !mayStart || !began) return null;
  const isEditable = mayWrite && isJsonObject(step.input) && !step.reused;
  return (
    <footer className={classes['foot']}>
      <Button size="xs" loading={busy} leftSection={<IconRefresh size={14} />} onClick={() => void ask({ fromStep: step.id })}>
        {step.status === 'failed' ? 'Retry from here' : 'Rerun from here'}
      </Button>
      {isEditable && (
        <Button size="xs" variant="default" leftSection={<IconPencil size={14} />} onClick={() => edit(step)}>
          Edit its input first…
        </Button>
      )}
      {dialog}
    </footer>
  );
}

function Warnings({ step }: { readonly step: StepDetail }): JSX.Element | null {
  if (step.warnings.length === 0) return null;
  return (
    <ul className={classes['warnings']} aria-label="Warnings">
      {step.warnings.map((warning) => (
        <li key={warning}>
          <IconAlertTriangle size={15} aria-hidden />
          {warning}
        </li>
      ))}
    </ul>
  );
}

function ErrorTab({ run, step }: { readonly run: RunDetail; readonly step: StepDetail }): JSX.Element | null {
  if (!step.error) return null;
  return (
    <div className={classes['error']}>
      <p>{step.error.message}</p>
      <StepDoubt run={run} step={step} />
      {step.error.details !== undefined && step.error.details !== null && (
        <JsonText text={JSON.stringify(step.error.details, null, 2)} label="Details of the error" />
      )}
      <Details step={step} />
    </div>
  );
}

function Details({ step }: { readonly step: StepDetail }): JSX.Element {
  const usage = step.usage ?? {};
  const facts: (readonly [string, JSX.Element | string])[] = [
    ['Attempts', String(step.attempts)],
    ['Started', step.startedAt ? new Date(step.startedAt).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'medium' }) : '—'],
    [
      'Took',
      <Duration
        key="took"
        from={step.startedAt}
        to={step.endedAt ?? (step.startedAt && step.status !== 'running' && step.status !== 'waiting' ? step.startedAt : null)}
      />,
    ],
    ...(step.retryAt ? [['Next attempt', new Date(step.retryAt).toLocaleTimeString('en-GB')] as const] : []),
    ['Cost', costWords(step.costUsd)],
    ...(typeof usage['model'] === 'string' ? [['Model', usage['model']] as const] : []),
    ...(typeof usage['inputTokens'] === 'number'
      ? [['Tokens', `${usage['inputTokens']} in, ${String(usage['outputTokens'] ?? 0)} out`] as const]
      : []),
    ...(step.error ? [['Code', step.error.code] as const] : []),
    ...(step.sent ? [['Outside', <SentBadge key="sent" sent={step.sent} />] as const] : []),
    ...(step.reused ? [['Result', 'Taken from the earlier run'] as const] : []),
    ...(step.cached ? [['Result', step.cached.insteadOf ? 'An earlier one, instead of its failure' : 'Used again'] as const] : []),
    ['Kind', step.type],
    ['Step id', step.id],
  ];
  return (
    <dl className={classes['facts']}>
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
