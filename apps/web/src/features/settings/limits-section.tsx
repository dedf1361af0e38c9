import { ActionIcon, Button, Group, NumberInput, Select, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type JSX, useState } from 'react';
import { type ApiOutputs, api } from '../../lib/api.ts';
import { shownError } from '../../lib/errors.ts';
import { notifyDone } from '../../lib/notify.ts';
import { limitsQuery } from '../../lib/queries.ts';
import { useMay } from '../../lib/session.ts';
import { IconPlus, IconTrash } from '../../ui/icons.ts';
import { Panel } from '../../ui/panel.tsx';
import { ErrorState, LoadingRows } from '../../ui/states.tsx';
import { CircuitList } from './circuit-list.tsx';
import classes from './limits-section.module.css';
import forms from './settings-page.module.css';
import { useAttempt } from './use-attempt.ts';

type Limits = ApiOutputs['limits']['get'];
type ServiceLimit = Limits['services'][number];

export function LimitsSection(): JSX.Element {
  const limits = useQuery(limitsQuery);
  if (limits.isPending) return <LoadingRows />;
  if (!limits.data)
    return <ErrorState title="The limits could not be read" error={shownError(limits.error)} onRetry={() => void limits.refetch()} />;
  return (
    <>
      <LimitsForm limits={limits.data} />
      <CircuitList />
    </>
  );
}

const stretches = [
  { value: '1', label: 'a second' },
  { value: '60', label: 'a minute' },
  { value: '3600', label: 'an hour' },
  { value: '86400', label: 'a day' },
];
const numberOf = (value: string | number): number | null => (value === '' ? null : Number(value));

function LimitsForm({ limits }: { readonly limits: Limits }): JSX.Element {
  const client = useQueryClient();
  const may = useMay('settings:manage');
  const [concurrency, setConcurrency] = useState(limits.runs.concurrency);
  const [rate, setRate] = useState<{ readonly count: number | null; readonly perSeconds: number }>(
    limits.runs.rate ?? { count: null, perSeconds: 60 },
  );
  const [services, setServices] = useState<readonly ServiceLimit[]>(limits.services);
  const { busy, failure, run } = useAttempt();
  const known = stretches.some(({ value }) => value === String(rate.perSeconds));
  const save = (): Promise<boolean> =>
    run(async () => {
      const runs = { concurrency, rate: rate.count === null ? null : { count: rate.count, perSeconds: rate.perSeconds } };
      const saved = await api.limits.save({ runs, services: services.filter(({ service }) => service !== 'host:') });
      client.setQueryData(limitsQuery.queryKey, saved);
      setServices(saved.services);
      notifyDone('Saved. Runs over a limit are accepted and stand in line.');
    });
  return (
    <Panel title="Limits">
      <form
        className={classes['form']}
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <p className={forms['muted']}>
          Runs over a limit are accepted and begin when there is a place. Runs that wait for people or times take none, and tests are not
          counted.
        </p>
        <NumberInput
          label="Runs at once"
          description="Of all workflows together. Empty: no limit."
          min={1}
          allowDecimal={false}
          disabled={!may}
          value={concurrency ?? ''}
          onChange={(value) => setConcurrency(numberOf(value))}
          maw={260}
        />
        <Group align="end" gap={8} wrap="nowrap">
          <NumberInput
            label="Runs that begin"
            description="Empty: no limit."
            min={1}
            allowDecimal={false}
            disabled={!may}
            value={rate.count ?? ''}
            onChange={(value) => setRate({ ...rate, count: numberOf(value) })}
            maw={150}
          />
          <Select
            aria-label="In which time"
            disabled={!may}
            data={known ? stretches : [...stretches, { value: String(rate.perSeconds), label: `in ${rate.perSeconds} s` }]}
            value={String(rate.perSeconds)}
            onChange={(value) => setRate({ ...rate, perSeconds: Number(value ?? 60) })}
            w={130}
          />
        </Group>
        <fieldset className={classes['services']} disabled={!may}>
          <legend>Calls to outside services</legend>
          {services.length === 0 && <p className={forms['muted']}>None is limited.</p>}
          {services.map((service, index) => (
            <ServiceRow
              // biome-ignore lint/suspicious/noArrayIndexKey: rows have no name of their own while they are typed
              key={index}
              value={service}
              onChange={(next) => setServices(services.map((before, at) => (at === index ? next : before)))}
              onRemove={() => setServices(services.filter((_, at) => at !== index))}
            />
          ))}
          {may && (
            <Button
              variant="default"
              size="xs"
              leftSection={<IconPlus size={14} />}
              onClick={() => setServices([...services, { service: 'host:', concurrency: 1, perSecond: null }])}
            >
              Limit a service
            </Button>
          )}
        </fieldset>
        {failure && <ErrorState compact title="Not saved" error={failure} />}
        {may && (
          <div>
            <Button type="submit" loading={busy}>
              Save
            </Button>
          </div>
        )}
      </form>
    </Panel>
  );
}

const kinds = [
  { value: 'host', label: 'A web address' },
  { value: 'mail', label: 'The mail server' },
  { value: 'model', label: 'The language model' },
];

interface ServiceRowProps {
  readonly value: ServiceLimit;
  readonly onChange: (value: ServiceLimit) => void;
  readonly onRemove: () => void;
}

function ServiceRow({ value, onChange, onRemove }: ServiceRowProps): JSX.Element {
  const kind = value.service.split(':')[0] ?? 'host';
  const host = value.service.slice(value.service.indexOf(':') + 1);
  return (
    <div className={classes['service']}>
      <Select
        aria-label="Service"
        data={kinds}
        value={kind}
        onChange={(next) => onChange({ ...value, service: next === 'host' || next === null ? 'host:' : `${next}:default` })}
      />
      {kind === 'host' ? (
        <TextInput
          aria-label="Host"
          placeholder="api.example.com"
          value={host}
          onChange={(event) =>
            onChange({ ...value, service: `host:${event.currentTarget.value.replace(/^https?:\/\//, '').replace(/\/.*$/, '')}` })
          }
        />
      ) : (
        <span />
      )}
      <NumberInput
        aria-label="Calls at once"
        placeholder="at once"
        min={1}
        allowDecimal={false}
        suffix=" at once"
        value={value.concurrency ?? ''}
        onChange={(next) => onChange({ ...value, concurrency: numberOf(next) })}
      />
      <NumberInput
        aria-label="Calls a second"
        placeholder="a second"
        min={0.01}
        suffix=" a second"
        value={value.perSecond ?? ''}
        onChange={(next) => onChange({ ...value, perSecond: numberOf(next) })}
      />
      <ActionIcon aria-label={`Do not limit ${host || 'this service'}`} onClick={onRemove}>
        <IconTrash size={16} />
      </ActionIcon>
    </div>
  );
}
