import { Button, SegmentedControl } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { type JSX, useState } from 'react';
import type { Effect } from '../../lib/api.ts';
import { useReconcile } from '../../lib/effects.ts';
import { shownError } from '../../lib/errors.ts';
import { useTopics } from '../../lib/live.ts';
import { useNodeCards } from '../../lib/node-cards.ts';
import { effectsQuery } from '../../lib/queries.ts';
import { useMay } from '../../lib/session.ts';
import { CategoryTile } from '../../ui/category-tile.tsx';
import { CheckForm } from '../../ui/check-form.tsx';
import { IconArrowLeft, IconCheck, IconChecks, IconX } from '../../ui/icons.ts';
import { LoadMore } from '../../ui/load-more.tsx';
import { Page, PageHeader } from '../../ui/page-header.tsx';
import { SentBadge } from '../../ui/sent-badge.tsx';
import { EmptyState, ErrorState, LoadingRows } from '../../ui/states.tsx';
import { TimeAgo } from '../../ui/time.tsx';
import classes from './effects-page.module.css';

/** Every write to the outside of which nobody knows whether it happened. */
export function EffectsPage(): JSX.Element {
  const { state = 'maybe' } = useSearch({ from: '/shell/runs/doubt' });
  const navigate = useNavigate({ from: '/runs/doubt' });
  const effects = useInfiniteQuery(effectsQuery(state));
  useTopics(['approvals']);
  const rows = effects.data?.pages.flatMap(({ items }) => items);
  return (
    <Page narrow>
      <Link to="/runs" className={classes['back']}>
        <IconArrowLeft size={16} aria-hidden /> Runs
      </Link>
      <PageHeader
        title="In doubt"
        actions={
          <SegmentedControl
            size="xs"
            aria-label="Which outside writes"
            value={state}
            data={[
              { value: 'maybe', label: 'To look into' },
              { value: 'checked', label: 'Looked into' },
            ]}
            onChange={(next) => void navigate({ search: next === 'checked' ? { state: 'checked' } : {}, replace: true })}
          />
        }
      >
        Steps that write outside and had no answer: it may have happened, or not. Nothing is repeated before somebody says so.
      </PageHeader>
      {effects.isPending && <LoadingRows />}
      {effects.isError && !rows && (
        <ErrorState title="The list could not be read" error={shownError(effects.error)} onRetry={() => void effects.refetch()} />
      )}
      {rows?.length === 0 && (
        <EmptyState icon={IconChecks} title={state === 'maybe' ? 'Nothing is in doubt' : 'Nobody has looked into anything yet'}>
          {state === 'maybe' && 'Whatever was sent is known to have arrived, or known not to.'}
        </EmptyState>
      )}
      {rows && rows.length > 0 && (
        <ul className={classes['list']}>
          {rows.map((effect) => (
            <li key={`${effect.runId} ${effect.step}`}>
              <EffectRow effect={effect} />
            </li>
          ))}
        </ul>
      )}
      <LoadMore query={effects} />
    </Page>
  );
}

function EffectRow({ effect }: { readonly effect: Effect }): JSX.Element {
  const card = useNodeCards().get(effect.type);
  const may = useMay('approval:decide');
  const [checking, setChecking] = useState(false);
  const reconcile = useReconcile(effect);
  const { check } = effect;
  return (
    <article className={classes['effect']} aria-label={`${effect.name} of ${effect.workflowName}`}>
      <CategoryTile category={card?.category ?? 'connect'} icon={card?.icon ?? 'Puzzle'} />
      <div className={classes['words']}>
        <h2>
          {effect.name} {!check && <SentBadge sent="maybe" />}
        </h2>
        <p className={classes['hint']}>
          <Link to="/runs/$runId" params={{ runId: effect.runId }} search={{ step: effect.step }}>
            {effect.workflowName}
          </Link>{' '}
          · <TimeAgo at={effect.startedAt ?? effect.endedAt ?? new Date().toISOString()} />
          {effect.step !== effect.nodeId && ` · ${effect.step}`}
        </p>
        {effect.error && <p>{effect.error.message}</p>}
        {check && <Found check={check} />}
        {checking && (
          <CheckForm
            onCancel={() => setChecking(false)}
            onCheck={async (found) => {
              await reconcile(found);
              setChecking(false);
            }}
          />
        )}
      </div>
      {may && !checking && <Action effect={effect} onCheck={() => setChecking(true)} />}
    </article>
  );
}

function Action({ effect, onCheck }: { readonly effect: Effect; readonly onCheck: () => void }): JSX.Element {
  if (effect.decisionId !== null) {
    return (
      <Button component={Link} to={`/approvals/${effect.decisionId}`} size="xs" aria-label={`Decide on ${effect.name}`}>
        Decide
      </Button>
    );
  }
  return (
    <Button size="xs" variant="default" onClick={onCheck} aria-label={`Note what happened to ${effect.name}`}>
      {effect.check ? 'Note again' : 'I have looked'}
    </Button>
  );
}

function Found({ check }: { readonly check: NonNullable<Effect['check']> }): JSX.Element {
  return (
    <p className={classes['check']} data-happened={check.happened}>
      {check.happened ? <IconCheck size={15} aria-hidden /> : <IconX size={15} aria-hidden />}
      <span>
        {check.happened ? 'It happened' : 'It did not happen'}, says {check.by}, <TimeAgo at={check.at} />
        {check.comment && <>: “{check.comment}”</>}
      </span>
    </p>
  );
}
