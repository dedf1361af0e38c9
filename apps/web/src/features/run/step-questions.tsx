import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type JSX, useState } from 'react';
import type { Decision, RunDetail, StepDetail } from '../../lib/api.ts';
import { useResolve } from '../../lib/decisions.ts';
import { useReconcile } from '../../lib/effects.ts';
import { effectQuery, questionsOfRunQuery } from '../../lib/queries.ts';
import { useMay } from '../../lib/session.ts';
import { CheckForm } from '../../ui/check-form.tsx';
import { DecisionChoices } from '../../ui/decision-choices.tsx';
import { IconArrowRight } from '../../ui/icons.ts';
import { TimeAgo } from '../../ui/time.tsx';
import classes from './step-dock.module.css';

interface StepProps {
  readonly run: RunDetail;
  readonly step: StepDetail;
}

const asks = new Set(['approval', 'decision']);

/** What a waiting step asks people, answered here or one click away. */
export function StepQuestion({ run, step }: StepProps): JSX.Element | null {
  const isAsking = step.status === 'waiting' && asks.has(step.waitsFor?.code ?? '');
  const { data } = useQuery({ ...questionsOfRunQuery(run.id), enabled: isAsking });
  const question = data?.items.find((each) => each.step === step.id);
  if (!isAsking || !question) return null;
  if (question.kind === 'decision') return <DecisionBox key={question.id} decision={question} />;
  return (
    <div className={classes['question']}>
      <Button component={Link} to={`/approvals/${question.id}`} size="xs" rightSection={<IconArrowRight size={14} />}>
        {question.mayAnswer ? 'Answer' : 'See who is asked'}
      </Button>
    </div>
  );
}

function DecisionBox({ decision }: { readonly decision: Decision }): JSX.Element {
  const may = useMay('approval:decide');
  const resolve = useResolve(decision);
  return (
    <section className={classes['question']} aria-label="Decision">
      <p>
        {decision.reason === 'outcome_unknown' && 'It must not happen twice, and no answer came. '}
        {decision.error.message}
      </p>
      {may ? (
        <DecisionChoices reason={decision.reason} mayHaveSent={decision.sent === 'maybe'} onChoose={resolve} />
      ) : (
        <p className={classes['none']}>Your role may look at decisions, but not make them.</p>
      )}
    </section>
  );
}

/** For a step that may have written outside and waits for nobody: what somebody found out, or the form to note it. */
export function StepDoubt({ run, step }: StepProps): JSX.Element | null {
  const inDoubt = step.sent === 'maybe' && step.status !== 'waiting';
  const effect = useQuery({ ...effectQuery(run.id, step.id), enabled: inDoubt });
  const may = useMay('approval:decide');
  const reconcile = useReconcile({ runId: run.id, step: step.id });
  const [checking, setChecking] = useState(false);
  if (!inDoubt || !effect.data) return null;
  const { check } = effect.data;
  return (
    <section className={classes['doubt']} aria-label="Did it happen?">
      {check ? (
        <p>
          <strong>{check.happened ? 'It happened' : 'It did not happen'}</strong>, says {check.by}, <TimeAgo at={check.at} />
          {check.comment && <>: “{check.comment}”</>}
        </p>
      ) : (
        <p>No answer came from outside, so it may have happened, or not.</p>
      )}
      {checking ? (
        <CheckForm
          onCancel={() => setChecking(false)}
          onCheck={async (found) => {
            await reconcile(found);
            setChecking(false);
          }}
        />
      ) : (
        may && (
          <div>
            <Button size="compact-xs" variant="default" onClick={() => setChecking(true)}>
              {check ? 'Note again' : 'I have looked'}
            </Button>
          </div>
        )
      )}
    </section>
  );
}
