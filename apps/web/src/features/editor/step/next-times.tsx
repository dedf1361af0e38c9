import type { JsonObject } from '@arches/kernel';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { JSX } from 'react';
import { schedulePreviewQuery } from '../../../lib/queries.ts';
import { zonedTime } from '../../../lib/zoned-time.ts';
import { useDocument } from '../editor-context.ts';
import classes from './step.module.css';

/** The next five times of a schedule, by the server's clock. */
export function NextTimes({ config }: { readonly config: JsonObject }): JSX.Element | null {
  const usual = useDocument().settings?.timezone;
  const { cron, rules, timezone = usual } = config;
  const asked = JSON.stringify({ cron, rules, timezone });
  const [settled] = useDebouncedValue(asked, 300);
  const hasTimes = cron !== undefined || rules !== undefined;
  const { data } = useQuery({
    ...schedulePreviewQuery(JSON.parse(settled) as Record<string, unknown>),
    placeholderData: keepPreviousData,
    enabled: hasTimes,
  });
  if (!hasTimes || !data) return null;
  // What is wrong stands among the step's problems, with its mending.
  if (data.problems.length > 0) return <p className={classes['error']}>It has no times as it stands.</p>;
  return (
    <div role="status" aria-label="Next times">
      <p className={classes['muted']}>
        {capital(data.words)}, {data.timezone}. Next:
      </p>
      <ol className={classes['nextTimes']}>
        {data.times.map((at) => (
          <li key={at}>{zonedTime(at, data.timezone)}</li>
        ))}
      </ol>
    </div>
  );
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
