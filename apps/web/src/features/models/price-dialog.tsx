import { Button, Group, Modal, Stack } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type JSX, useState } from 'react';
import { api, type ModelView } from '../../lib/api.ts';
import { notifyDone, notifyError } from '../../lib/notify.ts';
import classes from './models-page.module.css';
import { PriceFields, type PriceText, priceOf } from './price-fields.tsx';

/** What a connected model costs: by your own word, or by our list again when both fields are empty. */
export function PriceDialog({ model, onClose }: { readonly model: ModelView; readonly onClose: () => void }): JSX.Element {
  const client = useQueryClient();
  const own = model.price?.source === 'own' ? model.price : undefined;
  const [price, setPrice] = useState<PriceText>({ inputUsd: own?.inputUsd ?? '', outputUsd: own?.outputUsd ?? '' });
  const [busy, setBusy] = useState(false);
  const isHalf = (price.inputUsd === '') !== (price.outputUsd === '');

  async function save(): Promise<void> {
    setBusy(true);
    try {
      await api.models.update({ id: model.id, price: priceOf(price) ?? null });
      await client.invalidateQueries({ queryKey: ['models'] });
      notifyDone('The price is saved. The next call counts with it.');
      onClose();
    } catch (error) {
      notifyError('The price was not saved', error);
    } finally {
      setBusy(false);
    }
  }

  return (
    <Modal opened onClose={onClose} title={`Price of ${model.model}`} closeButtonProps={{ 'aria-label': 'Close' }}>
      <Stack gap={14}>
        <p className={classes['muted']}>Runs with a budget call only models whose price is known.</p>
        <PriceFields price={price} onChange={setPrice} />
        {isHalf && <p className={classes['muted']}>Give both prices, or none.</p>}
        <Group justify="flex-end" gap={8}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button loading={busy} disabled={isHalf} onClick={() => void save()}>
            Save
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
