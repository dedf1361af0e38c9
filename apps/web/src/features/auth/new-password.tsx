import { PasswordInput } from '@mantine/core';
import type { JSX } from 'react';

export interface NewPasswordProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
}

export function NewPassword({ value, onChange }: NewPasswordProps): JSX.Element {
  return (
    <PasswordInput
      label="Password"
      description="At least 10 characters. A few unrelated words make a good one."
      name="new-password"
      autoComplete="new-password"
      required
      withAsterisk={false}
      minLength={10}
      size="md"
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
