import { checkExpression } from '@arches/kernel';
import { ActionIcon, Autocomplete, Button, NativeSelect, TextInput, Textarea } from '@mantine/core';
import { type JSX, useState } from 'react';
import { IconPlus, IconX } from '../../../ui/icons.ts';
import { type FieldProps, fieldId } from '../../../ui/schema-form/field-props.ts';
import { type Condition, conditionOf, type ConditionLine, expressionOf, type Operator, operatorWords } from '../model/condition-words.ts';
import { memberPath } from '../model/earlier-values.ts';
import { useEarlierValues, useKnownColumns, useStepInDock } from './step-context.ts';
import classes from './step.module.css';

const blank: ConditionLine = { left: '', operator: 'is', value: '' };

/** "amount · is more than · 500", one line each; whatever says more is written as an expression. */
export function ConditionField(props: FieldProps): JSX.Element {
  const { label, description, required, value, onChange, disabled } = props;
  const text = typeof value === 'string' ? value : '';
  const parsed = conditionOf(text);
  const [written, setWritten] = useState(parsed === undefined);
  // Lines being filled in are not an expression yet, so they are kept here.
  const [lines, setLines] = useState<Condition>(() => (parsed && parsed.lines.length > 0 ? parsed : { join: 'and', lines: [blank] }));
  const shown = parsed && parsed.lines.length > 0 && expressionOf(lines) !== expressionOf(parsed) ? parsed : lines;
  const names = useNames();
  if (written) return <WrittenCondition {...props} text={text} onBuild={parsed ? () => setWritten(false) : undefined} />;
  const set = (next: Condition): void => {
    setLines(next);
    const expression = expressionOf(next);
    onChange(expression === '' ? undefined : expression);
  };
  const setLine = (index: number, part: Partial<ConditionLine>): void =>
    set({ ...shown, lines: shown.lines.map((line, at) => (at === index ? { ...line, ...part } : line)) });
  return (
    <fieldset className={classes['group']} disabled={disabled}>
      <legend>
        {label}
        {required && ' *'}
      </legend>
      {description && <p className={classes['muted']}>{description}</p>}
      {shown.lines.map((line, index) => (
        <div key={index} className={classes['conditionLine']}>
          {index > 0 && (
            <NativeSelect
              aria-label="How the lines go together"
              size="xs"
              value={shown.join}
              data={[
                { value: 'and', label: 'and' },
                { value: 'or', label: 'or' },
              ]}
              onChange={(event) => set({ ...shown, join: event.currentTarget.value === 'or' ? 'or' : 'and' })}
            />
          )}
          <Autocomplete
            wrapperProps={{ 'data-whole': true }}
            aria-label={`Value to look at, line ${index + 1}`}
            size="xs"
            placeholder="Value"
            data={names.map(({ words }) => words)}
            value={names.find(({ path }) => path === line.left)?.words ?? line.left}
            onChange={(next) => setLine(index, { left: names.find(({ words }) => words === next)?.path ?? next.trim() })}
          />
          <NativeSelect
            aria-label={`How it is compared, line ${index + 1}`}
            size="xs"
            value={line.operator}
            data={Object.entries(operatorWords).map(([key, words]) => ({ value: key, label: words }))}
            onChange={(event) => setLine(index, { operator: event.currentTarget.value as Operator })}
          />
          {line.operator !== 'empty' && line.operator !== 'not_empty' ? (
            <TextInput
              aria-label={`Compared with, line ${index + 1}`}
              size="xs"
              placeholder="text or number"
              value={line.value}
              onChange={(event) => setLine(index, { value: event.currentTarget.value })}
            />
          ) : (
            <span />
          )}
          {shown.lines.length > 1 && (
            <ActionIcon
              size={26}
              aria-label={`Remove line ${index + 1}`}
              onClick={() => set({ ...shown, lines: shown.lines.filter((_, at) => at !== index) })}
            >
              <IconX size={14} />
            </ActionIcon>
          )}
        </div>
      ))}
      <div className={classes['rowOfButtons']}>
        <Button
          size="compact-xs"
          variant="default"
          leftSection={<IconPlus size={13} />}
          onClick={() => setLines({ ...shown, lines: [...shown.lines, blank] })}
        >
          Add a line
        </Button>
        <Button size="compact-xs" variant="subtle" color="gray" onClick={() => setWritten(true)}>
          Write it as an expression
        </Button>
      </div>
      <Problem text={text} error={props.errors[props.path]} />
    </fieldset>
  );
}

/** What a condition may look at, in words: columns of the row, fields of the start, earlier outputs. */
function useNames(): readonly { readonly words: string; readonly path: string }[] {
  const { card } = useStepInDock();
  const columns = useKnownColumns();
  const values = useEarlierValues();
  const perRow = card?.category === 'data';
  return [
    ...(perRow ? columns.map((column) => ({ words: column, path: memberPath('item', column) })) : []),
    ...values.filter(({ kind }) => kind !== 'list').map(({ label, expression }) => ({ words: label, path: expression })),
  ].filter(({ words }, index, all) => all.findIndex((other) => other.words === words) === index);
}

function WrittenCondition({
  path,
  label,
  description,
  required,
  errors,
  disabled,
  onChange,
  text,
  onBuild,
}: FieldProps & { readonly text: string; readonly onBuild: (() => void) | undefined }): JSX.Element {
  const problem = text.trim() === '' ? undefined : checkExpression(text)?.message;
  return (
    <div className={classes['stack']}>
      <Textarea
        id={fieldId(path)}
        className={classes['mono'] ?? ''}
        label={label}
        description={description}
        withAsterisk={required}
        error={errors[path] ?? problem}
        disabled={disabled}
        autosize
        minRows={2}
        placeholder="item.amount > 100 && item.city == &quot;Berlin&quot;"
        value={text}
        onChange={(event) => onChange(event.currentTarget.value === '' ? undefined : event.currentTarget.value)}
      />
      {onBuild && (
        <div>
          <Button size="compact-xs" variant="subtle" color="gray" onClick={onBuild}>
            Build it from lines
          </Button>
        </div>
      )}
    </div>
  );
}

function Problem({ text, error }: { readonly text: string; readonly error: string | undefined }): JSX.Element | null {
  const message = error ?? (text.trim() === '' ? undefined : checkExpression(text)?.message);
  return message ? <p className={classes['error']}>{message}</p> : null;
}
