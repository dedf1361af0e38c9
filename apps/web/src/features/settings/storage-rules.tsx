import { Button, NumberInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type JSX, useState } from 'react';
import { type ApiOutputs, api } from '../../lib/api.ts';
import { count, sizeWords } from '../../lib/format.ts';
import { notifyDone } from '../../lib/notify.ts';
import { useMay } from '../../lib/session.ts';
import { storagePreviewQuery, storageQuery } from '../../lib/storage.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ErrorState } from '../../ui/states.tsx';
import forms from './settings-page.module.css';
import { useAttempt } from './use-attempt.ts';

type Storage = ApiOutputs['storage']['get'];

/** As all sizes are said here: powers of a thousand. */
const gigabyte = 1e9;
const numberOf = (value: string | number): number | null => (value === '' ? null : Number(value));

/** How long runs are kept and how much the organisation may keep, with what that would delete before it is saved. */
export function StorageRules({ storage }: { readonly storage: Storage }): JSX.Element {
  const client = useQueryClient();
  const may = useMay('settings:manage');
  const { rules, defaults, frees } = storage;
  const [liveDays, setLiveDays] = useState(rules.liveDays);
  const [testDays, setTestDays] = useState(rules.testDays);
  const [gigabytes, setGigabytes] = useState(rules.budgetBytes === null ? null : rules.budgetBytes / gigabyte);
  const [asks, setAsks] = useState(false);
  const { busy, failure, errors, run } = useAttempt();
  const isChanged = liveDays !== rules.liveDays || testDays !== rules.testDays;
  const preview = useQuery({ ...storagePreviewQuery(liveDays, testDays), enabled: isChanged });
  const more = isChanged && preview.data ? preview.data.runs - frees.now.runs : 0;
  const save = async (): Promise<void> => {
    const isSaved = await run(async () => {
      const budgetBytes = gigabytes === null ? null : Math.round(gigabytes * gigabyte);
      client.setQueryData(storageQuery.queryKey, await api.storage.save({ liveDays, testDays, budgetBytes }));
      notifyDone('Saved.');
    });
    if (isSaved) setAsks(false);
  };
  return (
    <Panel title="How long, and how much">
      <form
        className={forms['form']}
        onSubmit={(event) => {
          event.preventDefault();
          if (more > 0) setAsks(true);
          else void save();
        }}
      >
        <DaysInput
          label="Keep live runs for"
          description={`A workflow’s own setting goes before it. Empty: ${count(defaults.liveDays, 'day')}.`}
          usual={defaults.liveDays}
          disabled={!may}
          value={liveDays}
          onChange={setLiveDays}
          error={errors['liveDays']}
        />
        <DaysInput
          label="Keep tests for"
          description={`Empty: ${count(defaults.testDays, 'day')}.`}
          usual={defaults.testDays}
          disabled={!may}
          value={testDays}
          onChange={setTestDays}
          error={errors['testDays']}
        />
        <NumberInput
          label="All runs together may keep"
          description="A run that would go beyond it fails and says so. Empty: no limit."
          suffix=" GB"
          min={0.001}
          decimalScale={3}
          disabled={!may}
          value={gigabytes ?? ''}
          onChange={(value) => setGigabytes(numberOf(value))}
          error={errors['budgetBytes']}
        />
        <p className={forms['muted']} aria-live="polite">
          {isChanged && preview.data && previewWords(preview.data)}
        </p>
        {failure && !asks && <ErrorState compact title="Not saved" error={failure} />}
        {may && (
          <div>
            <Button type="submit" loading={busy}>
              Save
            </Button>
          </div>
        )}
      </form>
      {asks && preview.data && (
        <ConfirmDialog title="Keep runs for a shorter time?" confirm="Save" danger onConfirm={save} onClose={() => setAsks(false)}>
          {previewWords(preview.data)} They go with the next clean-up, for good.
          {failure && <ErrorState compact title="Not saved" error={failure} />}
        </ConfirmDialog>
      )}
    </Panel>
  );
}

interface DaysInputProps {
  readonly label: string;
  readonly description: string;
  /** What holds while it is empty. */
  readonly usual: number;
  readonly disabled: boolean;
  readonly value: number | null;
  readonly onChange: (days: number | null) => void;
  readonly error: string | undefined;
}

function DaysInput({ usual, value, onChange, ...rest }: DaysInputProps): JSX.Element {
  return (
    <NumberInput
      {...rest}
      placeholder={String(usual)}
      suffix=" days"
      min={1}
      max={36_500}
      allowDecimal={false}
      value={value ?? ''}
      onChange={(next) => onChange(numberOf(next))}
    />
  );
}

function previewWords({ runs, bytes }: { readonly runs: number; readonly bytes: number }): string {
  return runs === 0
    ? 'By these rules no run is over now.'
    : `By these rules ${count(runs, 'run')} with ${sizeWords(bytes)} would be over now.`;
}
