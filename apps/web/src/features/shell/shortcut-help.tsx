import { Kbd, Modal } from '@mantine/core';
import { Fragment, type JSX } from 'react';
import classes from './shortcut-help.module.css';

const groups = [
  {
    title: 'Everywhere',
    keys: [
      ['Ctrl K', 'Search and commands'],
      ['?', 'This list'],
      ['G H', 'Home'],
      ['G W', 'Workflows'],
      ['G R', 'Runs'],
      ['G A', 'Approvals'],
      ['G M', 'AI models'],
      ['G S', 'Settings'],
    ],
  },
  {
    title: 'In the editor',
    keys: [
      ['Arrows', 'Walk along the links'],
      ['Enter', 'Open the step'],
      ['N', 'Add a step'],
      ['C', 'Connect to…'],
      ['F2', 'Rename'],
      ['D', 'Switch a step off or on'],
      ['P', 'Pin its data'],
      ['Delete', 'Remove'],
      ['Ctrl Z', 'Undo'],
      ['Ctrl Y', 'Redo'],
      ['Ctrl Enter', 'Test'],
      ['Shift Alt T', 'Tidy up'],
    ],
  },
] as const;

export function ShortcutHelp({ onClose }: { readonly onClose: () => void }): JSX.Element {
  return (
    <Modal opened onClose={onClose} title="Keyboard shortcuts" size="lg">
      <div className={classes['groups']}>
        {groups.map(({ title, keys }) => (
          <section key={title}>
            <h3>{title}</h3>
            <dl>
              {keys.map(([key, words]) => (
                <Fragment key={key}>
                  <dt>
                    {key.split(' ').map((part) => (
                      <Kbd key={part}>{part}</Kbd>
                    ))}
                  </dt>
                  <dd>{words}</dd>
                </Fragment>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Modal>
  );
}
