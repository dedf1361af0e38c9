import { Autocomplete, Button, Checkbox, Group, Modal, PasswordInput, Radio, Stack, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, type JSX, useState } from 'react';
import { type ApiInputs, type ApiOutputs, api } from '../../lib/api.ts';
import { fieldErrors, type ShownError, shownError } from '../../lib/errors.ts';
import { durationWords } from '../../lib/format.ts';
import { notifyDone } from '../../lib/notify.ts';
import { IconAlertTriangle, IconCheck } from '../../ui/icons.ts';
import { ErrorState } from '../../ui/states.tsx';
import classes from './models-page.module.css';
import { PriceFields, type PriceText, priceOf } from './price-fields.tsx';
import { type Provider, type ProviderKind, providers } from './providers.ts';

type Check = ApiOutputs['models']['check'];

export function ConnectDialog({ onClose }: { readonly onClose: () => void }): JSX.Element {
  const [kind, setKind] = useState<ProviderKind>('ollama');
  const provider = providers.find((candidate) => candidate.kind === kind);
  return (
    <Modal opened onClose={onClose} title="Connect a model" size="lg">
      <Radio.Group label="Where it runs" value={kind} onChange={(next) => setKind(next as ProviderKind)} mb="md">
        <Stack gap={8} mt={6}>
          {providers.map(({ kind: value, title, hint }) => (
            <Radio key={value} value={value} label={title} description={hint} />
          ))}
        </Stack>
      </Radio.Group>
      {provider && <ConnectForm key={kind} provider={provider} onClose={onClose} />}
    </Modal>
  );
}

function ConnectForm({ provider, onClose }: { readonly provider: Provider; readonly onClose: () => void }): JSX.Element {
  const client = useQueryClient();
  const [baseUrl, setBaseUrl] = useState(provider.baseUrl);
  const [apiKey, setApiKey] = useState('');
  const [model, setModel] = useState('');
  const [isDefault, setIsDefault] = useState(true);
  const [price, setPrice] = useState<PriceText>({ inputUsd: '', outputUsd: '' });
  const [check, setCheck] = useState<Check>();
  const [busy, setBusy] = useState<'check' | 'save'>();
  const [failure, setFailure] = useState<ShownError>();
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({});
  const connection: ApiInputs['models']['create'] = {
    kind: provider.kind,
    name: `${provider.title} ${model.trim()}`.trim(),
    model: model.trim(),
    ...(baseUrl.trim() === '' ? {} : { baseUrl: baseUrl.trim() }),
    ...(apiKey.trim() === '' ? {} : { apiKey: apiKey.trim() }),
  };

  async function attempt(what: 'check' | 'save', action: () => Promise<void>): Promise<void> {
    setBusy(what);
    setFailure(undefined);
    setErrors({});
    try {
      await action();
    } catch (error) {
      setErrors(fieldErrors(error));
      setFailure(shownError(error));
    } finally {
      setBusy(undefined);
    }
  }

  const save = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (model.trim() === '') {
      setErrors({ model: 'Name the model.' });
      return;
    }
    await attempt('save', async () => {
      const own = priceOf(price);
      await api.models.create({ ...connection, isDefault, ...(own ? { price: own } : {}) });
      await client.invalidateQueries({ queryKey: ['models'] });
      notifyDone(`${connection.name} is connected.`);
      onClose();
    });
  };

  return (
    <form onSubmit={(event) => void save(event)} noValidate>
      <Stack gap={14}>
        {provider.needsUrl && (
          <TextInput
            label="Address"
            description={
              provider.kind === 'ollama'
                ? 'An address in your own network must be opened by whoever runs Arches (ARCHES_EGRESS_ALLOW).'
                : 'The base address, usually ending in /v1.'
            }
            type="url"
            value={baseUrl}
            error={errors['baseUrl']}
            onChange={(event) => setBaseUrl(event.currentTarget.value)}
          />
        )}
        {provider.needsKey && (
          <PasswordInput
            label="Key"
            description="Kept encrypted. It is never shown again and never leaves towards anyone else."
            autoComplete="off"
            value={apiKey}
            error={errors['apiKey']}
            onChange={(event) => setApiKey(event.currentTarget.value)}
          />
        )}
        <Autocomplete
          label="Model"
          withAsterisk
          placeholder={`e.g. ${provider.modelExample}`}
          description={
            check?.ok && check.models ? 'Pick one of those the service offers.' : '“Check connection” lists what the service offers.'
          }
          data={check?.ok ? [...new Set(check.models ?? [])] : []}
          value={model}
          error={errors['model']}
          onChange={setModel}
        />
        {provider.kind !== 'ollama' && <PriceFields price={price} onChange={setPrice} />}
        <Checkbox
          label="Use it wherever a step does not name another"
          checked={isDefault}
          onChange={(event) => setIsDefault(event.currentTarget.checked)}
        />
        <div role="status" aria-live="polite">
          {check && (
            <p className={classes['checked']} data-ok={check.ok || undefined}>
              {check.ok ? <IconCheck size={16} aria-hidden /> : <IconAlertTriangle size={16} aria-hidden />}
              {check.ok ? `It answers, in ${durationWords(check.latencyMs)}.` : check.message}
            </p>
          )}
        </div>
        {failure && <ErrorState compact title="It was not connected" error={failure} />}
        <Group justify="space-between">
          <Button
            variant="default"
            loading={busy === 'check'}
            onClick={() =>
              void attempt('check', async () =>
                setCheck(
                  await api.models.check({
                    ...connection,
                    name: connection.name || provider.title,
                    model: connection.model || provider.modelExample,
                  }),
                ),
              )
            }
          >
            Check connection
          </Button>
          <Group gap={8}>
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={busy === 'save'}>
              Connect
            </Button>
          </Group>
        </Group>
      </Stack>
    </form>
  );
}
