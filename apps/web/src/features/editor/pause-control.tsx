import { ActionIcon, Button, Tooltip } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type JSX, useState } from 'react';
import { usePause } from '../../lib/pause.ts';
import { workflowQuery } from '../../lib/queries.ts';
import { useMay } from '../../lib/session.ts';
import { IconPlayerPause } from '../../ui/icons.ts';
import { PauseDialog } from '../../ui/pause-dialog.tsx';
import { PausedPill } from '../../ui/paused-pill.tsx';

/** Whether the workflow is paused, and the button to change that. */
export function PauseControl({
  workflowId,
  name,
  isLive,
}: {
  readonly workflowId: string;
  readonly name: string;
  readonly isLive: boolean;
}): JSX.Element | null {
  const { data } = useQuery(workflowQuery(workflowId));
  const may = useMay('run:cancel');
  const [asking, setAsking] = useState(false);
  const { pause, resume } = usePause({ id: workflowId, name });
  const paused = data?.paused ?? null;
  if (!paused && !isLive) return null;
  return (
    <>
      <PausedPill paused={paused} />
      {may && paused && (
        <Button size="compact-xs" variant="default" onClick={() => void resume()}>
          Resume
        </Button>
      )}
      {may && !paused && (
        <Tooltip label="Pause: what starts is accepted and waits">
          <ActionIcon aria-label="Pause the workflow" onClick={() => setAsking(true)}>
            <IconPlayerPause size={16} stroke={1.8} />
          </ActionIcon>
        </Tooltip>
      )}
      {asking && <PauseDialog name={name} onPause={pause} onClose={() => setAsking(false)} />}
    </>
  );
}
