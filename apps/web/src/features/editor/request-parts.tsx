import { Button, Select, TextInput, VisuallyHidden } from '@mantine/core';
import { type JSX, useState } from 'react';
import { api, type ProposalView } from '../../lib/api.ts';
import { notifyError } from '../../lib/notify.ts';
import { IconAlertCircle, IconArrowRight, IconCheck, IconChevronRight, IconX } from '../../ui/icons.ts';
import { QuestionBox } from './assistant/question-box.tsx';
import { PartSteps } from './part-steps.tsx';
import classes from './request-parts.module.css';

type Wording = NonNullable<ProposalView['wording']>;
type Part = Wording['parts'][number];

/** Below this the parts to look at are shown at once. */
const guessedBelow = 0.45;
const isToCheck = ({ state }: Part): boolean => state === 'doubted' || state === 'unused';
const stateWords: { readonly [state in Part['state']]: string } = {
  read: 'understood',
  doubted: 'please check',
  gap: 'no step can do this yet',
  unused: 'in no step',
  left_out: 'left out',
};

interface RequestPartsProps {
  readonly proposal: ProposalView;
  readonly onChanged: (next: ProposalView) => void;
  /** Shows the step that a part became. */
  readonly onLook: (nodeId: string | undefined) => void;
}

/** The request as it was read, part by part: each can be confirmed, said differently or left out. A model reads it as a whole. */
export function RequestParts({ proposal, onChanged, onLook }: RequestPartsProps): JSX.Element {
  const wording: Wording = proposal.wording ?? { text: proposal.request, parts: [] };
  const toCheck = wording.parts.filter(isToCheck);
  const isOpen = proposal.status === 'open';
  const [shownId, setShownId] = useState(isOpen && proposal.metadata.confidence < guessedBelow ? toCheck[0]?.id : undefined);
  const shown = wording.parts.find(({ id }) => id === shownId);
  const look = (part: Part | undefined): void => {
    setShownId(part?.id);
    onLook(part?.nodeIds[0]);
  };
  const change = (next: ProposalView): void => {
    onChanged(next);
    const at = shown?.at ?? 0;
    const left = next.wording?.parts.filter(isToCheck) ?? [];
    look(left.find((part) => part.at > at) ?? left[0]);
  };
  return (
    <section className={classes['wording']} aria-label="What you wrote">
      <p className={classes['request']}>
        {piecesOf(wording).map((piece) =>
          typeof piece === 'string' ? (
            piece
          ) : (
            <button
              key={piece.id}
              type="button"
              data-state={piece.state}
              aria-pressed={piece.id === shownId}
              title={stateWords[piece.state]}
              onClick={() => look(piece.id === shownId ? undefined : piece)}
            >
              {piece.words}
              <VisuallyHidden> ({stateWords[piece.state]})</VisuallyHidden>
            </button>
          ),
        )}
      </p>
      {isOpen && wording.start && <AssumedStart proposal={proposal} question={wording.start} onChanged={onChanged} />}
      {isOpen && toCheck.length > 0 && (
        <p className={classes['count']} role="status">
          <IconAlertCircle size={14} aria-hidden />
          {toCheck.length === 1 ? 'One part of this needs a look.' : `${toCheck.length} parts of this need a look.`}
          {!shown && (
            <button type="button" onClick={() => look(toCheck[0])}>
              {toCheck.length === 1 ? 'Look at it' : 'Look at them'}
            </button>
          )}
        </p>
      )}
      {isOpen && shown && (
        <PartBox
          key={shown.id + shown.state}
          proposal={proposal}
          part={shown}
          next={toCheck.find(({ at }) => at > shown.at) ?? toCheck.find(({ id }) => id !== shown.id)}
          onNext={look}
          onChanged={change}
        />
      )}
    </section>
  );
}

/** What starts it was not said: as what it was taken, and other ways to start. */
function AssumedStart({
  proposal,
  question,
  onChanged,
}: Pick<RequestPartsProps, 'proposal' | 'onChanged'> & { readonly question: NonNullable<Wording['start']> }): JSX.Element {
  const taken = proposal.steps.find(({ nodeId }) => nodeId === question.nodeId);
  return (
    <details className={classes['start']}>
      <summary>
        <IconChevronRight size={14} aria-hidden />
        <span>
          You did not say what starts it; taken as <strong>“{taken?.name}”</strong>
        </span>
      </summary>
      <QuestionBox key={taken?.type} proposal={proposal} question={question} onAnswered={onChanged} />
    </details>
  );
}

function piecesOf({ text, parts }: Wording): readonly (string | Part)[] {
  const ends = [0, ...parts.map(({ at, words }) => at + words.length)];
  return [...parts.flatMap((part, index) => [text.slice(ends[index], part.at), part]), text.slice(ends.at(-1))];
}

