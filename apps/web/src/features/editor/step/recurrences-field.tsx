import { type Recurrence, recurrenceUnits, recurrenceWords, scheduleOfConfig, type Weekday, weekdays } from '@arches/kernel';
import { ActionIcon, Button, Chip, NativeSelect, NumberInput, TextInput } from '@mantine/core';
import type { JSX } from 'react';
import { IconPlus, IconX } from '../../../ui/icons.ts';
import type { FieldProps } from '../../../ui/schema-form/field-props.ts';
import { NextTimes } from './next-times.tsx';
import { useStepInDock } from './step-context.ts';
import classes from './step.module.css';

const workweek: readonly Weekday[] = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'];

/** A schedule's rules in words, several of them one schedule, with the next times of all together. */
export function RecurrencesField({ label, value, onChange, disabled }: FieldProps): JSX.Element {
  const { node } = useStepInDock();
  const rules = scheduleOfConfig({ rules: value }).rules ?? [];
  const set = (next: readonly Recurrence[]): void => onChange(next.length === 0 ? undefined : next);
  return (
    <fieldset className={classes['group']} disabled={disabled}>
      <legend>{label}</legend>
      {rules.map((rule, index) => (
        <RuleFields
          key={index}
          rule={rule}
          onChange={(next) => set(rules.map((each, at) => (at === index ? next : each)))}
          onRemove={() => set(rules.filter((_, at) => at !== index))}
        />
      ))}
      <div>
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconPlus size={14} />}
          onClick={() => set([...rules, { unit: 'weeks', weekdays: workweek, at: ['08:00'] }])}
        >
          {rules.length === 0 ? 'Add times in words' : 'Add other times'}
        </Button>
      </div>
      <NextTimes config={node.config} />
    </fieldset>
  );
}

interface RuleFieldsProps {
  readonly rule: Recurrence;
  readonly onChange: (rule: Recurrence) => void;
  readonly onRemove: () => void;
}

function RuleFields({ rule, onChange, onRemove }: RuleFieldsProps): JSX.Element {
  const set = (part: { readonly [Key in keyof Recurrence]?: Recurrence[Key] | undefined }): void =>
    onChange(Object.fromEntries(Object.entries({ ...rule, ...part }).filter(([, value]) => value !== undefined)) as unknown as Recurrence);
  const isInterval = rule.unit === 'minutes' || rule.unit === 'hours';
  const words = recurrenceWords(rule);
  return (
    <div className={classes['formField']} role="group" aria-label={words}>
      <div className={classes['conditionLine']}>
        <NumberInput
          aria-label="Every so many"
          prefix="Every "
          min={1}
          max={1000}
          value={rule.every ?? 1}
          onChange={(next) => set({ every: Math.min(1000, Math.max(1, Math.round(Number(next)) || 1)) })}
        />
        <NativeSelect
          aria-label="Unit"
          value={rule.unit}
          data={[...recurrenceUnits]}
          onChange={(event) => onChange(changedUnit(rule, event.currentTarget.value as Recurrence['unit']))}
        />
        <ActionIcon aria-label={`Remove: ${words}`} onClick={onRemove}>
          <IconX size={15} />
        </ActionIcon>
      </div>
      {rule.unit === 'months' && <MonthFields rule={rule} set={set} />}
      {(rule.unit !== 'months' || (rule.nth?.length ?? 0) > 0) && rule.unit !== 'days' && <Weekdays rule={rule} set={set} />}
      {isInterval ? (
        <div className={classes['pair']}>
          <TimeInput label="From" value={rule.from} onChange={(from) => set({ from })} />
          <TimeInput label="Until" value={rule.until} onChange={(until) => set({ until })} />
        </div>
      ) : (
        <Times times={rule.at ?? ['00:00']} onChange={(at) => set({ at })} />
      )}
      {(rule.every ?? 1) > 1 && !isInterval && (
        <TextInput
          type="date"
          label="Counted from"
          value={rule.startOn ?? ''}
          onChange={(event) => set({ startOn: event.currentTarget.value || undefined })}
        />
      )}
    </div>
  );
}

type Set = (part: { readonly [Key in keyof Recurrence]?: Recurrence[Key] | undefined }) => void;

