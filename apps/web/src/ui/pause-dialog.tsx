import { Button, Group, Modal, Radio, Stack } from '@mantine/core';
import { type JSX, useState } from 'react';

export interface PauseDialogProps {
  readonly name: string;
  readonly onClose: () => void;
  /** Resolves true when it is paused. */
  readonly onPause: (runs: 'finish' | 'hold') => Promise<boolean>;
}

/** What a pause does, and what the runs under way do meanwhile. */
export function PauseDialog({ name, onClose, onPause }: PauseDialogProps): JSX.Element {
  const [runs, setRuns] = useState<'finish' | 'hold'>('finish');
  const [busy, setBusy] = useState(false);
  return (
    <Modal opened onClose={onClose} title={`Pause “${name || 'this workflow'}”?`} centered closeButtonProps={{ 'aria-label': 'Close' }}>
      <Stack gap={16}>
        <p style={{ margin: 0 }}>What starts it is still accepted. Those runs stand in line and begin when you resume it.</p>
        <Radio.Group label="Runs under way" value={runs} onChange={(value) => setRuns(value === 'hold' ? 'hold' : 'finish')}>
          <Stack gap={8} mt={8}>
            <Radio value="finish" label="Let them finish" />
            <Radio value="hold" label="Hold them too: the steps at work end, no other begins" />
          </Stack>
        </Radio.Group>
        <Group justify="flex-end" gap={8}>
          <Button variant="default" onClick={onClose}>
            Do not pause
          </Button>
          <Button
            loading={busy}
            onClick={() => {
              setBusy(true);
              void onPause(runs).then((done) => (done ? onClose() : setBusy(false)));
            }}
          >
            Pause
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
