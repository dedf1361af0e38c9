import { Fieldset, NumberInput, Stack } from '@mantine/core';
import type { JSX } from 'react';

/** What one run may take; `undefined`: as usual. */
export interface RunAmounts {
  readonly budgetUsd: number | undefined;
  readonly budgetBytes: number | undefined;
  /** Days that runs are kept. */
  readonly days: number | undefined;
}

const megabyte = 1_000_000;
const numberOf = (value: string | number): number | undefined => (value === '' || value === '-' ? undefined : Number(value));

export function RunAmountFields({
  amounts,
  onChange,
  disabled,
}: {
  readonly amounts: RunAmounts;
  readonly onChange: (amounts: RunAmounts) => void;
  readonly disabled: boolean;
}): JSX.Element {
  const { budgetUsd, budgetBytes, days } = amounts;
  return (
    <Fieldset legend="One run, a test as well" disabled={disabled}>
      <Stack gap={12}>
        <NumberInput
          label="May spend on models"
          description="A call that could go beyond it is not made, and its step fails. Empty: no limit."
          prefix="$"
          min={0}
          max={1_000_000}
          decimalScale={6}
          value={budgetUsd ?? ''}
          onChange={(value) => onChange({ ...amounts, budgetUsd: numberOf(value) })}
        />
        <NumberInput
          label="May keep"
          description="Its values and files together. Empty: 1,074 MB."
          suffix=" MB"
          min={0.07}
          max={1_000_000}
          decimalScale={3}
          value={budgetBytes === undefined ? '' : budgetBytes / megabyte}
          onChange={(value) => {
            const megabytes = numberOf(value);
            onChange({ ...amounts, budgetBytes: megabytes === undefined ? undefined : Math.round(megabytes * megabyte) });
          }}
        />
        <NumberInput
          label="Is kept for"
          description="Empty: as long as the organisation’s storage settings say."
          suffix={days === 1 ? ' day' : ' days'}
          min={1}
          max={36_500}
          allowDecimal={false}
          value={days ?? ''}
          onChange={(value) => onChange({ ...amounts, days: numberOf(value) })}
        />
      </Stack>
    </Fieldset>
  );
}
