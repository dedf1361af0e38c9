import { Button, Group, Modal, NumberInput, Select, Stack } from '@mantine/core';
import type { WorkflowSettings } from '@arches/kernel';
import { type JSX, useState } from 'react';
import { useDocument, useEditor } from '../editor-context.ts';
import { type RunAmounts, RunAmountFields } from './run-amount-fields.tsx';

type Priority = NonNullable<WorkflowSettings['priority']>;

const stretches = [
  { value: '1', label: 'a second' },
  { value: '60', label: 'a minute' },
  { value: '3600', label: 'an hour' },
  { value: '86400', label: 'a day' },
];
const priorities = [
  { value: 'high', label: 'Before others' },
  { value: 'normal', label: 'Like others' },
  { value: 'low', label: 'After others' },
];
const numberOf = (value: string | number): number | undefined => (value === '' ? undefined : Number(value));

/** How many live runs of this workflow may work and begin, whose turn comes first where there is a line, and what one run may spend and keep. */
export function LimitsDialog({ onClose }: { readonly onClose: () => void }): JSX.Element {
  const { draft, mayWrite } = useEditor();
  const settings = useDocument().settings ?? {};
  const [atOnce, setAtOnce] = useState(settings.maxConcurrentRuns);
  const [count, setCount] = useState(settings.rate?.count);
  const [perSeconds, setPerSeconds] = useState(settings.rate?.perSeconds ?? 60);
  const [priority, setPriority] = useState<Priority>(settings.priority ?? 'normal');
  const [amounts, setAmounts] = useState<RunAmounts>({
    budgetUsd: settings.budgetUsd,
    budgetBytes: settings.budgetBytes,
    days: settings.retention?.days,
  });
  const known = stretches.some(({ value }) => value === String(perSeconds));

  function save(): void {
    const {
      maxConcurrentRuns: _atOnce,
      rate: _rate,
      priority: _priority,
      budgetUsd: _usd,
      budgetBytes: _bytes,
      retention: _kept,
      ...rest
    } = settings;
    const { budgetUsd, budgetBytes, days } = amounts;
    const value: WorkflowSettings = {
      ...rest,
      ...(atOnce === undefined ? {} : { maxConcurrentRuns: atOnce }),
      ...(count === undefined ? {} : { rate: { count, perSeconds } }),
      ...(priority === 'normal' ? {} : { priority }),
      ...(budgetUsd === undefined ? {} : { budgetUsd }),
      ...(budgetBytes === undefined ? {} : { budgetBytes }),
      ...(days === undefined ? {} : { retention: { days } }),
    };
    draft.change([{ op: 'set_meta', field: 'settings', value }], { label: 'Changed the limits' });
    onClose();
  }

  return (
    <Modal opened onClose={onClose} title="Limits of this workflow" centered closeButtonProps={{ 'aria-label': 'Close' }}>
      <Stack gap={16}>
        <p style={{ margin: 0, color: 'var(--a-muted)', fontSize: 13 }}>
          Runs over a limit are accepted and stand in line; tests are not limited. Changes hold once you publish.
        </p>
        <NumberInput
          label="Runs at once"
          description="Empty: no limit. Runs that wait for people or times do not count."
          min={1}
          allowDecimal={false}
          disabled={!mayWrite}
          value={atOnce ?? ''}
          onChange={(value) => setAtOnce(numberOf(value))}
        />
        <Group align="end" gap={8} wrap="nowrap">
          <NumberInput
            label="Runs that begin"
            description="Empty: no limit."
            min={1}
            allowDecimal={false}
            disabled={!mayWrite}
            value={count ?? ''}
            onChange={(value) => setCount(numberOf(value))}
            flex={1}
          />
          <Select
            aria-label="In which time"
            disabled={!mayWrite}
            data={known ? stretches : [...stretches, { value: String(perSeconds), label: `in ${perSeconds} s` }]}
            value={String(perSeconds)}
            onChange={(value) => setPerSeconds(Number(value ?? 60))}
            w={140}
          />
        </Group>
        <Select
          label="Turn in line"
          description="Waiting raises it: everybody’s turn comes."
          disabled={!mayWrite}
          data={priorities}
          value={priority}
          onChange={(value) => setPriority(value === 'high' || value === 'low' ? value : 'normal')}
        />
        <RunAmountFields amounts={amounts} onChange={setAmounts} disabled={!mayWrite} />
        <Group justify="flex-end" gap={8}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          {mayWrite && <Button onClick={save}>Save</Button>}
        </Group>
      </Stack>
    </Modal>
  );
}
