import { type JSX, useId } from 'react';
import type { HomeView } from '../../lib/api.ts';
import { count } from '../../lib/format.ts';
import { Panel } from '../../ui/panel.tsx';
import classes from './day-chart.module.css';
import { ticks } from './ticks.ts';

const width = 640;
const height = 200;
const left = 42;
const bottom = 22;
const top = 8;

/** Bars, because each day is a count of its own; done below, failed on top. The table behind it is for screen readers. */
export function DayChart({ days }: { readonly days: HomeView['perDay'] }): JSX.Element {
  const title = useId();
  const highest = Math.max(1, ...days.map(({ done, failed }) => done + failed));
  const marks = ticks(highest);
  const scale = (height - top - bottom) / (marks.at(-1) ?? 1);
  const slot = (width - left) / Math.max(1, days.length);
  const bar = Math.min(16, slot * 0.64);
  const y = (value: number): number => height - bottom - value * scale;
  const done = days.reduce((sum, day) => sum + day.done, 0);
  return (
    <Panel title="Work finished per day" hint={`${count(done, 'run')} done in ${days.length} days`}>
      <svg className={classes['chart']} viewBox={`0 0 ${width} ${height}`} role="img" aria-labelledby={title}>
        <title id={title}>{`Runs done and failed on each of the last ${days.length} days`}</title>
        {marks.map((mark) => (
          <g key={mark}>
            <line x1={left} x2={width} y1={y(mark)} y2={y(mark)} className={classes['grid']} />
            <text x={left - 8} y={y(mark) + 4} textAnchor="end">
              {mark}
            </text>
          </g>
        ))}
        {days.map((day, index) => {
          const x = left + index * slot + (slot - bar) / 2;
          return (
            <g key={day.day}>
              <title>{`${dayWords(day.day)}: ${day.done} done, ${day.failed} failed`}</title>
              <rect x={left + index * slot} y={top} width={slot} height={height - bottom - top} className={classes['hit']} />
              {day.done > 0 && <rect x={x} y={y(day.done)} width={bar} height={day.done * scale} rx={2} className={classes['done']} />}
              {day.failed > 0 && (
                <rect
                  x={x}
                  y={y(day.done + day.failed)}
                  width={bar}
                  height={Math.max(2, day.failed * scale - 1)}
                  rx={2}
                  className={classes['failed']}
                />
              )}
              {index % 7 === 0 && (
                <text x={left + index * slot + slot / 2} y={height - 5} textAnchor="middle">
                  {dayWords(day.day)}
                </text>
              )}
            </g>
          );
        })}
      </svg>
      <p className={classes['legend']} aria-hidden>
        <span data-kind="done">Done</span>
        <span data-kind="failed">Failed</span>
      </p>
    </Panel>
  );
}

function dayWords(day: string): string {
  return new Date(`${day.slice(0, 10)}T12:00:00Z`).toLocaleDateString('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' });
}
