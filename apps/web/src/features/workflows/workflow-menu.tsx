import { ActionIcon, Menu } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type JSX, useState } from 'react';
import { api, type WorkflowSummary } from '../../lib/api.ts';
import { notifyDone, notifyError } from '../../lib/notify.ts';
import { usePause } from '../../lib/pause.ts';
import { useMay } from '../../lib/session.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { IconArchive, IconCalendarTime, IconCopy, IconDots, IconHistory, IconPlayerPause, IconPlayerPlay } from '../../ui/icons.ts';
import { PauseDialog } from '../../ui/pause-dialog.tsx';
import { RunDialog } from './run-dialog.tsx';

export function WorkflowMenu({ workflow }: { readonly workflow: WorkflowSummary }): JSX.Element {
  const navigate = useNavigate();
  const client = useQueryClient();
  const [open, setOpen] = useState<'run' | 'archive' | 'pause'>();
  const mayRun = useMay('run:start');
  const mayWrite = useMay('workflow:write');
  const mayPause = useMay('run:cancel');
  const { pause, resume } = usePause(workflow);

  async function duplicate(): Promise<void> {
    try {
      const copy = await api.workflows.duplicate({ id: workflow.id });
      await client.invalidateQueries({ queryKey: ['workflows'] });
      await navigate({ to: '/w/$workflowId', params: { workflowId: copy.id } });
    } catch (error) {
      notifyError('The workflow was not copied', error);
    }
  }

  async function archive(): Promise<void> {
    try {
      await api.workflows.remove({ id: workflow.id });
      setOpen(undefined);
      await client.invalidateQueries({ queryKey: ['workflows'] });
      void client.invalidateQueries({ queryKey: ['home'] });
      notifyDone(`“${workflow.name}” is archived. Its runs stay.`);
    } catch (error) {
      notifyError('The workflow was not archived', error);
    }
  }

  return (
    <>
      <Menu position="bottom-end" width={200}>
        <Menu.Target>
          <ActionIcon aria-label={`Actions for ${workflow.name}`}>
            <IconDots size={18} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {mayRun && (
            <Menu.Item leftSection={<IconPlayerPlay size={16} />} disabled={workflow.liveVersion === null} onClick={() => setOpen('run')}>
              {workflow.liveVersion === null ? 'Run (publish first)' : 'Run'}
            </Menu.Item>
          )}
          <Menu.Item
            leftSection={<IconHistory size={16} />}
            onClick={() => void navigate({ to: '/runs', search: { workflow: workflow.id } })}
          >
            Its runs
          </Menu.Item>
          <Menu.Item
            leftSection={<IconCalendarTime size={16} />}
            onClick={() => void navigate({ to: '/w/$workflowId/triggers', params: { workflowId: workflow.id } })}
          >
            Its triggers
          </Menu.Item>
          {mayPause && workflow.paused && (
            <Menu.Item leftSection={<IconPlayerPlay size={16} />} onClick={() => void resume()}>
              Resume
            </Menu.Item>
          )}
          {mayPause && !workflow.paused && (
            <Menu.Item leftSection={<IconPlayerPause size={16} />} onClick={() => setOpen('pause')}>
              Pause…
            </Menu.Item>
          )}
          {mayWrite && (
            <>
              <Menu.Item leftSection={<IconCopy size={16} />} onClick={() => void duplicate()}>
                Duplicate
              </Menu.Item>
              <Menu.Item leftSection={<IconArchive size={16} />} onClick={() => setOpen('archive')}>
                Archive…
              </Menu.Item>
            </>
          )}
        </Menu.Dropdown>
      </Menu>
      {open === 'run' && <RunDialog workflowId={workflow.id} onClose={() => setOpen(undefined)} />}
      {open === 'pause' && <PauseDialog name={workflow.name} onPause={pause} onClose={() => setOpen(undefined)} />}
      {open === 'archive' && (
        <ConfirmDialog
          title={`Archive “${workflow.name}”?`}
          confirm="Archive"
          danger
          onConfirm={archive}
          onClose={() => setOpen(undefined)}
        >
          Its triggers stop at once: forms, schedules and addresses no longer start it. Runs that are under way finish, and all results
          stay.
        </ConfirmDialog>
      )}
    </>
  );
}
