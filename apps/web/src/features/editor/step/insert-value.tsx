import { Button, Popover } from '@mantine/core';
import { type JSX, useState } from 'react';
import { IconVariable } from '../../../ui/icons.ts';
import { valueWords } from '../../../ui/value/table-of.ts';
import { PickList } from '../dialogs/pick-list.tsx';
import type { EarlierValue } from '../model/earlier-values.ts';
import { useEarlierValues } from './step-context.ts';
import classes from './step.module.css';

export interface InsertValueProps {
  readonly label: string;
  readonly onPick: (value: EarlierValue) => void;
}

/** Puts in a value of an earlier step, chosen in words: "rows from Read the file". */
export function InsertValue({ label, onPick }: InsertValueProps): JSX.Element {
  const values = useEarlierValues();
  const [open, setOpen] = useState(false);
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-end" width={340} shadow="md" radius="lg" trapFocus returnFocus>
      <Popover.Target>
        <Button
          className={classes['insert'] ?? ''}
          size="compact-xs"
          variant="subtle"
          color="gray"
          leftSection={<IconVariable size={13} />}
          aria-label={`Insert a value into ${label}`}
          aria-expanded={open}
          onClick={() => setOpen(!open)}
        >
          Insert value
        </Button>
      </Popover.Target>
      <Popover.Dropdown p={8}>
        <PickList
          label="Search for a value"
          empty="There is no earlier value here. Connect a step before this one."
          items={values.map(({ expression, label: words, group, sample }) => ({
            key: expression,
            label: words,
            group,
            ...(sample === undefined ? {} : { description: valueWords(sample, 60) }),
          }))}
          onPick={(expression) => {
            setOpen(false);
            const found = values.find((value) => value.expression === expression);
            if (found) onPick(found);
          }}
        />
      </Popover.Dropdown>
    </Popover>
  );
}
