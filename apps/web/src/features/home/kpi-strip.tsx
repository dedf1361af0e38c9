import type { JSX } from 'react';
import type { HomeView } from '../../lib/api.ts';
import { costWords, count, durationWords } from '../../lib/format.ts';
import classes from './kpi-strip.module.css';

/** Four numbers of the last 28 days, each with the sentence that makes it mean something. */
export function KpiStrip({ home }: { readonly home: HomeView }): JSX.Element {
  const finished = home.runsDone + home.runsFailed;
  const share = home.successRate === null ? '—' : `${Math.round(home.successRate * 1000) / 10} %`;
  const tiles = [
    { label: 'Work finished', value: home.runsDone.toLocaleString('en'), hint: `in the last ${home.days} days` },
    {
      label: 'Ended well',
      value: share,
      hint: home.runsFailed === 0 ? 'nothing failed' : `${count(home.runsFailed, 'run')} of ${finished.toLocaleString('en')} failed`,
      tone: home.runsFailed === 0 ? 'done' : undefined,
    },
    {
      label: 'Typical time',
      value: home.medianSeconds === null ? '—' : durationWords(home.medianSeconds * 1000),
      hint: 'half of the runs are faster',
    },
    {
      label: 'AI spend',
      value: costWords(home.spentUsd),
      hint: home.spentUsd === 0 ? 'no paid model was used' : `in the last ${home.days} days`,
    },
  ];
  return (
    <dl className={classes['strip']} aria-label={`The last ${home.days} days in numbers`}>
      {tiles.map(({ label, value, hint, tone }) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd className={classes['value']}>{value}</dd>
          <dd className={classes['hint']} data-tone={tone}>
            {hint}
          </dd>
        </div>
      ))}
    </dl>
  );
}
