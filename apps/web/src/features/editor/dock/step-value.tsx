import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type JSX, useState } from 'react';
import { sizeWords } from '../../../lib/format.ts';
import { valueQuery } from '../../../lib/queries.ts';
import { largeValue } from '../../../ui/value/stored-value.ts';
import { ValueView } from '../../../ui/value/value-view.tsx';
import classes from './dock.module.css';

export interface StepValueProps {
  readonly runId: string;
  readonly value: unknown;
  readonly label: string;
}

/** A value of the last test; of a large one its beginning, and the whole on demand. */
export function StepValue({ runId, value, label }: StepValueProps): JSX.Element {
  const large = largeValue(value);
  const [whole, setWhole] = useState(false);
  const full = useQuery({ ...valueQuery(runId, large?.id ?? ''), enabled: whole && large !== undefined });
  return (
    <div className={classes['section']}>
      <ValueView value={full.data ?? (large ? large.preview : value)} label={label} />
      {large && full.data === undefined && (
        <p className={classes['muted']}>
          This is the beginning; the whole value has {sizeWords(large.size)}.{' '}
          <Button size="compact-xs" variant="default" loading={full.isFetching} onClick={() => setWhole(true)}>
            Load all of it
          </Button>
        </p>
      )}
    </div>
  );
}
