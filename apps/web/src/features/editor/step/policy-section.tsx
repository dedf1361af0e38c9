import type { NodeCard, NodePolicy, WorkflowNode } from '@arches/kernel';
import { NativeSelect, NumberInput, Switch } from '@mantine/core';
import type { JSX } from 'react';
import { useEditor } from '../editor-context.ts';
import classes from './step.module.css';

/** What happens when the step fails: how often it tries, how long it may take, and what comes then. */
export function PolicySection({ node, card }: { readonly node: WorkflowNode; readonly card: NodeCard | undefined }): JSX.Element | null {
  const { draft, mayWrite, cards } = useEditor();
  if (!card || card.kind === 'trigger') return null;
  const policy = node.policy ?? {};
  const attempts = policy.retry?.maxAttempts ?? card.retry?.maxAttempts ?? 1;
  const set = (part: { [Key in keyof NodePolicy]: NodePolicy[Key] | undefined }): void => {
    const next = Object.fromEntries(Object.entries({ ...policy, ...part }).filter(([, value]) => value !== undefined));
    const label = `Changed what happens when ${node.name || (cards.get(node.type)?.title ?? node.id)} fails`;
    draft.change([{ op: 'set_node', nodeId: node.id, field: 'policy', ...(Object.keys(next).length > 0 ? { value: next } : {}) }], {
      label,
      key: `${node.id} policy`,
    });
  };
  return (
    <details className={classes['policy']}>
      <summary>When it fails</summary>
      <div className={classes['stack']}>
        {card.kind !== 'wait' && (
          <div className={classes['pair']}>
            <NumberInput
              label="Tries"
              description="All attempts, the first included."
              disabled={!mayWrite}
              min={1}
              max={20}
              value={attempts}
              onChange={(next) =>
                set({ retry: Number(next) > 1 ? { ...policy.retry, maxAttempts: Math.min(20, Number(next)) } : { maxAttempts: 1 } })
              }
            />
            <NumberInput
              label="Time limit"
              description="Seconds; empty: its own."
              disabled={!mayWrite}
              min={1}
              value={policy.timeoutMs === undefined ? '' : policy.timeoutMs / 1000}
              onChange={(next) => set({ timeoutMs: next === '' || Number(next) <= 0 ? undefined : Math.round(Number(next) * 1000) })}
            />
          </div>
        )}
        {attempts > 1 && (
          <NumberInput
            label="Wait before the second try"
            description="Seconds; each further wait is longer."
            disabled={!mayWrite}
            min={0}
            value={(policy.retry?.initialDelayMs ?? card.retry?.initialDelayMs ?? 1000) / 1000}
            onChange={(next) => set({ retry: { ...policy.retry, maxAttempts: attempts, initialDelayMs: Math.round(Number(next) * 1000) } })}
          />
        )}
        <NativeSelect
          label="Then"
          disabled={!mayWrite}
          value={policy.onError ?? 'fail'}
          data={[
            { value: 'fail', label: 'Stop the run' },
            { value: 'continue', label: 'Go on without its result' },
            { value: 'route', label: 'Take a branch of its own' },
            { value: 'ask', label: 'Ask a person' },
          ]}
          onChange={(event) =>
            set({ onError: event.currentTarget.value === 'fail' ? undefined : (event.currentTarget.value as 'continue' | 'route' | 'ask') })
          }
        />
        <Switch
          label="Switched on"
          disabled={!mayWrite}
          checked={!node.disabled}
          onChange={(event) =>
            draft.change(
              [{ op: 'set_node', nodeId: node.id, field: 'disabled', ...(event.currentTarget.checked ? {} : { value: true }) }],
              { label: event.currentTarget.checked ? 'Switched on' : 'Switched off' },
            )
          }
        />
      </div>
    </details>
  );
}
