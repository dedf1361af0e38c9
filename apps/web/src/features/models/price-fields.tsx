import { Group, NumberInput } from '@mantine/core';
import type { JSX } from 'react';

/** As typed; empty where nothing is said. */
export interface PriceText {
  readonly inputUsd: string | number;
  readonly outputUsd: string | number;
}

/** Both or neither: half a price is none. */
export function priceOf({ inputUsd, outputUsd }: PriceText): { readonly inputUsd: number; readonly outputUsd: number } | undefined {
  return inputUsd === '' || outputUsd === '' ? undefined : { inputUsd: Number(inputUsd), outputUsd: Number(outputUsd) };
}

export function PriceFields({
  price,
  onChange,
}: {
  readonly price: PriceText;
  readonly onChange: (price: PriceText) => void;
}): JSX.Element {
  return (
    <Group grow align="start" gap={8}>
      <NumberInput
        label="Price of a million tokens read"
        description="Empty: by our list, where it knows the model."
        prefix="$"
        min={0}
        max={1_000_000}
        decimalScale={6}
        value={price.inputUsd}
        onChange={(inputUsd) => onChange({ ...price, inputUsd })}
      />
      <NumberInput
        label="Price of a million tokens written"
        description="In US dollars, as the provider’s price page has it."
        prefix="$"
        min={0}
        max={1_000_000}
        decimalScale={6}
        value={price.outputUsd}
        onChange={(outputUsd) => onChange({ ...price, outputUsd })}
      />
    </Group>
  );
}
