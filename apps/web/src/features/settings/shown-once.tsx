import { Button, CopyButton } from '@mantine/core';
import type { JSX } from 'react';
import { IconCheck, IconCopy } from '../../ui/icons.ts';
import classes from './settings-page.module.css';

/** A link or key that cannot be shown again, ready to copy. */
export function ShownOnce({ value, label }: { readonly value: string; readonly label: string }): JSX.Element {
  return (
    <div className={classes['secret']}>
      <code aria-label={label}>{value}</code>
      <CopyButton value={value} timeout={2000}>
        {({ copied, copy }) => (
          <Button size="xs" variant="default" leftSection={copied ? <IconCheck size={14} /> : <IconCopy size={14} />} onClick={copy}>
            {copied ? 'Copied' : 'Copy'}
          </Button>
        )}
      </CopyButton>
    </div>
  );
}