/** What another unit takes along: fields that it does not know would be refused. */
function changedUnit(rule: Recurrence, unit: Recurrence['unit']): Recurrence {
  const every = rule.every === undefined ? {} : { every: rule.every };
  const at = rule.at ?? ['08:00'];
  switch (unit) {
    case 'minutes':
    case 'hours':
      return { ...every, unit };
    case 'days':
      return { ...every, unit, at };
    case 'weeks':
      return { ...every, unit, weekdays: rule.weekdays ?? workweek, at };
    case 'months':
      return { ...every, unit, monthDays: [1], at };
  }
}

function Weekdays({ rule, set }: { readonly rule: Recurrence; readonly set: Set }): JSX.Element {
  return (
    <Chip.Group
      multiple
      value={[...(rule.weekdays ?? [])]}
      onChange={(days: string[]) => set({ weekdays: days.length === 0 ? undefined : weekdays.filter((day) => days.includes(day)) })}
    >
      <div className={classes['days']} role="group" aria-label="Days of the week">
        {weekdays.map((day) => (
          <Chip key={day} size="xs" value={day}>
            {day.charAt(0).toUpperCase() + day.slice(1, 3)}
          </Chip>
        ))}
      </div>
    </Chip.Group>
  );
}

const places = [
  { value: 'day', label: 'On a day of the month' },
  { value: '-1', label: 'On the last day of the month' },
  { value: 'nth 1', label: 'On the first … of the month' },
  { value: 'nth 2', label: 'On the second … of the month' },
  { value: 'nth 3', label: 'On the third … of the month' },
  { value: 'nth 4', label: 'On the fourth … of the month' },
  { value: 'nth -1', label: 'On the last … of the month' },
];

function MonthFields({ rule, set }: { readonly rule: Recurrence; readonly set: Set }): JSX.Element {
  const [nth] = rule.nth ?? [];
  const [day = 1] = rule.monthDays ?? [];
  const place = nth === undefined ? (day === -1 ? '-1' : 'day') : `nth ${nth}`;
  const choose = (next: string): void => {
    if (next.startsWith('nth ')) return set({ nth: [Number(next.slice(4))], monthDays: undefined, weekdays: rule.weekdays ?? ['monday'] });
    set({ nth: undefined, weekdays: undefined, monthDays: [next === '-1' ? -1 : 1] });
  };
  return (
    <>
      <NativeSelect aria-label="Which day" value={place} data={places} onChange={(event) => choose(event.currentTarget.value)} />
      {place === 'day' && (
        <NumberInput
          label="Day of the month"
          description={day > 28 ? 'Months without that day have no time.' : undefined}
          min={1}
          max={31}
          value={day}
          onChange={(next) => set({ monthDays: [Math.min(31, Math.max(1, Math.round(Number(next)) || 1))] })}
        />
      )}
    </>
  );
}

function Times({
  times,
  onChange,
}: {
  readonly times: readonly string[];
  readonly onChange: (times: readonly string[]) => void;
}): JSX.Element {
  return (
    <div className={classes['rowOfButtons']} role="group" aria-label="Times of day">
      {times.map((time, index) => (
        <span key={index} className={classes['rowOfButtons']}>
          <TimeInput
            label={times.length === 1 ? 'At' : `At, ${index + 1}`}
            value={time}
            onChange={(next) => next !== undefined && onChange(times.map((each, at) => (at === index ? next : each)))}
          />
          {times.length > 1 && (
            <ActionIcon aria-label={`Remove ${time}`} onClick={() => onChange(times.filter((_, at) => at !== index))}>
              <IconX size={14} />
            </ActionIcon>
          )}
        </span>
      ))}
      <Button size="compact-xs" variant="subtle" leftSection={<IconPlus size={13} />} onClick={() => onChange([...times, '12:00'])}>
        Another time
      </Button>
    </div>
  );
}

interface TimeInputProps {
  readonly label: string;
  readonly value: string | undefined;
  readonly onChange: (value: string | undefined) => void;
}

function TimeInput({ label, value, onChange }: TimeInputProps): JSX.Element {
  return (
    <TextInput
      type="time"
      label={label}
      value={value === undefined ? '' : value.padStart(5, '0')}
      onChange={(event) => onChange(event.currentTarget.value || undefined)}
    />
  );
}
