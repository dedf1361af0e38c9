import { ActionIcon, Textarea } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { findNode } from '@arches/kernel';
import { type FormEvent, type JSX, useEffect, useState } from 'react';
import { api, type ProposalView } from '../../../lib/api.ts';
import { type ShownError, shownError } from '../../../lib/errors.ts';
import { IconArrowUp, IconLoader2 } from '../../../ui/icons.ts';
import { ErrorState } from '../../../ui/states.tsx';
import { useDocument, useEditor, useSelected, useView } from '../editor-context.ts';
import { nameOf } from '../model/edits.ts';
import classes from './assistant.module.css';
import { ProposalCard } from './proposal-card.tsx';
import { useLines } from './thread.ts';

const ideas = ['Explain what happens when a step fails', 'Ask somebody to approve before the end', 'Send me the result by e-mail'];

/** Ask for a change in words. Nothing in the draft changes before Keep. */
export function AssistantTab(): JSX.Element {
  const { workflowId, draft, view, announce, mayWrite, cards } = useEditor();
  const client = useQueryClient();
  const document = useDocument();
  const selected = useSelected();
  const proposal = useView((state) => state.proposal);
  const [lines, say] = useLines(workflowId);
  const [text, setText] = useState('');
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<ShownError>();
  const open = useQuery({ queryKey: ['proposals', workflowId], queryFn: () => api.builder.openProposals({ id: workflowId }) });
  const newest = open.data?.items[0];
  useEffect(() => {
    if (newest && view.getState().proposal === undefined) view.setState({ proposal: newest });
  }, [newest, view]);

  const show = (next: ProposalView): void => {
    const answered = view.getState().proposal;
    if (answered && answered.id !== next.id) void api.builder.discard({ id: answered.id }).catch(() => undefined);
    // A reply without a change is only an answer.
    const changes = next.steps.some(({ change }) => change !== 'same') || next.questions.length > 0;
    view.setState({ proposal: changes ? next : undefined });
    if (!changes) {
      say({ from: 'assistant', text: next.reply });
      void api.builder.discard({ id: next.id }).catch(() => undefined);
    }
    void client.invalidateQueries({ queryKey: ['proposals', workflowId] });
    announce(next.reply);
  };
  const send = async (event?: FormEvent): Promise<void> => {
    event?.preventDefault();
    const message = text.trim();
    if (message.length < 3 || busy) return;
    setBusy(true);
    setFailure(undefined);
    try {
      await draft.flush();
      const next = await api.builder.propose({ id: workflowId, message });
      setText('');
      say({ from: 'you', text: message });
      show(next);
    } catch (error) {
      setFailure(shownError(error));
    } finally {
      setBusy(false);
    }
  };
  const looked = selected === undefined ? undefined : findNode(document, selected)?.node;
  return (
    <div className={classes['assistant']}>
      <div className={classes['thread']}>
        {lines.length === 0 && !proposal && (
          <div className={classes['empty']}>
            <p>Say what should be different. You see every change before it is made.</p>
            <div className={classes['ideas']}>
              {ideas.map((idea) => (
                <button key={idea} type="button" onClick={() => setText(idea)}>
                  {idea}
                </button>
              ))}
            </div>
          </div>
        )}
        {lines.map((line, index) => (
          <p key={index} className={classes['line']} data-from={line.from}>
            {line.text}
          </p>
        ))}
        {proposal && lines.at(-1)?.text !== proposal.request && !lines.some(({ text: said }) => said === proposal.request) && (
          <p className={classes['line']} data-from="you">
            {proposal.request}
          </p>
        )}
        {busy && (
          <p className={classes['busy']} role="status">
            <IconLoader2 size={14} aria-hidden /> Working out what that changes
          </p>
        )}
        {proposal && !busy && (
          <ProposalCard
            key={proposal.id}
            proposal={proposal}
            onAnswered={show}
            onDone={(words) => say({ from: 'assistant', text: words })}
          />
        )}
        {failure && <ErrorState compact title="The assistant could not answer" error={failure} onRetry={() => void send()} />}
      </div>
      {mayWrite && (
        <form className={classes['box']} onSubmit={(event) => void send(event)}>
          <Textarea
            aria-label="Ask for a change"
            placeholder="Ask for a change"
            variant="unstyled"
            autosize
            minRows={2}
            maxRows={8}
            maxLength={8000}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key === 'Enter' && !event.shiftKey && !event.nativeEvent.isComposing) void send(event);
            }}
          />
          <div className={classes['boxRow']}>
            {looked && <span className={classes['looking']}>Looking at: {nameOf(looked, cards)}</span>}
            <ActionIcon
              type="submit"
              variant="filled"
              color="brand"
              size={30}
              aria-label="Send"
              loading={busy}
              disabled={text.trim().length < 3}
            >
              <IconArrowUp size={17} stroke={2} />
            </ActionIcon>
          </div>
        </form>
      )}
    </div>
  );
}
