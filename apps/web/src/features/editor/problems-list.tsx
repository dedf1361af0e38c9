import { findNode, type Problem } from '@arches/kernel';
import { Button, Popover } from '@mantine/core';
import { type JSX, useState } from 'react';
import { count } from '../../lib/format.ts';
import { IconAlertCircle } from '../../ui/icons.ts';
import { useDocument, useEditor } from './editor-context.ts';
import { nameOf } from './model/edits.ts';
import classes from './problems-list.module.css';

/** "3 things to finish": each leads to its step, some mend themselves at a press. */
export function ProblemsList({ problems }: { readonly problems: readonly Problem[] }): JSX.Element | null {
  const [open, setOpen] = useState(false);
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  if (problems.length === 0) return null;
  const words = errors > 0 ? `${count(errors, 'thing')} to finish` : `${count(problems.length, 'hint')}`;
  return (
    <div className={classes['anchor']}>
      <Popover opened={open} onChange={setOpen} position="bottom-end" width={380} shadow="md" radius="lg" trapFocus returnFocus>
        <Popover.Target>
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<IconAlertCircle size={15} className={errors > 0 ? classes['error'] : classes['hint']} />}
            aria-expanded={open}
            onClick={() => setOpen(!open)}
          >
            {words}
          </Button>
        </Popover.Target>
        <Popover.Dropdown p={6}>
          <ProblemRows problems={problems} onPick={() => setOpen(false)} />
        </Popover.Dropdown>
      </Popover>
    </div>
  );
}

export interface ProblemRowsProps {
  readonly problems: readonly Problem[];
  readonly onPick?: () => void;
}

export function ProblemRows({ problems, onPick }: ProblemRowsProps): JSX.Element {
  const { draft, view, cards, announce, mayWrite } = useEditor();
  const document = useDocument();
  return (
    <ul className={classes['list']}>
      {problems.map((problem) => {
        const node = problem.nodeId === undefined ? undefined : findNode(document, problem.nodeId)?.node;
        const { fix } = problem;
        return (
          <li key={`${problem.code} ${problem.path} ${problem.message}`} data-severity={problem.severity}>
            <button
              type="button"
              className={classes['row']}
              onClick={() => {
                if (node) view.setState({ selection: [node.id], tab: 'step' });
                onPick?.();
              }}
            >
              <strong>{node ? nameOf(node, cards) : 'The workflow'}</strong>
              <span>{problem.message}</span>
            </button>
            {fix && mayWrite && (
              <Button
                size="compact-xs"
                variant="light"
                onClick={() => {
                  if (draft.change(fix.patches, { label: fix.label })) announce(`${fix.label}.`);
                }}
              >
                {fix.label}
              </Button>
            )}
            {problem.code === 'unknown_variable' && problem.about !== undefined && mayWrite && (
              <Button
                size="compact-xs"
                variant="light"
                onClick={() => {
                  view.setState({ making: problem.about });
                  onPick?.();
                }}
              >
                Make the variable…
              </Button>
            )}
          </li>
        );
      })}
    </ul>
  );
}
