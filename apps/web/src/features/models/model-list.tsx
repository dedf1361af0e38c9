import { ActionIcon, Menu } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type JSX, useState } from 'react';
import { api, type ModelView } from '../../lib/api.ts';
import { durationWords } from '../../lib/format.ts';
import { notifyDone, notifyError } from '../../lib/notify.ts';
import { useMay } from '../../lib/session.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { DataList } from '../../ui/data-list.tsx';
import { IconCheck, IconCoin, IconDots, IconPlugConnected, IconTrash } from '../../ui/icons.ts';
import classes from './models-page.module.css';
import { PriceDialog } from './price-dialog.tsx';
import { providerTitle } from './providers.ts';

export function ModelList({ models }: { readonly models: readonly ModelView[] }): JSX.Element {
  return (
    <DataList
      label="Connected models"
      rows={models}
      rowKey={({ id }) => id}
      columns={[
        {
          key: 'model',
          title: 'Model',
          width: 'minmax(0, 2fr)',
          cell: (model) => (
            <div>
              <strong>{model.model}</strong> {model.isDefault && <span className={classes['default']}>Default</span>}
              <div className={classes['muted']}>{model.name}</div>
            </div>
          ),
        },
        { key: 'kind', title: 'Where', width: 'minmax(0, 1fr)', wideOnly: true, cell: ({ kind }) => providerTitle(kind) },
        {
          key: 'url',
          title: 'Address',
          width: 'minmax(0, 2fr)',
          wideOnly: true,
          cell: ({ baseUrl }) => <span className={classes['muted']}>{baseUrl ?? 'Standard'}</span>,
        },
        { key: 'price', title: 'A million tokens', width: 'minmax(0, 1fr)', wideOnly: true, cell: ({ price }) => priceWords(price) },
        { key: 'key', title: 'Key', width: '90px', wideOnly: true, cell: ({ hasKey }) => (hasKey ? 'Kept' : 'None') },
        { key: 'menu', title: '', width: '36px', align: 'end', cell: (model) => <ModelMenu model={model} /> },
      ]}
    />
  );
}

/** `$0.25 read, $2 written`, in US dollars. */
function priceWords(price: ModelView['price']): string {
  if (!price) return 'Not known';
  if (price.inputUsd === 0 && price.outputUsd === 0) return 'Free';
  return `$${price.inputUsd} read, $${price.outputUsd} written`;
}

function ModelMenu({ model }: { readonly model: ModelView }): JSX.Element | null {
  const client = useQueryClient();
  const may = useMay('model:manage');
  const [asks, setAsks] = useState(false);
  const [pricing, setPricing] = useState(false);
  if (!may) return null;

  async function attempt(action: () => Promise<unknown>, failure: string): Promise<void> {
    try {
      await action();
      await client.invalidateQueries({ queryKey: ['models'] });
    } catch (error) {
      notifyError(failure, error);
    }
  }

  async function check(): Promise<void> {
    const result = await api.models.check({ id: model.id });
    if (result.ok) notifyDone(`${model.model} answers, in ${durationWords(result.latencyMs)}.`);
    else notifyError(`${model.model} does not answer`, new Error(result.message));
  }

  return (
    <>
      <Menu position="bottom-end" width={200}>
        <Menu.Target>
          <ActionIcon aria-label={`Actions for ${model.name}`}>
            <IconDots size={18} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            leftSection={<IconPlugConnected size={16} />}
            onClick={() => void attempt(check, 'The connection could not be checked')}
          >
            Check connection
          </Menu.Item>
          {!model.isDefault && (
            <Menu.Item
              leftSection={<IconCheck size={16} />}
              onClick={() => void attempt(() => api.models.update({ id: model.id, isDefault: true }), 'The default was not changed')}
            >
              Make it the default
            </Menu.Item>
          )}
          <Menu.Item leftSection={<IconCoin size={16} />} onClick={() => setPricing(true)}>
            Set its price…
          </Menu.Item>
          <Menu.Item leftSection={<IconTrash size={16} />} onClick={() => setAsks(true)}>
            Disconnect…
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {pricing && <PriceDialog model={model} onClose={() => setPricing(false)} />}
      {asks && (
        <ConfirmDialog
          title={`Disconnect ${model.model}?`}
          confirm="Disconnect"
          danger
          onClose={() => setAsks(false)}
          onConfirm={async () => {
            await attempt(() => api.models.remove({ id: model.id }), 'The model was not disconnected');
            setAsks(false);
          }}
        >
          Its key is deleted. Steps that use it fall back to the default model, or to the method without one.
        </ConfirmDialog>
      )}
    </>
  );
}
