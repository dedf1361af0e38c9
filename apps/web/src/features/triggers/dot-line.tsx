import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { JSX } from 'react';
import type { LedgerEntry } from '../../lib/api.ts';
import { dayAndTime } from '../../lib/format.ts';
import { ledgerQuery } from '../../lib/queries.ts';
import { toneOf, toneWords } from './tone.ts';
import classes from './triggers.module.css';

const shown = 60;

interface DotLineProps {
  readonly workflowId: string;
  readonly nodeId: string;
  readonly name: string;
}

/** The newest sixty lines of the ledger as dots, the newest to the right. Shape tells as much as colour does. */
export function DotLine({ workflowId, nodeId, name }: DotLineProps): JSX.Element | null {
  const { data } = useInfiniteQuery(ledgerQuery(workflowId, { nodeId, limit: shown }));
  const entries = data?.pages[0]?.items;
  if (!entries) return null;
  if (entries.length === 0) return <p className={classes['muted']}>Nothing has been expected or seen yet.</p>;
  return (
    <div>
      <ul className={classes['dots']} aria-label={`What happened at ${name}, newest last`}>
        {entries.toReversed().map((entry) => (
          <li key={entry.id}>
            <Dot entry={entry} />
          </li>
        ))}
      </ul>
      <p className={classes['legend']} aria-hidden>
        {Object.entries(toneWords)
          .filter(([tone]) => entries.some((entry) => toneOf(entry) === tone))
          .map(([tone, words]) => (
            <span key={tone}>
              <i data-tone={tone} /> {words}
            </span>
          ))}
      </p>
    </div>
  );
}

function Dot({ entry }: { readonly entry: LedgerEntry }): JSX.Element {
  const words = `${dayAndTime(new Date(entry.at), new Date())}: ${entry.words}`;
  return entry.runId ? (
    <Link to="/runs/$runId" params={{ runId: entry.runId }} data-tone={toneOf(entry)} title={words} aria-label={words} />
  ) : (
    <span role="img" data-tone={toneOf(entry)} title={words} aria-label={words} />
  );
}
