import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type JSX, useState } from 'react';
import { api, type TriggerView } from '../../lib/api.ts';
import { count } from '../../lib/format.ts';
import { notifyError } from '../../lib/notify.ts';
import { useMay } from '../../lib/session.ts';
import { zonedTime } from '../../lib/zoned-time.ts';
import { IconAlertTriangle } from '../../ui/icons.ts';
import { Panel } from '../../ui/panel.tsx';
import { TimeAgo } from '../../ui/time.tsx';
import { BackfillDialog } from './backfill-dialog.tsx';
import { DotLine } from './dot-line.tsx';
import { refreshTriggers } from './refresh-triggers.ts';
import { SecretDialog } from './secret-dialog.tsx';
import classes from './triggers.module.css';

interface TriggerPanelProps {
  readonly workflowId: string;
  readonly trigger: TriggerView;
}

export function TriggerPanel({ workflowId, trigger }: TriggerPanelProps): JSX.Element {
  const [open, setOpen] = useState<'backfill' | 'secret'>();
  const mayRun = useMay('run:start');
  const mayPublish = useMay('workflow:publish');
  const isSchedule = trigger.type === 'trigger.schedule';
  return (
    <Panel
      title={trigger.name}
      actions={
        <div className={classes['buttons']}>
          <span className={classes['muted']}>{trigger.live ? 'Live' : trigger.type === 'trigger.manual' ? 'By hand' : 'Not live'}</span>
          {isSchedule && trigger.live && mayRun && (
            <Button size="xs" variant="default" onClick={() => setOpen('backfill')}>
              Run missed times…
            </Button>
          )}
          {trigger.signature && mayPublish && (
            <Button size="xs" variant="default" onClick={() => setOpen('secret')}>
              {trigger.signature.secretSetAt ? 'Change the secret…' : 'Set the secret…'}
            </Button>
          )}
        </div>
      }
    >
      <div className={classes['trigger']}>
        {trigger.alerts.map((alert) => (
          <Alert key={alert.kind} workflowId={workflowId} nodeId={trigger.nodeId} message={alert.message} mayDismiss={mayRun} />
        ))}
        <p className={classes['words']}>{trigger.words}</p>
        {trigger.url && <p className={classes['address']}>{trigger.url}</p>}
        {trigger.nextTimes.length > 0 && <NextTimes trigger={trigger} />}
        <Counts trigger={trigger} />
        {trigger.rhythm && <p className={classes['muted']}>{trigger.rhythm.words}</p>}
        {trigger.signature && (
          <p className={classes['muted']}>
            Only signed calls start it ({schemes[trigger.signature.scheme] ?? trigger.signature.scheme}).{' '}
            {trigger.signature.secretSetAt ? (
              <>
                Secret set <TimeAgo at={trigger.signature.secretSetAt} />.
              </>
            ) : (
              'No secret is set: every call is refused.'
            )}
          </p>
        )}
        {trigger.type !== 'trigger.manual' && <DotLine workflowId={workflowId} nodeId={trigger.nodeId} name={trigger.name} />}
      </div>
      {open === 'backfill' && <BackfillDialog workflowId={workflowId} trigger={trigger} onClose={() => setOpen(undefined)} />}
      {open === 'secret' && <SecretDialog workflowId={workflowId} nodeId={trigger.nodeId} onClose={() => setOpen(undefined)} />}
    </Panel>
  );
}

const schemes: { readonly [scheme: string]: string } = {
  standard_webhooks: 'Standard Webhooks',
  github: 'GitHub',
  stripe: 'Stripe',
  slack: 'Slack',
  hmac: 'HMAC-SHA256',
};

interface AlertProps {
  readonly workflowId: string;
  readonly nodeId: string;
  readonly message: string;
  readonly mayDismiss: boolean;
}

function Alert({ workflowId, nodeId, message, mayDismiss }: AlertProps): JSX.Element {
  const client = useQueryClient();
  async function dismiss(): Promise<void> {
    try {
      await api.triggers.dismiss({ id: workflowId, nodeId });
      await refreshTriggers(client, workflowId);
    } catch (error) {
      notifyError('The alert was not put away', error);
    }
  }
  return (
    <div className={classes['note']} data-tone="waiting" role="status">
      <IconAlertTriangle size={17} aria-hidden />
      <span>{message}</span>
      {mayDismiss && (
        <Button size="compact-xs" variant="default" onClick={() => void dismiss()}>
          Put away
        </Button>
      )}
    </div>
  );
}

function NextTimes({ trigger }: { readonly trigger: TriggerView }): JSX.Element {
  return (
    <div>
      <h3 className={classes['label']}>Next times{trigger.timezone ? `, ${trigger.timezone}` : ''}</h3>
      <ol className={classes['times']} aria-label={`Next times of ${trigger.name}`}>
        {trigger.nextTimes.map((at) => (
          <li key={at}>
            <time dateTime={at}>{zonedTime(at, trigger.timezone)}</time>
          </li>
        ))}
      </ol>
      {trigger.delaySeconds > 0 && (
        <p className={classes['muted']}>
          It starts {count(Math.round(trigger.delaySeconds), 'second')} later, so that not all schedules start at once.
        </p>
      )}
    </div>
  );
}

function Counts({ trigger: { counts, lastSeenAt, type } }: { readonly trigger: TriggerView }): JSX.Element | null {
  if (type === 'trigger.manual') return null;
  const parts = [
    counts.seen > 0 ? `${counts.seen} started` : '',
    counts.missed > 0 ? `${counts.missed} missed` : '',
    counts.refused > 0 ? `${counts.refused} refused` : '',
    counts.duplicates > 0 ? `${counts.duplicates} came twice` : '',
  ].filter((part) => part !== '');
  return (
    <p className={classes['muted']}>
      Last 7 days: {parts.length === 0 ? 'nothing' : parts.join(', ')}
      {lastSeenAt && (
        <>
          {' '}
          · last <TimeAgo at={lastSeenAt} />
        </>
      )}
    </p>
  );
}
