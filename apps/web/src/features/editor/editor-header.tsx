import { ActionIcon, Button, Tooltip } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { WorkflowDocument } from '@arches/kernel';
import { type JSX, useMemo, useState } from 'react';
import { count } from '../../lib/format.ts';
import { triggersQuery } from '../../lib/queries.ts';
import {
  IconAlertTriangle,
  IconArrowBackUp,
  IconArrowForwardUp,
  IconCalendarTime,
  IconCheck,
  IconCloud,
  IconHourglass,
  IconLoader2,
  IconPlayerPlay,
} from '../../ui/icons.ts';
import { LiveBadge } from '../../ui/live-badge.tsx';
import { LimitsDialog } from './dialogs/limits-dialog.tsx';
import { startTest } from './dock/start-test.ts';
import { useDocument, useDraft, useEditor } from './editor-context.ts';
import classes from './editor-header.module.css';
import { changeRows } from './model/change-words.ts';
import { PauseControl } from './pause-control.tsx';
import { redo, undo } from './use-editor-keys.ts';
import { liveVersionQuery } from './version-queries.ts';

const route = getRouteApi('/shell/w/$workflowId');

export function EditorHeader(): JSX.Element {
  const editor = useEditor();
  const { view, mayWrite, mayPublish } = editor;
  const detail = useDraft((state) => state.detail);
  const undone = useDraft((state) => state.undo.at(-1)?.label);
  const redone = useDraft((state) => state.redo.at(-1)?.label);
  const changes = useUnpublished();
  const [limiting, setLimiting] = useState(route.useSearch().limits === 'open');
  return (
    <header className={classes['header']} data-editor-header>
      <Link to="/workflows" className={classes['crumb']}>
        Workflows
      </Link>
      <span aria-hidden className={classes['slash']}>
        /
      </span>
      <WorkflowName />
      <LiveBadge liveVersion={detail.liveVersion} hasChanges={false} />
      <PauseControl workflowId={editor.workflowId} name={detail.name} isLive={detail.liveVersion !== null} />
      <SavedWords />
      <TriggersLink />
      <div className={classes['actions']}>
        <Tooltip label={undone === undefined ? 'Nothing to undo' : `Undo: ${undone}`}>
          <ActionIcon aria-label="Undo" disabled={undone === undefined || !mayWrite} onClick={() => undo(editor)}>
            <IconArrowBackUp size={18} stroke={1.8} />
          </ActionIcon>
        </Tooltip>
        <Tooltip label={redone === undefined ? 'Nothing to redo' : `Redo: ${redone}`}>
          <ActionIcon aria-label="Redo" disabled={redone === undefined || !mayWrite} onClick={() => redo(editor)}>
            <IconArrowForwardUp size={18} stroke={1.8} />
          </ActionIcon>
        </Tooltip>
        <Tooltip label="Limits: runs at once, what a run may spend and keep">
          <ActionIcon aria-label="Limits of this workflow" onClick={() => setLimiting(true)}>
            <IconHourglass size={17} stroke={1.8} />
          </ActionIcon>
        </Tooltip>
        {limiting && <LimitsDialog onClose={() => setLimiting(false)} />}
        <Button variant="default" leftSection={<IconPlayerPlay size={15} stroke={1.8} />} onClick={() => startTest(editor)}>
          Test
        </Button>
        {mayPublish && (
          <Button onClick={() => view.setState({ publishing: true })} variant={changes === 0 ? 'default' : 'filled'}>
            {changes === 0 ? 'Published' : changes === undefined ? 'Publish' : `Publish ${count(changes, 'change')}`}
          </Button>
        )}
      </div>
    </header>
  );
}

/** How many steps (or settings) differ from what is live; undefined before anything was published. */
export function useUnpublished(): number | undefined {
  const { workflowId, cards } = useEditor();
  const document = useDocument();
  const version = useDraft((state) => state.detail.liveVersion);
  const { data } = useQuery({ ...liveVersionQuery(workflowId, version ?? 0), enabled: version !== null });
  return useMemo(() => (data ? changeRows(data.document as WorkflowDocument, document, cards).length : undefined), [data, document, cards]);
}

/** Leads to what starts the workflow, and says when something that should have did not. */
function TriggersLink(): JSX.Element | null {
  const { workflowId } = useEditor();
  const version = useDraft((state) => state.detail.liveVersion);
  const { data } = useQuery({ ...triggersQuery(workflowId), enabled: version !== null });
  if (version === null) return null;
  const alerts = data?.items.flatMap(({ alerts: own }) => own) ?? [];
  return (
    <Tooltip label={alerts[0]?.message ?? 'What starts it: next times, what came, what was missed'} multiline maw={320}>
      <Link
        to="/w/$workflowId/triggers"
        params={{ workflowId }}
        className={classes['triggers']}
        data-alert={alerts.length > 0 || undefined}
      >
        {alerts.length > 0 ? <IconAlertTriangle size={15} aria-hidden /> : <IconCalendarTime size={15} aria-hidden />}
        <span>Triggers{alerts.length > 0 && `: ${count(alerts.length, 'alert')}`}</span>
      </Link>
    </Tooltip>
  );
}

function WorkflowName(): JSX.Element {
  const { draft, mayWrite } = useEditor();
  const name = useDocument().name;
  const [text, setText] = useState<string>();
  return (
    <input
      className={classes['name']}
      aria-label="Name of the workflow"
      value={text ?? name}
      readOnly={!mayWrite}
      size={Math.max(8, Math.min(44, (text ?? name).length + 1))}
      maxLength={200}
      onChange={(event) => setText(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === 'Enter') event.currentTarget.blur();
        if (event.key === 'Escape') setText(undefined);
      }}
      onBlur={() => {
        const next = text?.trim();
        setText(undefined);
        if (next && next !== name) draft.change([{ op: 'set_meta', field: 'name', value: next }], { label: 'Renamed the workflow' });
      }}
    />
  );
}

function SavedWords(): JSX.Element {
  const save = useDraft((state) => state.save);
  const kept = useDraft((state) => state.pending.reduce((sum, op) => sum + op.patches.length, 0));
  const { draft } = useEditor();
  return (
    <span className={classes['saved']} role="status" data-save={save}>
      {save === 'saved' && (
        <>
          <IconCheck size={14} stroke={2} aria-hidden /> Saved
        </>
      )}
      {save === 'saving' && (
        <>
          <IconLoader2 size={14} stroke={2} aria-hidden /> Saving
        </>
      )}
      {save === 'offline' && (
        <>
          <IconCloud size={14} stroke={2} aria-hidden /> Offline, {count(kept, 'change')} kept here
          <Button size="compact-xs" variant="default" onClick={() => void draft.flush()}>
            Try now
          </Button>
        </>
      )}
    </span>
  );
}
