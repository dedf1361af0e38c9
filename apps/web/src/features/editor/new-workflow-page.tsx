import { findNode, type NodeCard, type WorkflowDocument } from '@arches/kernel';
import { Button, Textarea } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { type FormEvent, type JSX, useEffect, useMemo, useRef, useState } from 'react';
import { api, type ProposalView } from '../../lib/api.ts';
import { shownError } from '../../lib/errors.ts';
import { useIsStillAt } from '../../lib/is-still-at.ts';
import { useNodeCards } from '../../lib/node-cards.ts';
import { notifyError } from '../../lib/notify.ts';
import { CategoryTile } from '../../ui/category-tile.tsx';
import { RunGraph } from '../../ui/graph/run-graph.tsx';
import { IconAlertCircle, IconBulb, IconCheck, IconSparkles, IconX } from '../../ui/icons.ts';
import { usePageTitle } from '../../ui/page-header.tsx';
import { ErrorState } from '../../ui/states.tsx';
import { OpenQuestions } from './assistant/open-questions.tsx';
import classes from './new-workflow.module.css';
import { RequestParts } from './request-parts.tsx';

const route = getRouteApi('/shell/workflows/new');

/** From a sentence to a workflow: the plan in words, the graph beside it, one question at most, Keep. */
export function NewWorkflowPage(): JSX.Element {
  const { prompt, proposal: id } = route.useSearch();
  usePageTitle('New workflow');
  const navigate = route.useNavigate();
  const isStillAt = useIsStillAt();
  const client = useQueryClient();
  const proposal = useQuery({
    queryKey: ['proposal', id],
    queryFn: () => api.builder.getProposal({ id: id ?? '' }),
    enabled: id !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const show = async (next: ProposalView): Promise<void> => {
    client.setQueryData(['proposal', next.id], next);
    await navigate({ search: { proposal: next.id, prompt: next.request }, replace: true });
  };
  const made = useQuery({
    queryKey: ['generated', prompt],
    queryFn: () => api.builder.generate({ problemStatement: prompt ?? '' }),
    enabled: id === undefined && prompt !== undefined && prompt.trim().length > 2,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    retry: false,
  });
  const fresh = made.data;
  useEffect(() => {
    // The proposal stands in the address, so that a refresh finds it again instead of making another.
    if (fresh && id === undefined && isStillAt('/workflows/new')) {
      client.setQueryData(['proposal', fresh.id], fresh);
      void navigate({ search: { proposal: fresh.id, prompt: fresh.request }, replace: true });
    }
  }, [fresh, id, client, isStillAt, navigate]);
  const error = proposal.error ?? made.error;
  return (
    <div className={classes['page']}>
      {error && !proposal.data ? (
        <div className={classes['start']}>
          <ErrorState
            title="No workflow could be proposed"
            error={shownError(error)}
            onRetry={() => void (id === undefined ? made.refetch() : proposal.refetch())}
          />
          <DescribeForm key="again" start={prompt ?? ''} />
        </div>
      ) : proposal.data ? (
        <Plan key={proposal.data.id} proposal={proposal.data} onChanged={(next) => void show(next)} />
      ) : made.isFetching || proposal.isFetching ? (
        <p className={classes['thinking']} role="status">
          <IconSparkles size={18} aria-hidden /> Working out the steps for “{prompt}”
        </p>
      ) : (
        <div className={classes['start']}>
          <DescribeForm start={prompt ?? ''} />
        </div>
      )}
    </div>
  );
}

function DescribeForm({ start }: { readonly start: string }): JSX.Element {
  const navigate = route.useNavigate();
  const client = useQueryClient();
  const [text, setText] = useState(start);
  const [busy, setBusy] = useState(false);
  const send = (event: FormEvent): void => {
    event.preventDefault();
    const prompt = text.trim();
    if (prompt.length < 3) return;
    client.removeQueries({ queryKey: ['generated'] });
    void navigate({ search: { prompt }, replace: true });
  };
  const byHand = async (): Promise<void> => {
    setBusy(true);
    try {
      const { id } = await api.workflows.create({ name: 'New workflow', nodes: [], edges: [] });
      await navigate({ to: '/w/$workflowId', params: { workflowId: id } });
    } catch (error) {
      notifyError('The workflow could not be made', error);
      setBusy(false);
    }
  };
  return (
    <form className={classes['describe']} onSubmit={send}>
      <h1>What should happen?</h1>
      <Textarea
        aria-label="Describe what you want to automate"
        placeholder="When I upload customer feedback, group it by topic, count each topic and make an Excel file"
        autosize
        minRows={3}
        maxRows={10}
        maxLength={8000}
        autoFocus
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && !event.shiftKey && !event.nativeEvent.isComposing) send(event);
        }}
      />
      <div className={classes['row']}>
        <Button type="submit" leftSection={<IconSparkles size={16} />} disabled={text.trim().length < 3}>
          Propose a workflow
        </Button>
        <Button variant="subtle" color="gray" loading={busy} onClick={() => void byHand()}>
          Build it step by step myself
        </Button>
      </div>
    </form>
  );
}

