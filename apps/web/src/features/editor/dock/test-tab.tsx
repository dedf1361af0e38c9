import { effectiveInputSchema, findNode, isJsonObject, type FileRef, type JsonSchema } from '@arches/kernel';
import { Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type JSX, useMemo, useState } from 'react';
import { api, type RunDetail, type StepDetail } from '../../../lib/api.ts';
import { shownError } from '../../../lib/errors.ts';
import { uploadFile } from '../../../lib/files.ts';
import { notifyError } from '../../../lib/notify.ts';
import { runQuery } from '../../../lib/queries.ts';
import { CategoryTile } from '../../../ui/category-tile.tsx';
import { IconArrowUpRight, IconPin, IconPlayerPlay, IconTestPipe } from '../../../ui/icons.ts';
import { InputForm } from '../../../ui/schema-form/input-form.tsx';
import { propertiesOf } from '../../../ui/schema-form/field-kind.ts';
import { EmptyState, ErrorState, LoadingRows } from '../../../ui/states.tsx';
import { StatusPill } from '../../../ui/status-pill.tsx';
import { Duration } from '../../../ui/time.tsx';
import { useDocument, useEditor, useView } from '../editor-context.ts';
import { valueLine } from '../model/run-facts.ts';
import classes from './dock.module.css';
import { samplesQuery } from './samples-query.ts';
import { StepValue } from './step-value.tsx';

/** Try the draft with real data, and see what each step made of it. Nothing outside is touched. */
export function TestTab(): JSX.Element {
  const testing = useView((state) => state.testing);
  const runId = useView((state) => state.runId);
  const { view } = useEditor();
  const run = useQuery({ ...runQuery(runId ?? ''), enabled: runId !== undefined });
  if (testing) return <TestForm />;
  if (runId === undefined) {
    return (
      <EmptyState
        icon={IconTestPipe}
        title="Not tested yet"
        action={
          <Button leftSection={<IconPlayerPlay size={15} />} onClick={() => view.setState({ testing: true })}>
            Test it
          </Button>
        }
      >
        A test runs the draft with data you give. E-mails are not sent and nothing outside is changed.
      </EmptyState>
    );
  }
  if (run.isError)
    return <ErrorState compact title="The test could not be read" error={shownError(run.error)} onRetry={() => void run.refetch()} />;
  if (!run.data) return <LoadingRows rows={4} />;
  return <TestResult run={run.data} />;
}

