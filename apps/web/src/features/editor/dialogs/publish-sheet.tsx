import { validateDocument, type WorkflowDocument } from '@arches/kernel';
import { Button, Modal, Textarea } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type JSX, useMemo, useState } from 'react';
import { api } from '../../../lib/api.ts';
import { type ShownError, shownError } from '../../../lib/errors.ts';
import { workflowQuery } from '../../../lib/queries.ts';
import { useKnownSettings } from '../../../lib/variables.ts';
import { ErrorState, LoadingRows } from '../../../ui/states.tsx';
import { ChangeList } from '../assistant/change-list.tsx';
import dock from '../dock/dock.module.css';
import { useDocument, useDraft, useEditor } from '../editor-context.ts';
import { changeRows } from '../model/change-words.ts';
import { ProblemRows } from '../problems-list.tsx';
import { liveVersionQuery } from '../version-queries.ts';
import { HowItStarts } from './how-it-starts.tsx';

const nothing: WorkflowDocument = { schemaVersion: 1, id: '', name: '', nodes: [], edges: [] };

/** What going live changes, in words; what is still missing; and afterwards how it starts. */
export function PublishSheet({ onClose }: { readonly onClose: () => void }): JSX.Element {
  const { workflowId, draft, cards, catalog, announce, view } = useEditor();
  const document = useDocument();
  const client = useQueryClient();
  const liveVersion = useDraft((state) => state.detail.liveVersion);
  const live = useQuery({ ...liveVersionQuery(workflowId, liveVersion ?? 0), enabled: liveVersion !== null });
  const [note, setNote] = useState('');
  const [failure, setFailure] = useState<ShownError>();
  const [busy, setBusy] = useState(false);
  const [published, setPublished] = useState<number>();
  const known = useKnownSettings();
  const problems = useMemo(() => validateDocument(document, catalog, known), [document, catalog, known]);
  const blocking = problems.filter(({ severity }) => severity === 'error');
  const missing = problems.filter(({ code }) => code === 'unknown_variable' || code === 'unknown_setting');
  const before = liveVersion === null ? nothing : (live.data?.document as WorkflowDocument | undefined);
  const rows = useMemo(
    () => (before ? changeRows(before, document, cards).filter(({ nodeId }) => liveVersion !== null || nodeId !== undefined) : undefined),
    [before, document, cards, liveVersion],
  );

  const publish = async (): Promise<void> => {
    setBusy(true);
    setFailure(undefined);
    try {
      await draft.flush();
      const { version } = await api.workflows.publish({ id: workflowId, note });
      const detail = await api.workflows.get({ id: workflowId });
      client.setQueryData(workflowQuery(workflowId).queryKey, detail);
      draft.receive(detail);
      void client.invalidateQueries({ queryKey: ['workflows'] });
      setPublished(version);
      announce(`Version ${version} is live.`);
    } catch (error) {
      setFailure(shownError(error));
    } finally {
      setBusy(false);
    }
  };

  if (published !== undefined) {
    return (
      <Modal opened onClose={onClose} title={`Version ${published} is live`} size="md">
        <HowItStarts
          onRun={() => {
            onClose();
            view.setState({ running: true });
          }}
        />
        <div className={dock['actions']} style={{ justifyContent: 'flex-end', marginTop: 16 }}>
          <Button variant="default" onClick={onClose}>
            Back to the editor
          </Button>
        </div>
      </Modal>
    );
  }
  return (
    <Modal opened onClose={onClose} title={liveVersion === null ? 'Publish this workflow' : `Publish version ${liveVersion + 1}`} size="md">
      <form
        style={{ display: 'grid', gap: 16 }}
        onSubmit={(event) => {
          event.preventDefault();
          void publish();
        }}
      >
        {blocking.length > 0 && (
          <div className={dock['section']}>
            <h3>To finish first</h3>
            <ProblemRows problems={blocking} onPick={onClose} />
          </div>
        )}
        {missing.length > 0 && (
          <div className={dock['section']}>
            <h3>Its runs would fail here</h3>
            <ProblemRows problems={missing} onPick={onClose} />
          </div>
        )}
        <div className={dock['section']}>
          <h3>{liveVersion === null ? 'What goes live' : 'What changes'}</h3>
          {live.isError && <ErrorState compact title="The live version could not be read" error={shownError(live.error)} />}
          {!rows && !live.isError && <LoadingRows rows={2} />}
          {rows?.length === 0 && <p className={dock['muted']}>Nothing is different from what is live.</p>}
          {rows && rows.length > 0 && <ChangeList rows={rows} />}
        </div>
        <Textarea
          label="Note"
          description="What this version is about, for whoever looks back."
          autosize
          minRows={2}
          maxLength={2000}
          data-autofocus
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        {failure && <ErrorState compact title="It was not published" error={failure} />}
        <div className={dock['actions']} style={{ justifyContent: 'flex-end' }}>
          <Button variant="default" onClick={onClose}>
            Not yet
          </Button>
          <Button type="submit" loading={busy} disabled={blocking.length > 0}>
            Publish
          </Button>
        </div>
      </form>
    </Modal>
  );
}
