import { Button, Group, Modal } from '@mantine/core';
import { type JSX, type ReactNode, useState } from 'react';

export interface ConfirmDialogProps {
  readonly title: string;
  /** What the button does, as a verb. */
  readonly confirm: string;
  readonly children: ReactNode;
  readonly danger?: boolean;
  readonly onConfirm: () => Promise<void>;
  readonly onClose: () => void;
}

/** Asks before something that cannot simply be undone, and says what it means. */
export function ConfirmDialog({ title, confirm, children, danger, onConfirm, onClose }: ConfirmDialogProps): JSX.Element {
  const [busy, setBusy] = useState(false);
  return (
    <Modal opened onClose={onClose} title={title} size="sm">
      <div style={{ color: 'var(--a-muted)', fontSize: 13.5 }}>{children}</div>
      <Group justify="flex-end" gap={8} mt="lg">
        <Button variant="default" onClick={onClose} data-autofocus>
          Cancel
        </Button>
        <Button
          {...(danger ? { color: 'red.9' } : {})}
          loading={busy}
          onClick={() => {
            setBusy(true);
            void onConfirm().finally(() => setBusy(false));
          }}
        >
          {confirm}
        </Button>
      </Group>
    </Modal>
  );
}