interface PlanProps {
  readonly proposal: ProposalView;
  readonly onChanged: (next: ProposalView) => void;
}

function Plan({ proposal, onChanged }: PlanProps): JSX.Element {
  const cards = useNodeCards();
  const navigate = route.useNavigate();
  const client = useQueryClient();
  const keepButton = useRef<HTMLButtonElement>(null);
  const [busy, setBusy] = useState<'keep' | 'discard' | 'refine'>();
  const [selected, setSelected] = useState<string>();
  const { metadata, steps } = proposal;
  const graph = proposal.graph as WorkflowDocument;
  const open = proposal.status === 'open';
  useEffect(() => keepButton.current?.focus({ preventScroll: true }), []);
  const keep = async (): Promise<void> => {
    setBusy('keep');
    try {
      const { workflowId } = await api.builder.keep({ id: proposal.id });
      client.removeQueries({ queryKey: ['proposal', proposal.id] });
      void client.invalidateQueries({ queryKey: ['workflows'] });
      await navigate({ to: '/w/$workflowId', params: { workflowId } });
    } catch (error) {
      notifyError('It could not be kept', error);
      setBusy(undefined);
    }
  };
  const discard = async (): Promise<void> => {
    setBusy('discard');
    try {
      await api.builder.discard({ id: proposal.id });
      client.removeQueries({ queryKey: ['generated'] });
      await navigate({ to: '/' });
    } catch (error) {
      notifyError('It could not be discarded', error);
      setBusy(undefined);
    }
  };
  return (
    <div className={classes['plan']}>
      <section className={classes['words']} aria-label="The plan">
        <div className={classes['scroll']}>
          <RequestParts proposal={proposal} onChanged={onChanged} onLook={setSelected} />
          <h1>{graph.name}</h1>
          {proposal.reply && <p className={classes['reply']}>{proposal.reply}</p>}
          <ol className={classes['steps']}>
            {steps.map((step, index) => (
              <li
                key={step.nodeId}
                style={{ animationDelay: `${Math.min(index, 10) * 90}ms` }}
                data-current={selected === step.nodeId || undefined}
              >
                <PlanStep
                  step={step}
                  card={cards.get(step.type)}
                  inside={findNode(graph, step.nodeId)?.parent !== undefined}
                  onSelect={() => setSelected(step.nodeId)}
                />
              </li>
            ))}
          </ol>
          {open && <OpenQuestions proposal={proposal} onAnswered={onChanged} />}
          <Hints proposal={proposal} />
          <p className={classes['confidence']}>
            {confidenceWords(metadata.confidence)} Worked out by the {metadata.generationMethod}.
          </p>
        </div>
        {open ? (
          <div className={classes['decide']}>
            <div className={classes['row']}>
              <Button ref={keepButton} leftSection={<IconCheck size={16} />} loading={busy === 'keep'} onClick={() => void keep()}>
                Keep
              </Button>
              <Button variant="default" leftSection={<IconX size={15} />} loading={busy === 'discard'} onClick={() => void discard()}>
                Discard
              </Button>
            </div>
            <Refine proposal={proposal} onChanged={onChanged} />
          </div>
        ) : (
          <p className={classes['decide']}>This proposal was {proposal.status === 'kept' ? 'kept' : 'discarded'} already.</p>
        )}
      </section>
      <section className={classes['drawing']} aria-label="The workflow as a drawing">
        <GhostGraph graph={graph} cards={cards} summaries={proposal.summaries} selected={selected} onSelect={setSelected} />
      </section>
    </div>
  );
}

