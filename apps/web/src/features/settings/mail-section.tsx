import { Button, Checkbox, Group, NumberInput, PasswordInput, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type JSX, useState } from 'react';
import { type ApiOutputs, api } from '../../lib/api.ts';
import { shownError } from '../../lib/errors.ts';
import { notifyDone } from '../../lib/notify.ts';
import { mailQuery } from '../../lib/queries.ts';
import { useMay } from '../../lib/session.ts';
import { Panel } from '../../ui/panel.tsx';
import { ErrorState, LoadingRows } from '../../ui/states.tsx';
import classes from './settings-page.module.css';
import { useAttempt } from './use-attempt.ts';

type Mail = NonNullable<ApiOutputs['settings']['mail']['mail']>;

const empty: Mail = { host: '', port: 587, secure: false, user: '', from: '', hasPassword: false };

export function MailSection(): JSX.Element {
  const mail = useQuery(mailQuery);
  if (mail.isPending) return <LoadingRows />;
  if (!mail.data)
    return <ErrorState title="The mail server could not be read" error={shownError(mail.error)} onRetry={() => void mail.refetch()} />;
  return <MailForm key={JSON.stringify(mail.data.mail)} saved={mail.data.mail} />;
}

function MailForm({ saved }: { readonly saved: Mail | null }): JSX.Element {
  const client = useQueryClient();
  const may = useMay('settings:manage');
  const [mail, setMail] = useState<Mail>(saved ?? empty);
  const [password, setPassword] = useState('');
  const save = useAttempt();
  const test = useAttempt();
  const set = <Key extends keyof Mail>(key: Key, value: Mail[Key]): void => setMail({ ...mail, [key]: value });
  return (
    <Panel title="Outgoing mail">
      <p className={classes['muted']} style={{ marginBottom: 14 }}>
        Steps that send e-mail, and messages from Arches itself, go through this server (SMTP).
      </p>
      <form
        noValidate
        className={classes['form']}
        onSubmit={(event) => {
          event.preventDefault();
          const { hasPassword: _, ...given } = mail;
          void save.run(async () => {
            await api.settings.saveMail({ ...given, ...(password === '' ? {} : { password }) });
            await client.invalidateQueries({ queryKey: ['settings', 'mail'] });
            notifyDone('Saved. Send a test to be sure.');
          });
        }}
      >
        <div className={classes['pair']}>
          <TextInput
            label="Server"
            placeholder="smtp.example.org"
            disabled={!may}
            value={mail.host}
            error={save.errors['host']}
            onChange={(event) => set('host', event.currentTarget.value)}
          />
          <NumberInput
            label="Port"
            min={1}
            max={65535}
            hideControls
            disabled={!may}
            value={mail.port}
            error={save.errors['port']}
            onChange={(port) => set('port', Number(port) || 0)}
          />
        </div>
        <Checkbox
          label="Encrypted from the start (usually port 465)"
          description="Off: encryption is asked for after the greeting (STARTTLS)."
          disabled={!may}
          checked={mail.secure}
          onChange={(event) => set('secure', event.currentTarget.checked)}
        />
        <TextInput
          label="User"
          autoComplete="off"
          disabled={!may}
          value={mail.user}
          error={save.errors['user']}
          onChange={(event) => set('user', event.currentTarget.value)}
        />
        <PasswordInput
          label="Password"
          autoComplete="new-password"
          placeholder={mail.hasPassword ? 'Kept; type to replace it' : ''}
          disabled={!may}
          value={password}
          error={save.errors['password']}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        <TextInput
          label="Sender"
          type="email"
          placeholder="arches@example.org"
          disabled={!may}
          value={mail.from}
          error={save.errors['from']}
          onChange={(event) => set('from', event.currentTarget.value)}
        />
        {save.failure && <ErrorState compact title="Not saved" error={save.failure} />}
        {test.failure && <ErrorState compact title="The test message was not sent" error={test.failure} />}
        {may && (
          <Group gap={8}>
            <Button type="submit" loading={save.busy}>
              Save
            </Button>
            {saved && (
              <>
                <Button
                  variant="default"
                  loading={test.busy}
                  onClick={() =>
                    void test.run(async () => {
                      const { sentTo } = await api.settings.testMail();
                      notifyDone(`A test message is on its way to ${sentTo}.`);
                    })
                  }
                >
                  Send a test to myself
                </Button>
                <Button
                  variant="subtle"
                  color="gray"
                  onClick={() =>
                    void save.run(async () => {
                      await api.settings.removeMail();
                      await client.invalidateQueries({ queryKey: ['settings', 'mail'] });
                    })
                  }
                >
                  Forget it
                </Button>
              </>
            )}
          </Group>
        )}
      </form>
    </Panel>
  );
}
