import type { NodeCard } from '@arches/kernel';
import { notifications } from '@mantine/notifications';
import { useEffect, useState } from 'react';
import { api, type WorkflowDetail } from '../../lib/api.ts';
import { queryClient } from '../../lib/query-client.ts';
import { workflowQuery } from '../../lib/queries.ts';
import { createView, type Editor, type ViewState } from './editor-context.ts';
import { catalogOfCards } from './model/catalog-of-cards.ts';
import { createDraft } from './model/draft-store.ts';
import { createOutbox } from './model/outbox.ts';

type Opened = Omit<Editor, 'cards' | 'mayWrite' | 'mayPublish'>;

/** The draft and the view of one workflow, for as long as its editor is on the screen. */
export function useOpenEditor(detail: WorkflowDetail, cards: ReadonlyMap<string, NodeCard>, start: Partial<ViewState>): Opened | undefined {
  const [opened, setOpened] = useState<Opened>();
  // Opened once: later answers come in through the draft itself.
  useEffect(() => {
    const next = open(detail, cards, start);
    setOpened(next);
    const retry = (): void => void next.draft.flush();
    const leaving = (event: BeforeUnloadEvent): void => {
      if (next.draft.store.getState().save === 'offline') event.preventDefault();
      else retry();
    };
    window.addEventListener('online', retry);
    window.addEventListener('beforeunload', leaving);
    return () => {
      window.removeEventListener('online', retry);
      window.removeEventListener('beforeunload', leaving);
      next.draft.close();
    };
  }, [detail.id]);
  return opened;
}

function open(detail: WorkflowDetail, cards: ReadonlyMap<string, NodeCard>, start: Partial<ViewState>): Opened {
  const { id } = detail;
  const draft = createDraft(detail, {
    api: {
      patch: async (baseRevision, { clientOpId, patches }) => {
        const { inverse: _, ...answer } = await api.workflows.patch({ id, baseRevision, clientOpId, patches: [...patches] });
        queryClient.setQueryData(workflowQuery(id).queryKey, answer);
        return answer;
      },
      get: () => api.workflows.get({ id }),
    },
    outbox: createOutbox(id, localStorage),
    notice: (message) => void notifications.show({ message, color: 'yellow', withBorder: true, autoClose: 8000, role: 'alert' }),
  });
  const view = createView(start);
  const announce = (words: string): void => view.setState({ announcement: words });
  return {
    workflowId: id,
    draft,
    view,
    catalog: catalogOfCards(cards),
    announce,
    edit: (edit, label) => {
      if (!edit || !draft.change(edit.patches, { label: label ?? edit.words })) return false;
      view.setState({ selection: edit.select });
      announce(edit.words);
      return true;
    },
  };
}
