import { Button, Chip, NativeSelect, NumberInput, TextInput } from '@mantine/core';
import { type JSX, useState } from 'react';
import { type FieldProps, fieldId } from '../../../ui/schema-form/field-props.ts';
import { cronOf, dayNames, type Schedule, scheduleOf, scheduleWords, weekOrder } from '../model/cron-words.ts';
import { useStepInDock } from './step-context.ts';
import classes from './step.module.css';

const kinds = [
  { value: 'minutes', label: 'Every few minutes' },
  { value: 'hourly', label: 'Every hour' },
  { value: 'daily', label: 'Every day' },
  { value: 'weekly', label: 'On days of the week' },
  { value: 'monthly', label: 'Every month' },
  { value: 'custom', label: 'As a cron expression' },
] as const;

/** When it runs, as presets or as a cron expression. Left out where rules in words say it. */
export function CronField({ path, label, required, value, onChange, errors, disabled }: FieldProps): JSX.Element | null {
  const { node } = useStepInDock();
  const cron = typeof value === 'string' ? value : '';
  const [custom, setCustom] = useState(false);
  const read = scheduleOf(cron === '' ? '0 8 * * 1' : cron);
  const schedule: Schedule = custom ? { kind: 'custom', cron } : read;
  const set = (next: Schedule): void => onChange(cronOf(next));
  const time = 'time' in schedule ? schedule.time : '08:00';
  const start = (kind: string): void => {
    setCustom(kind === 'custom');
    switch (kind) {
      case 'minutes':
        return set({ kind, every: 15 });
      case 'hourly':
        return set({ kind, minute: 0 });
      case 'daily':
        return set({ kind, time });
      case 'weekly':
        return set({ kind, time, days: [1] });
      case 'monthly':
        return set({ kind, time, day: 1 });
    }
  };
  const hasRules = Array.isArray(node.config['rules']) && node.config['rules'].length > 0;
  if (hasRules && cron === '' && !custom) return null;
  return (
    <fieldset className={classes['group']} disabled={disabled}>
      <legend>
        {label}
        {required && ' *'}
      </legend>
      <NativeSelect
        id={fieldId(path)}
        aria-label="How often"
        value={schedule.kind}
        data={[...kinds]}
        onChange={(event) => start(event.currentTarget.value)}
      />
      {schedule.kind === 'minutes' && (
        <NumberInput
          label="Minutes"
          min={1}
          max={59}
          value={schedule.every}
          onChange={(next) => set({ kind: 'minutes', every: Math.min(59, Math.max(1, Number(next) || 1)) })}
        />
      )}
      {schedule.kind === 'hourly' && (
        <NumberInput
          label="Minutes past the hour"
          min={0}
          max={59}
          value={schedule.minute}
          onChange={(next) => set({ kind: 'hourly', minute: Math.min(59, Math.max(0, Number(next) || 0)) })}
        />
      )}
      {schedule.kind === 'monthly' && (
        <NumberInput
          label="Day of the month"
          min={1}
          max={31}
          value={schedule.day}
          onChange={(next) => set({ ...schedule, day: Math.min(31, Math.max(1, Number(next) || 1)) })}
        />
      )}
      {schedule.kind === 'weekly' && (
        <Chip.Group
          multiple
          value={schedule.days.map(String)}
          onChange={(days) => days.length > 0 && set({ ...schedule, days: days.map(Number) })}
        >
          <div className={classes['days']} role="group" aria-label="Days">
            {weekOrder.map((day) => (
              <Chip key={day} size="xs" value={String(day)}>
                {dayNames[day].slice(0, 3)}
              </Chip>
            ))}
          </div>
        </Chip.Group>
      )}
      {'time' in schedule && (
        <TextInput
          type="time"
          label="At"
          value={schedule.time}
          onChange={(event) => event.currentTarget.value !== '' && set({ ...schedule, time: event.currentTarget.value })}
        />
      )}
      {schedule.kind === 'custom' && (
        <TextInput
          label="Cron expression"
          description="Minute, hour, day of month, month, day of week."
          className={classes['mono'] ?? ''}
          value={cron}
          onChange={(event) => onChange(event.currentTarget.value === '' ? undefined : event.currentTarget.value)}
        />
      )}
      {hasRules && (
        <div>
          <Button size="compact-xs" variant="subtle" color="gray" onClick={() => onChange(undefined)}>
            Remove {cron === '' ? 'it' : scheduleWords(schedule).toLowerCase()}
          </Button>
        </div>
      )}
      {errors[path] && <p className={classes['error']}>{errors[path]}</p>}
    </fieldset>
  );
}