function TestForm(): JSX.Element {
  const { workflowId, draft, view, catalog, announce } = useEditor();
  const document = useDocument();
  const client = useQueryClient();
  const schema = useMemo((): JsonSchema => effectiveInputSchema(document, catalog) ?? { type: 'object' }, [document, catalog]);
  const [filled, setFilled] = useState<{ readonly value: unknown; readonly key: number }>({ value: undefined, key: 0 });
  const fileFields = propertiesOf(schema).filter(([, field]) => field['format'] === 'file');
  const samples = useQuery({ ...samplesQuery, enabled: fileFields.length > 0 });
  const [busy, setBusy] = useState(false);
  const sample = samples.data?.items[0];
  const useSample = async (): Promise<void> => {
    if (!sample) return;
    setBusy(true);
    try {
      const file = await sampleFile(sample.url, sample.name, sample.mediaType);
      const key = fileFields[0]?.[0] ?? 'file';
      setFilled(({ key: before }) => ({ value: { [key]: file }, key: before + 1 }));
      announce(`${sample.name} is ready for the test.`);
    } catch (error) {
      notifyError('The sample could not be used', error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className={classes['body']} data-test-form>
      <div className={classes['section']}>
        <h3>Test the draft</h3>
        <p className={classes['muted']}>With data you give. E-mails are not sent and nothing outside is changed.</p>
      </div>
      {sample && (
        <div>
          <Button size="xs" variant="light" leftSection={<IconTestPipe size={14} />} loading={busy} onClick={() => void useSample()}>
            Try with sample data
          </Button>
        </div>
      )}
      <InputForm
        key={filled.key}
        schema={schema}
        initial={filled.value}
        submit="Run the test"
        onCancel={() => view.setState({ testing: false })}
        onSubmit={async (input) => {
          await draft.flush();
          const { body } = await api.runs.start({ params: { id: workflowId }, query: {}, body: { input, mode: 'test' } });
          view.setState({ testing: false, runId: body.id });
          announce('The test has started.');
          void client.invalidateQueries({ queryKey: ['runs'] });
        }}
      />
    </div>
  );
}

async function sampleFile(url: string, name: string, mediaType: string): Promise<FileRef> {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`The sample was not given (${answer.status}).`);
  return uploadFile(new File([await answer.blob()], name, { type: mediaType }));
}

function TestResult({ run }: { readonly run: RunDetail }): JSX.Element {
  const { view } = useEditor();
  const ended = run.endedAt !== null;
  return (
    <div className={classes['body']}>
      <div className={classes['section']}>
        <h3>
          {run.mode === 'test' ? 'Last test' : 'Run'} <StatusPill small status={run.status} waitingFor={run.waitingFor} />
          <span className={classes['muted']}>
            <Duration from={run.startedAt} to={run.endedAt} />
          </span>
        </h3>
        <div className={classes['actions']}>
          <Button
            size="xs"
            variant="default"
            leftSection={<IconPlayerPlay size={14} />}
            disabled={!ended}
            onClick={() => view.setState({ testing: true })}
          >
            Test again
          </Button>
          <Button
            size="xs"
            variant="subtle"
            color="gray"
            rightSection={<IconArrowUpRight size={14} />}
            renderRoot={(props) => <Link to="/runs/$runId" params={{ runId: run.id }} {...props} />}
          >
            Open the run
          </Button>
        </div>
      </div>
      {run.error && (
        <div className={classes['problem']} role="alert">
          <p>
            <strong>{stepName(run, run.error.nodeId)}</strong> {run.error.message}
          </p>
          {run.error.nodeId && (
            <div>
              <Button
                size="compact-sm"
                variant="default"
                onClick={() => view.setState({ selection: [run.error?.nodeId ?? ''], tab: 'step' })}
              >
                Open the step
              </Button>
            </div>
          )}
        </div>
      )}
      <ul className={classes['rows']} aria-label="Steps of the test">
        {run.steps.map((step) => (
          <StepRow key={step.id} run={run} step={step} />
        ))}
      </ul>
      {run.stepsTruncated && <p className={classes['muted']}>More steps are on the run page.</p>}
    </div>
  );
}

function stepName(run: RunDetail, nodeId: string | undefined): string {
  const name = run.steps.find((step) => step.nodeId === nodeId)?.name;
  return name ? `${name}:` : '';
}

function StepRow({ run, step }: { readonly run: RunDetail; readonly step: StepDetail }): JSX.Element {
  const { cards, view } = useEditor();
  const chosen = useView(({ selection }) => selection.length === 1 && selection[0] === step.nodeId && step.id === step.nodeId);
  const [open, setOpen] = useState(false);
  const card = cards.get(step.type);
  const inside = /\[(\d+)\]/.exec(step.id)?.[1];
  const shown = open || (chosen && step.status !== 'pending');
  return (
    <li>
      <button
        type="button"
        className={classes['rowButton']}
        aria-expanded={shown}
        onClick={() => {
          setOpen(!shown);
          view.setState({ selection: shown ? [] : [step.nodeId] });
        }}
      >
        <CategoryTile size="sm" category={card?.category ?? 'data'} icon={card?.icon ?? 'Puzzle'} />
        <span className={classes['rowName']}>
          {step.name}
          {inside !== undefined && <span className={classes['muted']}> · entry {Number(inside) + 1}</span>}
        </span>
        <span className={classes['rowLine']}>{step.status === 'succeeded' ? valueLine(step.output) : ''}</span>
        <StatusPill small status={step.status} warnings={step.warnings.length} />
      </button>
      {shown && <StepData run={run} step={step} />}
    </li>
  );
}

/** What came out and what went in, with what went wrong in words. */
export function StepData({ run, step }: { readonly run: RunDetail; readonly step: StepDetail }): JSX.Element {
  return (
    <div className={classes['rowBody']}>
      {step.error && (
        <div className={classes['problem']}>
          <p>{step.error.message}</p>
        </div>
      )}
      {step.warnings.map((warning) => (
        <p key={warning} className={classes['muted']}>
          {warning}
        </p>
      ))}
      {step.status === 'succeeded' && (
        <div className={classes['section']}>
          <h3>
            Output <PinButton step={step} />
          </h3>
          <StepValue runId={run.id} value={step.output} label={`Output of ${step.name}`} />
        </div>
      )}
      {isJsonObject(step.input) && Object.keys(step.input).length > 0 && (
        <details>
          <summary className={classes['muted']}>What it was given</summary>
          <StepValue runId={run.id} value={step.input} label={`Input of ${step.name}`} />
        </details>
      )}
    </div>
  );
}

/** Pinned data is what later tests use in place of running the step. */
function PinButton({ step }: { readonly step: StepDetail }): JSX.Element | null {
  const { draft, mayWrite } = useEditor();
  const document = useDocument();
  if (!mayWrite || !findNode(document, step.nodeId) || step.id !== step.nodeId || (isJsonObject(step.output) && '$artifact' in step.output))
    return null;
  const pinned = document.pins !== undefined && Object.hasOwn(document.pins, step.nodeId);
  return (
    <Button
      size="compact-xs"
      variant={pinned ? 'light' : 'subtle'}
      color={pinned ? 'brand' : 'gray'}
      leftSection={<IconPin size={13} />}
      aria-pressed={pinned}
      onClick={() =>
        draft.change([{ op: 'set_pin', nodeId: step.nodeId, ...(pinned ? {} : { value: step.output }) }], {
          label: pinned ? `Unpinned the data of ${step.name}` : `Pinned the data of ${step.name}`,
        })
      }
    >
      {pinned ? 'Pinned' : 'Pin'}
    </Button>
  );
}
