import type { NodeCard } from '@arches/kernel';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { type JSX, lazy, Suspense, useEffect, useMemo } from 'react';
import type { WorkflowDetail } from '../../lib/api.ts';
import { useIsStillAt } from '../../lib/is-still-at.ts';
import { useTopics } from '../../lib/live.ts';
import { runsQuery, workflowQuery } from '../../lib/queries.ts';
import { useMay } from '../../lib/session.ts';
import { usePageTitle } from '../../ui/page-header.tsx';
import { type DockTab, type Editor, EditorContext, useDocument, useEditor, useView } from './editor-context.ts';
import { EditorHeader } from './editor-header.tsx';
import classes from './editor-screen.module.css';
import { Workspace } from './workspace.tsx';
import { Dock } from './dock/dock.tsx';
import { ConnectDialog } from './dialogs/connect-dialog.tsx';
import { RenameDialog } from './dialogs/rename-dialog.tsx';
import { StepPicker } from './dialogs/step-picker.tsx';
import { useOpenEditor } from './use-open-editor.ts';
import { useEditorKeys } from './use-editor-keys.ts';

const PublishSheet = lazy(async () => ({ default: (await import('./dialogs/publish-sheet.tsx')).PublishSheet }));
const MakeVariable = lazy(async () => ({ default: (await import('./dialogs/make-variable.tsx')).MakeVariable }));
const LiveRunDialog = lazy(async () => ({ default: (await import('./dialogs/live-run-dialog.tsx')).LiveRunDialog }));
const route = getRouteApi('/shell/w/$workflowId');
const tabs: readonly string[] = ['assistant', 'step', 'data', 'versions'];

export interface EditorScreenProps {
  readonly detail: WorkflowDetail;
  readonly cards: ReadonlyMap<string, NodeCard>;
}

export function EditorScreen({ detail, cards }: EditorScreenProps): JSX.Element | null {
  const search = route.useSearch();
  const mayWrite = useMay('workflow:write');
  const mayPublish = useMay('workflow:publish');
  const opened = useOpenEditor(detail, cards, {
    ...(search.step ? { selection: [search.step], tab: 'step' as const } : {}),
    ...(search.panel && tabs.includes(search.panel) ? { tab: search.panel as DockTab } : {}),
    ...(search.run ? { runId: search.run } : {}),
  });
  const editor = useMemo(
    (): Editor | undefined => opened && { ...opened, cards, mayWrite, mayPublish },
    [opened, cards, mayWrite, mayPublish],
  );
  if (!editor) return null;
  return (
    <EditorContext value={editor}>
      <Screen />
    </EditorContext>
  );
}

function Screen(): JSX.Element {
  const { workflowId, draft, view } = useEditor();
  const name = useDocument().name;
  usePageTitle(name || 'Workflow');
  useTopics([`workflow:${workflowId}`, 'runs']);
  useEditorKeys();
  useKeptInAddress();
  const { data } = useQuery(workflowQuery(workflowId));
  useEffect(() => {
    if (data) draft.receive(data);
  }, [data, draft]);
  useLastTest();
  const [making, publishing, running, announcement] = [
    useView((state) => state.making),
    useView((state) => state.publishing),
    useView((state) => state.running),
    useView((state) => state.announcement),
  ];
  return (
    <div className={classes['screen']}>
      <EditorHeader />
      <Workspace />
      <Dock />
      <StepPicker />
      <ConnectDialog />
      <RenameDialog />
      <Suspense>{making !== undefined && <MakeVariable name={making} onClose={() => view.setState({ making: undefined })} />}</Suspense>
      <Suspense>{publishing && <PublishSheet onClose={() => view.setState({ publishing: false })} />}</Suspense>
      <Suspense>{running && <LiveRunDialog onClose={() => view.setState({ running: false })} />}</Suspense>
      <div role="status" aria-live="polite" className={classes['announcer']}>
        {announcement}
      </div>
    </div>
  );
}

/** The last test's values are on the cards when the editor opens. */
function useLastTest(): void {
  const { workflowId, view } = useEditor();
  const runId = useView((state) => state.runId);
  const { data } = useInfiniteQuery({ ...runsQuery({ workflowId, mode: 'test' }), enabled: runId === undefined });
  const last = data?.pages[0]?.items[0]?.id;
  useEffect(() => {
    if (last !== undefined && view.getState().runId === undefined) view.setState({ runId: last });
  }, [last, view]);
}

/** The chosen step and tab stand in the address, so that a link leads to them. Whoever is on the way to another page is not called back. */
function useKeptInAddress(): void {
  const { workflowId } = useEditor();
  const isStillAt = useIsStillAt();
  const navigate = route.useNavigate();
  const step = useView(({ selection }) => (selection.length === 1 ? selection[0] : undefined));
  const panel = useView((state) => state.tab);
  useEffect(() => {
    const timer = setTimeout(() => {
      if (!isStillAt(`/w/${workflowId}`)) return;
      void navigate({
        search: (before) => ({ ...(before.run ? { run: before.run } : {}), ...(step === undefined ? {} : { step }), panel }),
        replace: true,
        resetScroll: false,
      });
    }, 250);
    return () => clearTimeout(timer);
  }, [isStillAt, workflowId, navigate, step, panel]);
}
