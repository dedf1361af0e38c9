import { type JSX, useId } from 'react';
import type { ApiOutputs } from '../../lib/api.ts';
import { sizeWords } from '../../lib/format.ts';
import { Panel } from '../../ui/panel.tsx';
import classes from './storage-section.module.css';

const width = 640;
const height = 120;
const bottom = 20;

/** What the runs of each day keep today: a bar a day, and the number on each for whoever points at it. */
export function StorageDays({ days }: { readonly days: ApiOutputs['storage']['get']['days'] }): JSX.Element {
  const title = useId();
  const highest = Math.max(1, ...days.map(({ bytes }) => bytes));
  const sum = days.reduce((total, { bytes }) => total + bytes, 0);
  const slot = width / Math.max(1, days.length);
  return (
    <Panel title="Growth per day" hint={`${sizeWords(sum / Math.max(1, days.length))} a day in the last ${days.length} days`}>
      <svg className={classes['chart']} viewBox={`0 0 ${width} ${height}`} role="img" aria-labelledby={title}>
        <title id={title}>{`What the runs of each of the last ${days.length} days keep; at most ${sizeWords(highest)} on one day`}</title>
        <line x1={0} x2={width} y1={height - bottom} y2={height - bottom} />
        {days.map(({ day, bytes, runs }, index) => {
          const tall = bytes === 0 ? 0 : Math.max(2, ((height - bottom - 4) * bytes) / highest);
          return (
            <g key={day}>
              <title>{`${day}: ${sizeWords(bytes)}, ${runs} runs`}</title>
              <rect x={index * slot} y={0} width={slot} height={height - bottom} className={classes['hit']} />
              <rect
                x={index * slot + slot * 0.18}
                y={height - bottom - tall}
                width={slot * 0.64}
                height={tall}
                rx={2}
                className={classes['day']}
              />
              {index % 7 === 1 && (
                <text x={index * slot + slot / 2} y={height - 5} textAnchor="middle">
                  {new Date(`${day}T12:00:00Z`).toLocaleDateString('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' })}
                </text>
              )}
            </g>
          );
        })}
      </svg>
    </Panel>
  );
}
