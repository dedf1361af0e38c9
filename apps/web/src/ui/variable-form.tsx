import { Button, Group, NativeSelect, Stack, Textarea, TextInput } from '@mantine/core';
import { type JSX, type ReactNode, useState } from 'react';
import { ErrorState } from './states.tsx';

export interface VariableInput {
  readonly name: string;
  readonly value: unknown;
  readonly description: string;
}

export interface VariableFormProps {
  /** What the fields begin with. */
  readonly start: VariableInput;
  /** The name is given by who asks for the variable. */
  readonly fixedName?: boolean;
  /** Names of the others. */
  readonly taken: readonly string[];
  readonly submit: string;
  readonly busy: boolean;
  readonly failure: { readonly code: string; readonly message: string } | undefined;
  /** What changing the name to this one means. */
  readonly note?: (name: string) => ReactNode;
  readonly onSubmit: (input: VariableInput) => void;
  readonly onClose: () => void;
}

const kinds = [
  { value: 'text', label: 'Text' },
  { value: 'number', label: 'Number' },
  { value: 'boolean', label: 'Yes or no' },
  { value: 'json', label: 'List or object (JSON)' },
] as const;
type Kind = (typeof kinds)[number]['value'];

/** Name, value and description of a variable. Values keep their kind: a number stays one in expressions. */
export function VariableForm({ start, fixedName, taken, submit, busy, failure, note, onSubmit, onClose }: VariableFormProps): JSX.Element {
  const [name, setName] = useState(start.name);
  const [kind, setKind] = useState<Kind>(kindOf(start.value));
  const [text, setText] = useState(textOf(start.value));
  const [description, setDescription] = useState(start.description);
  const [tried, setTried] = useState(false);
  const read = valueOf(kind, text);
  const nameProblem = problemOfName(name.trim(), taken);
  const valueProblem = 'problem' in read ? read.problem : undefined;
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (nameProblem === undefined && !('problem' in read)) onSubmit({ name: name.trim(), value: read.value, description });
      }}
    >
      <Stack gap={14}>
        <TextInput
          label="Name"
          description="Letters, digits and _; steps read it as vars.name."
          placeholder="e.g. shop_url"
          maxLength={64}
          autoComplete="off"
          spellCheck={false}
          readOnly={fixedName ?? false}
          {...(fixedName ? {} : { 'data-autofocus': true })}
          value={name}
          error={tried && nameProblem}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        {note?.(name.trim())}
        <NativeSelect label="Kind" value={kind} data={[...kinds]} onChange={(event) => setKind(event.currentTarget.value as Kind)} />
        {kind === 'boolean' ? (
          <NativeSelect
            label="Value"
            value={text === 'true' ? 'true' : 'false'}
            data={[
              { value: 'true', label: 'Yes' },
              { value: 'false', label: 'No' },
            ]}
            onChange={(event) => setText(event.currentTarget.value)}
          />
        ) : (
          <Textarea
            label="Value"
            autosize
            minRows={kind === 'json' ? 4 : 1}
            maxRows={12}
            spellCheck={false}
            inputMode={kind === 'number' ? 'decimal' : 'text'}
            {...(fixedName ? { 'data-autofocus': true } : {})}
            value={text}
            error={tried && valueProblem}
            onChange={(event) => setText(event.currentTarget.value)}
          />
        )}
        <TextInput
          label="What it is for"
          maxLength={500}
          value={description}
          onChange={(event) => setDescription(event.currentTarget.value)}
        />
        {failure && <ErrorState compact title="Not saved" error={failure} />}
        <Group justify="flex-end" gap={8}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={busy}>
            {submit}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function problemOfName(name: string, taken: readonly string[]): string | undefined {
  if (!/^[A-Za-z]\w*$/.test(name)) return 'Begin with a letter; then letters, digits and _, such as shop_url.';
  return taken.includes(name) ? 'There is a variable with this name already.' : undefined;
}

function kindOf(value: unknown): Kind {
  if (typeof value === 'string') return 'text';
  if (typeof value === 'number') return 'number';
  return typeof value === 'boolean' ? 'boolean' : 'json';
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value, null, 2);
}

function valueOf(kind: Kind, text: string): { readonly value: unknown } | { readonly problem: string } {
  if (kind === 'text') return { value: text };
  if (kind === 'boolean') return { value: text === 'true' };
  if (kind === 'number') {
    const value = Number(text.trim().replace(/^(-?\d+),(\d+)$/, '$1.$2'));
    return text.trim() === '' || !Number.isFinite(value) ? { problem: 'Write a number, such as 19 or 0.19.' } : { value };
  }
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return { problem: 'This is not JSON. Write it as ["a", "b"] or {"name": "value"}.' };
  }
}
