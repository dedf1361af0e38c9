import { type CachePolicy, changesOutside, type NodeCard, type WorkflowNode } from '@arches/kernel';
import { Button, NativeSelect } from '@mantine/core';
import { type JSX, useState } from 'react';
import { api } from '../../../lib/api.ts';
import { count } from '../../../lib/format.ts';
import { notifyDone, notifyError } from '../../../lib/notify.ts';
import { useEditor } from '../editor-context.ts';
import { DurationField } from './duration-field.tsx';
import { TextWithValues } from './text-with-values.tsx';
import classes from './step.module.css';

const hour: CachePolicy = { ttlSeconds: 3600 };

/** Whether an earlier result of the step is used again, for how long, and what tells results apart. */
export function CacheSection({ node, card }: { readonly node: WorkflowNode; readonly card: NodeCard | undefined }): JSX.Element | null {
  const { draft, mayWrite, cards, workflowId } = useEditor();
  const { cache, ...rest } = node.policy ?? {};
  const isPossible = card?.kind === 'effect' && !changesOutside(card, node.config);
  if (!isPossible && !cache) return null;
  const name = node.name || (cards.get(node.type)?.title ?? node.id);
  const set = (next: { [Key in keyof CachePolicy]: CachePolicy[Key] | undefined } | undefined): void => {
    const kept = next && (Object.fromEntries(Object.entries(next).filter(([, value]) => value !== undefined)) as unknown as CachePolicy);
    const policy = { ...rest, ...(kept ? { cache: kept } : {}) };
    draft.change([{ op: 'set_node', nodeId: node.id, field: 'policy', ...(Object.keys(policy).length > 0 ? { value: policy } : {}) }], {
      label: `Changed when the result of ${name} is used again`,
      key: `${node.id} policy cache`,
    });
  };
  const field = { schema: {}, root: {}, required: false, errors: {}, disabled: !mayWrite };
  return (
    <details className={classes['policy']}>
      <summary>Using its result again</summary>
      <div className={classes['stack']}>
        <NativeSelect
          label="An earlier result"
          description="Tests never use one; a rerun makes a new one."
          disabled={!mayWrite}
          value={cache ? (cache.use ?? 'fresh') : 'never'}
          data={[
            { value: 'never', label: 'Is not used: run the step each time' },
            { value: 'fresh', label: 'Is used instead of running the step' },
            { value: 'on_error', label: 'Stands in when the step has failed' },
          ]}
          onChange={(event) => {
            const wanted = event.currentTarget.value;
            if (wanted === 'never') set(undefined);
            else set({ ...(cache ?? hour), use: wanted === 'on_error' ? 'on_error' : undefined });
          }}
        />
        {cache && (
          <>
            <DurationField
              {...field}
              path="cache.ttlSeconds"
              label="For how long"
              value={cache.ttlSeconds}
              onChange={(next) => set({ ...cache, ttlSeconds: typeof next === 'number' && next > 0 ? next : 1 })}
            />
            <TextWithValues
              {...field}
              schema={{ type: 'string' }}
              path="cache.key"
              label="Told apart by"
              description="Empty: by everything that the step is given."
              value={cache.key}
              onChange={(next) => set({ ...cache, key: typeof next === 'string' ? next : undefined })}
              long={false}
            />
            <NativeSelect
              label="Used by runs of"
              disabled={!mayWrite}
              value={cache.scope ?? 'workflow'}
              data={[
                { value: 'workflow', label: 'This workflow' },
                { value: 'organization', label: 'Every workflow that shares its results too' },
              ]}
              onChange={(event) => set({ ...cache, scope: event.currentTarget.value === 'organization' ? 'organization' : undefined })}
            />
            {mayWrite && <ForgetButton workflowId={workflowId} />}
          </>
        )}
      </div>
    </details>
  );
}

function ForgetButton({ workflowId }: { readonly workflowId: string }): JSX.Element {
  const [busy, setBusy] = useState(false);
  async function forget(): Promise<void> {
    setBusy(true);
    try {
      const { forgotten } = await api.workflows.forgetResults({ id: workflowId });
      notifyDone(forgotten === 0 ? 'There were no kept results.' : `${count(forgotten, 'kept result')} forgotten. Steps run anew.`);
    } catch (error) {
      notifyError('Kept results were not forgotten', error);
    } finally {
      setBusy(false);
    }
  }
  return (
    <Button size="compact-sm" variant="default" loading={busy} onClick={() => void forget()}>
      Forget this workflow’s kept results
    </Button>
  );
}
