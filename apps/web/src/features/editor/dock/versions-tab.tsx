import { diffDocuments, type WorkflowDocument } from '@arches/kernel';
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type JSX, useState } from 'react';
import { api, type ApiOutputs } from '../../../lib/api.ts';
import { shownError } from '../../../lib/errors.ts';
import { notifyError } from '../../../lib/notify.ts';
import { ConfirmDialog } from '../../../ui/confirm-dialog.tsx';
import { IconHistory } from '../../../ui/icons.ts';
import { EmptyState, ErrorState, LoadingRows } from '../../../ui/states.tsx';
import { DayTime } from '../../../ui/time.tsx';
import { ChangeList } from '../assistant/change-list.tsx';
import { useDocument, useDraft, useEditor } from '../editor-context.ts';
import { changeRows } from '../model/change-words.ts';
import { liveVersionQuery } from '../version-queries.ts';
import classes from './dock.module.css';

type Version = ApiOutputs['workflows']['versions']['items'][number];

/** What was live when; how the draft differs, in words; and back to any of them. */
export function VersionsTab(): JSX.Element {
  const { workflowId } = useEditor();
  const live = useDraft((state) => state.detail.liveVersion);
  const versions = useQuery({
    queryKey: ['workflow', workflowId, 'versions', live],
    queryFn: () => api.workflows.versions({ id: workflowId }),
  });
  if (versions.isError)
    return (
      <ErrorState
        compact
        title="The versions could not be read"
        error={shownError(versions.error)}
        onRetry={() => void versions.refetch()}
      />
    );
  if (!versions.data) return <LoadingRows rows={4} />;
  if (versions.data.items.length === 0) {
    return (
      <EmptyState icon={IconHistory} title="Nothing published yet">
        Each time you publish, the version is kept here, and you can go back to it.
      </EmptyState>
    );
  }
  return (
    <div className={classes['body']}>
      <ul className={classes['rows']} aria-label="Published versions">
        {versions.data.items.map((version) => (
          <VersionRow key={version.version} version={version} />
        ))}
      </ul>
    </div>
  );
}

function VersionRow({ version }: { readonly version: Version }): JSX.Element {
  const [open, setOpen] = useState(false);
  return (
    <li>
      <button type="button" className={classes['rowButton']} aria-expanded={open} onClick={() => setOpen(!open)}>
        <span className={classes['rowName']}>
          <strong>v{version.version}</strong> {version.note || 'No note'}
        </span>
        <span className={classes['muted']}>
          {version.live ? 'Live · ' : ''}
          <DayTime at={version.publishedAt} />
        </span>
      </button>
      {open && <VersionBody version={version} />}
    </li>
  );
}

function VersionBody({ version }: { readonly version: Version }): JSX.Element {
  const { workflowId, cards, draft, mayWrite, announce } = useEditor();
  const document = useDocument();
  const full = useQuery(liveVersionQuery(workflowId, version.version));
  const [asking, setAsking] = useState(false);
  if (full.isError) return <ErrorState compact title="The version could not be read" error={shownError(full.error)} />;
  if (!full.data) return <LoadingRows rows={2} />;
  const rows = changeRows(full.data.document as WorkflowDocument, document, cards);
  return (
    <div className={classes['rowBody']}>
      <p className={classes['muted']}>
        Published by {version.publishedBy}. {rows.length === 0 ? 'The draft is the same.' : 'Since then, in the draft:'}
      </p>
      {rows.length > 0 && <ChangeList rows={rows} />}
      {mayWrite && rows.length > 0 && (
        <div>
          <Button size="xs" variant="default" onClick={() => setAsking(true)}>
            Bring v{version.version} back into the draft
          </Button>
        </div>
      )}
      {asking && (
        <ConfirmDialog
          title={`Back to v${version.version}?`}
          confirm="Bring it back"
          onClose={() => setAsking(false)}
          onConfirm={async () => {
            try {
              await draft.flush();
              const before = draft.store.getState().document;
              const answer = await api.workflows.restore({ id: workflowId, version: version.version });
              draft.adopt(answer, `Brought v${version.version} back`, diffDocuments(answer.document as WorkflowDocument, before));
              announce(`The draft is now as version ${version.version} was.`);
              setAsking(false);
            } catch (error) {
              notifyError('The version could not be brought back', error);
            }
          }}
        >
          The draft becomes what version {version.version} was. What is live stays as it is until you publish, and Undo takes this back.
        </ConfirmDialog>
      )}
    </div>
  );
}
