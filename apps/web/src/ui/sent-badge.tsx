import type { JSX } from 'react';
import { IconAlertTriangle, IconBan, IconSend } from './icons.ts';
import classes from './sent-badge.module.css';

export type Sent = 'once' | 'maybe' | 'not_sent';

const shown = {
  once: { label: 'Sent once', tone: 'done', icon: IconSend, title: 'What this step does outside happened, once.' },
  maybe: {
    label: 'Maybe sent',
    tone: 'waiting',
    icon: IconAlertTriangle,
    title: 'It may have happened, or not, or more than once: no answer came.',
  },
  not_sent: { label: 'Not sent', tone: 'quiet', icon: IconBan, title: 'Nothing happened outside.' },
} as const;

/** What is known of a step's effect outside. */
export function SentBadge({ sent }: { readonly sent: Sent }): JSX.Element {
  const { label, tone, icon: Icon, title } = shown[sent];
  return (
    <span className={classes['badge']} data-tone={tone} title={title}>
      <Icon size={12} stroke={2} aria-hidden />
      {label}
    </span>
  );
}
