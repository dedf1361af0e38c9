import { isJsonObject, type JsonObject, type JsonSchema, type Patch } from '@arches/kernel';
import { Anchor, Button, Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type JSX, useState } from 'react';
import type { WorkflowDetail } from '../../../lib/api.ts';
import { isStatus } from '../../../lib/errors.ts';
import { workflowQuery, workflowsQuery } from '../../../lib/queries.ts';
import { type FieldProps, fieldId } from '../../../ui/schema-form/field-props.ts';
import { fieldKind, propertiesOf, requiredKeys, resolved, titleOf } from '../../../ui/schema-form/field-kind.ts';
import { useEditor } from '../editor-context.ts';
import { useStepInDock } from './step-context.ts';
import classes from './step.module.css';

/** Another workflow, picked by its name, and what it needs to be given. */
export function WorkflowField({ path, label, description, required, value, errors, disabled }: FieldProps): JSX.Element {
  const { draft, workflowId } = useEditor();
  const { node } = useStepInDock();
  const [words, setWords] = useState('');
  const [search] = useDebouncedValue(words, 200);
  const id = typeof value === 'string' ? value : '';
  const chosen = useQuery({ ...workflowQuery(id), enabled: id !== '', retry: false });
  const isMissing = id !== '' && isStatus(chosen.error, 404);
  const found = useInfiniteQuery(workflowsQuery(search === chosen.data?.name ? undefined : search.trim() || undefined));
  const known = (found.data?.pages[0]?.items ?? []).map((workflow) => ({ value: workflow.id, label: choiceLabel(workflow, workflowId) }));
  const own = id === '' || known.some((choice) => choice.value === id) ? [] : [{ value: id, label: chosen.data?.name ?? id }];

  function pick(next: string | null): void {
    if (next === id) return;
    const name = found.data?.pages.flatMap(({ items }) => items).find((workflow) => workflow.id === next)?.name;
    // Its own name says more than “Run another workflow”; a name that somebody gave stays.
    const renames = name !== undefined && (node.name === undefined || node.name === '' || node.name === chosen.data?.name);
    const patches: Patch[] = [
      { op: 'set_config', nodeId: node.id, path: ['workflow'], value: next ?? '' },
      ...(renames ? [{ op: 'set_node' as const, nodeId: node.id, field: 'name' as const, value: name }] : []),
    ];
    draft.change(patches, { label: 'Chose the workflow to run' });
  }

  return (
    <div className={classes['stack']}>
      <Select
        id={fieldId(path)}
        label={label}
        description={description}
        withAsterisk={required}
        placeholder="Choose a workflow"
        nothingFoundMessage="No workflow of this name"
        searchable
        data={[...own, ...known]}
        filter={({ options }) => options}
        value={id === '' ? null : id}
        error={errors[path] ?? (isMissing && 'This workflow does not exist any more. Choose another one.')}
        disabled={disabled}
        onSearchChange={setWords}
        onChange={pick}
      />
      {chosen.data && <Needs workflow={chosen.data} disabled={disabled} />}
    </div>
  );
}

function choiceLabel({ id, name, liveVersion }: { id: string; name: string; liveVersion: number | null }, self: string): string {
  if (id === self) return `${name} (this one)`;
  return liveVersion === null ? `${name} (not published)` : name;
}

function Needs({ workflow, disabled }: { readonly workflow: WorkflowDetail; readonly disabled: boolean }): JSX.Element {
  const { draft } = useEditor();
  const { node } = useStepInDock();
  const schema = workflow.inputSchema as JsonSchema;
  const shown = resolved(schema, schema);
  const required = requiredKeys(shown);
  const fields = propertiesOf(shown);
  const given: JsonObject = isJsonObject(node.config['input']) ? node.config['input'] : {};
  const missing = fields.filter(([key]) => !Object.hasOwn(given, key));
  const isWritable = node.config['input'] === undefined || isJsonObject(node.config['input']);
  return (
    <div className={classes['muted']}>
      {workflow.liveVersion === null && <p>It is not published yet. Publish it before this runs.</p>}
      {fields.length === 0 ? (
        <p>It asks for no fields; it is given what you write under Input.</p>
      ) : (
        <>
          <p>It needs:</p>
          <ul className={classes['needs']}>
            {fields.map(([key, field]) => (
              <li key={key}>
                <code>{key}</code> {titleOf(field, key) !== key && `(${titleOf(field, key)}) `}
                {kindWords[fieldKind(resolved(field, schema))] ?? 'a value'}
                {!required.has(key) && ', optional'}
              </li>
            ))}
          </ul>
        </>
      )}
      <p className={classes['rowOfButtons']}>
        {missing.length > 0 && isWritable && !disabled && (
          <Button
            size="compact-xs"
            variant="default"
            onClick={() =>
              draft.change(
                [
                  {
                    op: 'set_config',
                    nodeId: node.id,
                    path: ['input'],
                    value: { ...given, ...Object.fromEntries(missing.map(([key]) => [key, ''])) },
                  },
                ],
                { label: 'Added the fields it needs' },
              )
            }
          >
            Add {missing.length === 1 ? 'this field' : 'these fields'} to the input
          </Button>
        )}
        <Anchor component={Link} to={`/w/${workflow.id}`} size="xs">
          Open “{workflow.name}”
        </Anchor>
      </p>
    </div>
  );
}

const kindWords: { readonly [kind: string]: string } = {
  text: 'a text',
  'long-text': 'a text',
  email: 'an e-mail address',
  url: 'an address',
  number: 'a number',
  checkbox: 'yes or no',
  choice: 'one of its choices',
  choices: 'some of its choices',
  date: 'a date',
  'date-time': 'a date and time',
  time: 'a time',
  file: 'a file',
  files: 'files',
  list: 'a list',
};
