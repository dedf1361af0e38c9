import { Autocomplete, Button, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type JSX, useState } from 'react';
import { type ApiOutputs, api } from '../../lib/api.ts';
import { shownError } from '../../lib/errors.ts';
import { notifyDone } from '../../lib/notify.ts';
import { organizationQuery } from '../../lib/queries.ts';
import { useMay } from '../../lib/session.ts';
import { Panel } from '../../ui/panel.tsx';
import { ErrorState, LoadingRows } from '../../ui/states.tsx';
import classes from './settings-page.module.css';
import { useAttempt } from './use-attempt.ts';

type Organization = ApiOutputs['settings']['organization'];

export function OrganizationSection(): JSX.Element {
  const organization = useQuery(organizationQuery);
  if (organization.isPending) return <LoadingRows />;
  if (!organization.data)
    return (
      <ErrorState
        title="The settings could not be read"
        error={shownError(organization.error)}
        onRetry={() => void organization.refetch()}
      />
    );
  return <OrganizationForm organization={organization.data} />;
}

function OrganizationForm({ organization }: { readonly organization: Organization }): JSX.Element {
  const client = useQueryClient();
  const may = useMay('settings:manage');
  const [name, setName] = useState(organization.name);
  const [timezone, setTimezone] = useState(organization.timezone);
  const { busy, failure, errors, run } = useAttempt();
  const changed = name.trim() !== organization.name || timezone !== organization.timezone;
  return (
    <Panel title="Name and time">
      <form
        className={classes['form']}
        onSubmit={(event) => {
          event.preventDefault();
          void run(async () => {
            client.setQueryData(organizationQuery.queryKey, await api.settings.updateOrganization({ name: name.trim(), timezone }));
            await client.invalidateQueries({ queryKey: ['me'] });
            notifyDone('Saved.');
          });
        }}
      >
        <TextInput
          label="Name"
          required
          withAsterisk={false}
          disabled={!may}
          value={name}
          error={errors['name']}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Autocomplete
          label="Time zone"
          description="Schedules and dates follow it, unless a workflow sets its own."
          disabled={!may}
          data={Intl.supportedValuesOf('timeZone')}
          limit={40}
          value={timezone}
          error={errors['timezone']}
          onChange={setTimezone}
        />
        {failure && <ErrorState compact title="Not saved" error={failure} />}
        {may && (
          <div>
            <Button type="submit" loading={busy} disabled={!changed}>
              Save
            </Button>
          </div>
        )}
      </form>
    </Panel>
  );
}
