import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type JSX, useState } from 'react';
import type { ApiOutputs } from '../../lib/api.ts';
import { shownError } from '../../lib/errors.ts';
import { costWords } from '../../lib/format.ts';
import { modelsQuery } from '../../lib/queries.ts';
import { useMay } from '../../lib/session.ts';
import { IconCheck, IconCpu, IconPlugConnected, IconSparkles } from '../../ui/icons.ts';
import { Page, PageHeader } from '../../ui/page-header.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ErrorState, LoadingRows } from '../../ui/states.tsx';
import { ConnectDialog } from './connect-dialog.tsx';
import { ModelList } from './model-list.tsx';
import classes from './models-page.module.css';

type Models = ApiOutputs['models']['list'];

export function ModelsPage(): JSX.Element {
  const models = useQuery(modelsQuery);
  const [open, setOpen] = useState(false);
  const may = useMay('model:manage');
  const connect = may && (
    <Button leftSection={<IconPlugConnected size={16} />} onClick={() => setOpen(true)}>
      Connect a model
    </Button>
  );
  return (
    <Page>
      <PageHeader title="AI models" actions={models.data?.connected ? connect : undefined}>
        Bring your own: any OpenAI-compatible service, Anthropic, or a model on your own machine with Ollama.
      </PageHeader>
      {models.isPending && <LoadingRows />}
      {models.isError && !models.data && (
        <ErrorState title="The models could not be read" error={shownError(models.error)} onRetry={() => void models.refetch()} />
      )}
      {models.data && !models.data.connected && <NoModel action={connect} />}
      {models.data && models.data.items.length > 0 && <ModelList models={models.data.items} />}
      {models.data && <Facts models={models.data} />}
      {open && <ConnectDialog onClose={() => setOpen(false)} />}
    </Page>
  );
}

function NoModel({ action }: { readonly action: JSX.Element | false }): JSX.Element {
  return (
    <section className={classes['hero']} aria-label="No model connected">
      <span className={classes['tile']} aria-hidden>
        <IconSparkles size={24} stroke={1.6} />
      </span>
      <div>
        <h2>No model connected, and most things work</h2>
        <p>
          Building workflows from a sentence, grouping by meaning and every ordinary step run on this machine without a key. With a model
          they get better, and steps that write text can be used.
        </p>
      </div>
      {action}
    </section>
  );
}

function Facts({ models }: { readonly models: Models }): JSX.Element {
  return (
    <div className={classes['columns']} data-single={models.withoutModel.length === 0 || undefined}>
      {models.withoutModel.length > 0 && (
        <Panel title={models.connected ? 'What works without a model' : 'What works right now'} flush>
          <ul className={classes['list']}>
            {models.withoutModel.map(({ type, title, method }) => (
              <li key={type}>
                <IconCheck size={16} aria-hidden />
                <div>
                  <strong>{title}</strong>
                  <span>{method}</span>
                </div>
              </li>
            ))}
          </ul>
        </Panel>
      )}
      <div className={classes['side']}>
        <Panel title="Spend">
          <p className={classes['number']}>{costWords(models.spentUsd28d)}</p>
          <p className={classes['muted']}>on models in the last 28 days. Calls whose price is unknown are not counted.</p>
        </Panel>
        <Panel title="On this machine">
          <p className={classes['line']}>
            <IconCpu size={18} stroke={1.7} aria-hidden />
            <strong>{models.embedding.model}</strong>
          </p>
          <p className={classes['muted']}>
            Compares texts by meaning, offline ({models.embedding.dimensions} dimensions).{' '}
            {models.embedding.ready ? 'Ready.' : 'It loads on first use.'}
          </p>
        </Panel>
      </div>
    </div>
  );
}