interface PartBoxProps {
  readonly proposal: ProposalView;
  readonly part: Part;
  readonly next: Part | undefined;
  readonly onNext: (part: Part | undefined) => void;
  readonly onChanged: (next: ProposalView) => void;
}

function PartBox({ proposal, part, next, onNext, onChanged }: PartBoxProps): JSX.Element {
  const [busy, setBusy] = useState<string>();
  const [words, setWords] = useState(part.words);
  const correct = async (change: { readonly means: string } | { readonly words: string } | { readonly place: string }): Promise<void> => {
    setBusy('means' in change ? change.means : 'words' in change ? 'words' : 'place');
    try {
      onChanged(await api.builder.correct({ id: proposal.id, part: part.id, ...change }));
    } catch (error) {
      notifyError('The plan could not be changed', error);
    } finally {
      setBusy(undefined);
    }
  };
  const button = (value: string, label: string, icon?: JSX.Element): JSX.Element => (
    <Button
      key={value}
      size="compact-sm"
      variant="default"
      {...(icon && { leftSection: icon })}
      loading={busy === value}
      disabled={busy !== undefined}
      onClick={() => void correct({ means: value })}
    >
      {label}
    </Button>
  );
  const kinds = part.choices.filter(({ value }) => value !== 'nothing' && value !== 'right');
  const own = part.choices.filter(({ value }) => value === 'nothing' || value === 'right');
  // Where only a detail is missing the part itself was understood.
  const isMeant = part.state === 'read' || part.missing.length > 0;
  const isChanged = words.trim() !== '' && words.trim() !== part.words;
  return (
    <section className={classes['part']} aria-label={`The part “${part.words}”`}>
      <header>
        <strong>“{part.words}”</strong>
        {next && (
          <Button
            size="compact-xs"
            variant="subtle"
            color="gray"
            rightSection={<IconArrowRight size={13} aria-hidden />}
            onClick={() => onNext(next)}
          >
            Next
          </Button>
        )}
      </header>
      <p>{takenAs(part, proposal)}</p>
      <PartSteps proposal={proposal} nodeIds={part.nodeIds} />
      <div className={classes['row']}>
        {part.state === 'doubted' && button('right', 'That is right', <IconCheck size={14} aria-hidden />)}
        {kinds.slice(0, isMeant ? 0 : 3).map(({ value, label }) => button(value, label))}
        {own.map(({ value, label }) => button(value, label, value === 'nothing' ? <IconX size={14} aria-hidden /> : undefined))}
      </div>
      {kinds.length > 0 && (
        <Select
          size="xs"
          aria-label="What it means instead"
          placeholder={isMeant ? 'It means something else' : 'Or it means something else'}
          data={kinds.map(({ value, label }) => ({ value, label }))}
          value={null}
          searchable
          nothingFoundMessage="Nothing is called so"
          disabled={busy !== undefined}
          onChange={(value) => value && void correct({ means: value })}
        />
      )}
      {part.places.length > 1 && (
        <Select
          size="xs"
          aria-label="When it happens instead"
          placeholder="It happens at another place"
          data={part.places.map(({ value, label }) => ({ value, label }))}
          value={null}
          searchable
          nothingFoundMessage="No place is called so"
          disabled={busy !== undefined}
          onChange={(value) => value && void correct({ place: value })}
        />
      )}
      {part.state !== 'left_out' && (
        <form
          className={classes['say']}
          onSubmit={(event) => {
            event.preventDefault();
            if (isChanged && busy === undefined) void correct({ words: words.trim() });
          }}
        >
          <TextInput
            size="xs"
            aria-label="Say this part differently"
            maxLength={4000}
            value={words}
            onChange={(event) => setWords(event.currentTarget.value)}
          />
          <Button type="submit" size="xs" variant="default" loading={busy === 'words'} disabled={!isChanged || busy !== undefined}>
            Say it so
          </Button>
        </form>
      )}
    </section>
  );
}

/** What became of a part, in a sentence. */
function takenAs({ state, nodeIds, missing }: Part, { steps }: ProposalView): string {
  const names = steps.filter(({ nodeId }) => nodeIds.includes(nodeId)).map(({ name }) => `“${name}”`);
  const lost = missing.length === 0 ? '' : ` Not used: ${missing.map((word) => `“${word}”`).join(', ')}.`;
  switch (state) {
    case 'unused':
      return 'This is in no step yet. What does it mean?';
    case 'left_out':
      return 'You left this out.';
    case 'gap':
      return `No step can do this yet. It stays as the gap ${names.join(', ')}, to be filled in later.`;
    default:
      if (names.length === 0) return `Part of the step before it.${lost}`;
      return `${state === 'doubted' && lost === '' ? 'Probably: ' : 'Taken as: '}${names.join(', ')}.${lost}`;
  }
}