function GhostGraph(props: {
  readonly graph: WorkflowDocument;
  readonly cards: ReadonlyMap<string, NodeCard>;
  readonly summaries: Readonly<Record<string, string>>;
  readonly selected: string | undefined;
  readonly onSelect: (id: string) => void;
}): JSX.Element {
  return (
    <div className={classes['ghost']}>
      <RunGraph {...props} />
    </div>
  );
}

function PlanStep({
  step,
  card,
  inside,
  onSelect,
}: {
  readonly step: ProposalView['steps'][number];
  readonly card: NodeCard | undefined;
  readonly inside: boolean;
  readonly onSelect: () => void;
}): JSX.Element {
  return (
    <button type="button" className={classes['step']} data-inside={inside || undefined} onClick={onSelect}>
      <CategoryTile category={card?.category ?? 'flow'} icon={card?.icon ?? 'QuestionMark'} />
      <span>
        <strong>{step.name}</strong>
        <span className={classes['sentence']}>{step.sentence}</span>
        {step.because && <span className={classes['because']}>because you wrote “{step.because}”</span>}
        {(step.placeholder || step.unsure) && (
          <span className={classes['todo']}>
            <IconAlertCircle size={13} aria-hidden /> {step.placeholder ? 'Needs a decision' : 'Not sure: please check'}
          </span>
        )}
      </span>
    </button>
  );
}

function Hints({ proposal }: { readonly proposal: ProposalView }): JSX.Element | null {
  const [all, setAll] = useState(false);
  const hints = useMemo(() => hintsOf(proposal), [proposal]);
  if (hints.length === 0) return null;
  const shown = all ? hints : hints.slice(0, hintsAtFirst);
  return (
    <div>
      <ul className={classes['hints']} aria-label="Worth knowing">
        {shown.map((hint) => (
          <li key={hint}>
            <IconBulb size={15} stroke={1.7} aria-hidden /> {hint}
          </li>
        ))}
      </ul>
      {shown.length < hints.length && (
        <Button size="compact-xs" variant="subtle" color="gray" onClick={() => setAll(true)}>
          {hints.length - shown.length} more
        </Button>
      )}
    </div>
  );
}

const hintsAtFirst = 6;

/** What may be wrong stands before what may be better; what is asked, or marked at its part of the request, is no hint. */
function hintsOf({ metadata, explanation, openQuestions, steps, wording }: ProposalView): string[] {
  const marked = wording ? steps.flatMap(({ because, name, unsure }) => (unsure ? [unsureHint(because, name)] : [])) : [];
  const shown = new Set([...openQuestions.map(({ text }) => `Open: ${text}`), ...marked]);
  const all = new Set([...explanation.potentialIssues, ...metadata.recommendations, ...metadata.riskFactors]);
  return [...all].filter((hint) => !shown.has(hint));
}

const unsureHint = (because: string | null, name: string): string => `I am not sure that “${because}” means “${name}”. Please check it.`;

/** Another sentence on top of the first; the plan is made anew from both. */
function Refine({ proposal, onChanged }: PlanProps): JSX.Element {
  const [text, setText] = useState('');
  const [busy, setBusy] = useState(false);
  const send = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const more = text.trim();
    if (more.length < 3 || busy) return;
    setBusy(true);
    try {
      onChanged(await added(proposal, more));
      setText('');
    } catch (error) {
      notifyError('The plan could not be changed', error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <form className={classes['refine']} onSubmit={(event) => void send(event)}>
      <Textarea
        aria-label="Change the plan"
        placeholder="Not quite? Say what should be different"
        autosize
        minRows={1}
        maxRows={5}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && !event.shiftKey && !event.nativeEvent.isComposing) void send(event);
        }}
      />
      <Button type="submit" variant="default" loading={busy} disabled={text.trim().length < 3}>
        Change
      </Button>
    </form>
  );
}

async function added({ id, request, wording }: ProposalView, more: string): Promise<ProposalView> {
  // What was answered and said of parts before stays.
  if (wording) return api.builder.correct({ id, words: more });
  const next = await api.builder.generate({ problemStatement: `${request.replace(/\s*[.!]?\s*$/, '')}. ${more}` });
  await api.builder.discard({ id }).catch(() => undefined);
  return next;
}

function confidenceWords(confidence: number): string {
  if (confidence >= 0.85) return 'This should be just what you asked for.';
  // The planner's confidence is set near the share of its plans that were right to the last step, which is about one half.
  if (confidence >= 0.45) return 'This is probably close to what you mean; look through the steps before you keep it.';
  return 'Some of this is a guess: look closely, or say more.';
}
