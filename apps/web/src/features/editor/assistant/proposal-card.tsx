import type { Patch, WorkflowDocument } from '@arches/kernel';
import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type JSX, useMemo, useState } from 'react';
import { api, type ProposalView } from '../../../lib/api.ts';
import { isStatus } from '../../../lib/errors.ts';
import { notifyError } from '../../../lib/notify.ts';
import { IconCheck, IconX } from '../../../ui/icons.ts';
import { useDocument, useEditor } from '../editor-context.ts';
import { changeCounts, changeRows } from '../model/change-words.ts';
import classes from './assistant.module.css';
import { ChangeList } from './change-list.tsx';
import { OpenQuestions } from './open-questions.tsx';

export interface ProposalCardProps {
  readonly proposal: ProposalView;
  readonly onAnswered: (next: ProposalView) => void;
  /** What was decided, in words. */
  readonly onDone: (words: string) => void;
}

/** What would change, row by row, and the two buttons that decide. */
export function ProposalCard({ proposal, onAnswered, onDone }: ProposalCardProps): JSX.Element {
  const { workflowId, draft, view, cards, announce, mayWrite } = useEditor();
  const client = useQueryClient();
  const document = useDocument();
  const [busy, setBusy] = useState<'keep' | 'discard'>();
  const rows = useMemo(() => changeRows(document, proposal.graph as WorkflowDocument, cards), [document, proposal, cards]);
  const finish = (words: string): void => {
    view.setState({ proposal: undefined });
    void client.invalidateQueries({ queryKey: ['proposals', workflowId] });
    announce(words);
  };
  const keep = async (): Promise<void> => {
    setBusy('keep');
    try {
      await draft.flush();
      const { inverse } = await api.builder.keep({ id: proposal.id });
      const detail = await api.workflows.get({ id: workflowId });
      draft.adopt(detail, `Kept: ${proposal.request.slice(0, 60)}`, inverse as Patch[]);
      onDone(proposal.reply);
      finish('The changes are in the draft.');
    } catch (error) {
      notifyError(isStatus(error, 409) ? 'The draft has changed meanwhile' : 'The changes could not be kept', error);
    } finally {
      setBusy(undefined);
    }
  };
  const discard = async (): Promise<void> => {
    setBusy('discard');
    try {
      await api.builder.discard({ id: proposal.id });
      onDone('Discarded. Nothing was changed.');
      finish('Discarded. Nothing was changed.');
    } catch (error) {
      notifyError('The proposal could not be discarded', error);
    } finally {
      setBusy(undefined);
    }
  };
  return (
    <div className={classes['proposalGroup']}>
      {proposal.reply && <p className={classes['line']}>{proposal.reply}</p>}
      <OpenQuestions proposal={proposal} onAnswered={onAnswered} />
      <section className={classes['proposal']} aria-label="Proposed changes">
        <header>
          <strong>Proposed changes</strong>
          <span>{changeCounts(rows)}</span>
        </header>
        <ChangeList rows={rows} onPick={(nodeId) => view.setState({ selection: [nodeId] })} />
        {mayWrite && (
          <div className={classes['decide']}>
            <Button flex={1} leftSection={<IconCheck size={16} />} loading={busy === 'keep'} onClick={() => void keep()}>
              Keep changes
            </Button>
            <Button variant="default" leftSection={<IconX size={15} />} loading={busy === 'discard'} onClick={() => void discard()}>
              Discard
            </Button>
          </div>
        )}
      </section>
      {proposal.explanation.potentialIssues.slice(0, 3).map((issue) => (
        <p key={issue} className={classes['note']}>
          {issue}
        </p>
      ))}
    </div>
  );
}
