import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { JSX } from 'react';
import type { ApiOutputs } from '../../lib/api.ts';
import { useTryNow } from '../../lib/circuits.ts';
import { count } from '../../lib/format.ts';
import { circuitsQuery } from '../../lib/queries.ts';
import { useMay } from '../../lib/session.ts';
import { Panel } from '../../ui/panel.tsx';
import { TimeAgo } from '../../ui/time.tsx';
import classes from './limits-section.module.css';
import forms from './settings-page.module.css';

type Circuit = ApiOutputs['circuits']['list']['items'][number];

/** Services that have failed lately, and what is done about it. */
export function CircuitList(): JSX.Element {
  const { data } = useQuery({ ...circuitsQuery, refetchInterval: 5000 });
  const may = useMay('run:start');
  const tryNow = useTryNow();
  return (
    <Panel title="Services that fail">
      {data?.items.length ? (
        <ul className={classes['circuits']}>
          {data.items.map((circuit) => (
            <li key={circuit.id}>
              <div>
                <p>
                  <strong>{circuit.name}</strong> {words(circuit)}
                </p>
                <p className={forms['muted']}>
                  {circuit.waitingSteps > 0 &&
                    `${count(circuit.waitingSteps, 'step')} ${circuit.waitingSteps === 1 ? 'waits' : 'wait'} for it. `}
                  {circuit.nextTryAt && (
                    <>
                      Next try <TimeAgo at={circuit.nextTryAt} />.{' '}
                    </>
                  )}
                  {circuit.lastError?.message}
                </p>
              </div>
              {may && circuit.state === 'open' && (
                <Button size="xs" variant="default" aria-label={`Try ${circuit.name} now`} onClick={() => void tryNow(circuit)}>
                  Try now
                </Button>
              )}
            </li>
          ))}
        </ul>
      ) : (
        <p className={forms['muted']}>
          None has failed lately. After five failures in a row a service is left alone for 30 seconds at a time, and its steps wait.
        </p>
      )}
    </Panel>
  );
}

function words({ state, failures }: Circuit): string {
  const failed = `has failed ${count(failures, 'time')} in a row`;
  switch (state) {
    case 'open':
      return `${failed} and is left alone for a moment.`;
    case 'half_open':
      return `${failed} and is being tried again.`;
    case 'closed':
      return `${failed}.`;
  }
}
