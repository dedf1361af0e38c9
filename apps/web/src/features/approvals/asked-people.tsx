import type { JSX } from 'react';
import type { Approval } from '../../lib/api.ts';
import { IconAlertTriangle, IconCheck, IconHourglass, IconX } from '../../ui/icons.ts';
import { TimeAgo } from '../../ui/time.tsx';
import { FriendlyValue } from '../../ui/value/value-view.tsx';
import classes from './asked-people.module.css';

type Person = Approval['asked'][number];
type Vote = Approval['votes'][number];

/** Everyone who is asked or has answered, with their answer or how they were told. */
export function AskedPeople({ approval }: { readonly approval: Approval }): JSX.Element {
  const { asked, votes } = approval;
  const voteOf = (email: string): Vote | undefined => votes.find(({ by }) => by.toLowerCase() === email.trim().toLowerCase());
  const others = votes.filter(({ by }) => !asked.some(({ email }) => email.trim().toLowerCase() === by.toLowerCase()));
  const isOpen = approval.status === 'open';
  return (
    <>
      {asked.length === 0 && isOpen && (
        <p className={classes['hint']}>Anyone who may decide approvals can answer. Nobody in particular is asked, so nobody was mailed.</p>
      )}
      {isOpen && asked.some(({ mail }) => mail?.state === 'no_server') && (
        <p className={classes['warning']} role="note">
          <IconAlertTriangle size={15} aria-hidden />
          No mail server is set up, so nobody was mailed. Members find the question here; others cannot be reached until one is set under
          Settings → Mail.
        </p>
      )}
      {(asked.length > 0 || others.length > 0) && (
        <ul className={classes['people']}>
          {asked.map((person) => (
            <li key={person.email}>
              <PersonRow email={person.email} name={person.name} vote={voteOf(person.email)} isOpen={isOpen} mail={person.mail} />
            </li>
          ))}
          {others.map((vote) => (
            <li key={vote.by}>
              <PersonRow email={vote.by} name={null} vote={vote} isOpen={isOpen} mail={null} />
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

interface PersonRowProps {
  readonly email: string;
  readonly name: string | null;
  readonly vote: Vote | undefined;
  readonly isOpen: boolean;
  readonly mail: Person['mail'];
}

function PersonRow({ email, name, vote, isOpen, mail }: PersonRowProps): JSX.Element {
  const filled = vote && Object.keys(vote.form).length > 0;
  return (
    <>
      <div className={classes['row']}>
        <span className={classes['who']}>
          <strong>{name ?? email}</strong>
          {name && <span className={classes['hint']}>{email}</span>}
        </span>
        <AnswerMark vote={vote} isOpen={isOpen} />
      </div>
      {vote?.comment && <p className={classes['comment']}>{vote.comment}</p>}
      {filled && (
        <div className={classes['form']}>
          <FriendlyValue value={vote.form} label={`What ${name ?? email} filled in`} depth={0} />
        </div>
      )}
      {!vote && isOpen && mail && <MailWords mail={mail} />}
    </>
  );
}

function AnswerMark({ vote, isOpen }: { readonly vote: Vote | undefined; readonly isOpen: boolean }): JSX.Element {
  const tone = vote ? (vote.decision === 'approved' ? 'done' : 'failed') : 'quiet';
  const Icon = vote ? (vote.decision === 'approved' ? IconCheck : IconX) : IconHourglass;
  const word = vote ? (vote.decision === 'approved' ? 'Approved' : 'Rejected') : isOpen ? 'Not yet' : 'No answer';
  return (
    <span className={classes['mark']} data-tone={tone}>
      <Icon size={14} stroke={2} aria-hidden />
      {word}
      {vote && (
        <span className={classes['hint']}>
          <TimeAgo at={vote.at} />
        </span>
      )}
    </span>
  );
}

function MailWords({ mail }: { readonly mail: NonNullable<Person['mail']> }): JSX.Element | null {
  switch (mail.state) {
    case 'sent':
      return mail.sentAt ? (
        <p className={classes['hint']}>
          {mail.why === 'reminder' ? 'Reminded' : 'Mailed'} <TimeAgo at={mail.sentAt} />
        </p>
      ) : null;
    case 'due':
      return (
        <p className={classes['hint']}>{mail.message ? `Not mailed yet; it is tried again. ${mail.message}` : 'The mail is on its way'}</p>
      );
    case 'failed':
      return <p className={classes['bad']}>Could not be mailed: {mail.message}</p>;
    case 'no_server':
      return <p className={classes['hint']}>Not mailed</p>;
  }
}
