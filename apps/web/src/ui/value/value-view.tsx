import { isFileRef, isJsonObject } from '@arches/kernel';
import { ActionIcon, CopyButton, SegmentedControl, Tooltip } from '@mantine/core';
import { type JSX, useState } from 'react';
import { FileChip } from '../file-chip.tsx';
import { IconCheck, IconCopy } from '../icons.ts';
import { humanName } from '../schema-form/field-kind.ts';
import { tableOf, valueWords } from './table-of.ts';
import classes from './value-view.module.css';

export interface ValueViewProps {
  readonly value: unknown;
  /** Names the value for screen readers: "Output". */
  readonly label: string;
}

/** Any value, friendly first: files to download, rows as a table, fields as a list; the JSON one click away. */
export function ValueView({ value, label }: ValueViewProps): JSX.Element {
  const [mode, setMode] = useState<'friendly' | 'json'>('friendly');
  const json = JSON.stringify(value, null, 2) ?? 'null';
  return (
    <div className={classes['view']}>
      <div className={classes['bar']}>
        <SegmentedControl
          size="xs"
          aria-label={`${label}: how to show it`}
          value={mode}
          onChange={(next) => setMode(next === 'json' ? 'json' : 'friendly')}
          data={[
            { value: 'friendly', label: 'Friendly' },
            { value: 'json', label: 'JSON' },
          ]}
        />
        <CopyButton value={json}>
          {({ copied, copy }) => (
            <Tooltip label={copied ? 'Copied' : 'Copy as JSON'}>
              <ActionIcon aria-label={copied ? 'Copied' : 'Copy as JSON'} onClick={copy}>
                {copied ? <IconCheck size={16} /> : <IconCopy size={16} />}
              </ActionIcon>
            </Tooltip>
          )}
        </CopyButton>
      </div>
      {mode === 'json' ? <JsonText text={json} label={label} /> : <FriendlyValue value={value} label={label} depth={0} />}
    </div>
  );
}

const jsonLimit = 200_000;

export function JsonText({ text, label }: { readonly text: string; readonly label: string }): JSX.Element {
  return (
    <pre className={classes['json']} tabIndex={0} role="region" aria-label={`${label} as JSON`}>
      {text.length > jsonLimit ? `${text.slice(0, jsonLimit)}\n… copy it to see the rest` : text}
    </pre>
  );
}

interface FriendlyProps {
  readonly value: unknown;
  readonly label: string;
  readonly depth: number;
}

export function FriendlyValue({ value, label, depth }: FriendlyProps): JSX.Element {
  if (isFileRef(value)) return <FileChip file={value} />;
  const table = tableOf(value);
  if (table) return <RowsTable label={label} total={(value as unknown[]).length} {...table} />;
  if (Array.isArray(value)) return <EntryList entries={value} label={label} depth={depth} />;
  if (isJsonObject(value)) return <FieldList value={value} depth={depth} />;
  if (typeof value === 'string' && value.length > 0) return <p className={classes['text']}>{value}</p>;
  return <p className={classes['text']}>{value === undefined || value === null || value === '' ? 'Nothing' : valueWords(value)}</p>;
}

const entryLimit = 50;

function EntryList({
  entries,
  label,
  depth,
}: {
  readonly entries: readonly unknown[];
  readonly label: string;
  readonly depth: number;
}): JSX.Element {
  if (entries.length === 0) return <p className={classes['text']}>An empty list</p>;
  if (depth > 3) return <p className={classes['text']}>{valueWords(entries)}</p>;
  return (
    <ol className={classes['list']}>
      {entries.slice(0, entryLimit).map((entry, index) => (
        <li key={index}>
          <FriendlyValue value={entry} label={`${label} ${index + 1}`} depth={depth + 1} />
        </li>
      ))}
      {entries.length > entryLimit && <li className={classes['more']}>and {entries.length - entryLimit} more</li>}
    </ol>
  );
}

function FieldList({ value, depth }: { readonly value: Readonly<Record<string, unknown>>; readonly depth: number }): JSX.Element {
  const entries = Object.entries(value);
  if (entries.length === 0) return <p className={classes['text']}>Nothing</p>;
  if (depth > 3) return <p className={classes['text']}>{valueWords(value)}</p>;
  return (
    <dl className={classes['fields']}>
      {entries.map(([key, entry]) => {
        const wide = typeof entry === 'object' && entry !== null && !isFileRef(entry) && Object.keys(entry).length > 0;
        return (
          <div key={key} data-wide={wide || undefined}>
            <dt title={key}>{humanName(key)}</dt>
            <dd>
              <FriendlyValue value={entry} label={humanName(key)} depth={depth + 1} />
            </dd>
          </div>
        );
      })}
    </dl>
  );
}

export interface RowsTableProps {
  readonly label: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
  readonly total: number | null;
}

export function RowsTable({ label, columns, rows, total }: RowsTableProps): JSX.Element {
  const [all, setAll] = useState(false);
  const shown = all ? rows : rows.slice(0, 10);
  const count = total ?? rows.length;
  return (
    <div>
      <div className={classes['scroll']} tabIndex={0} role="region" aria-label={`${label}, table`}>
        <table className={classes['table']}>
          <thead>
            <tr>
              {columns.map((column, at) => (
                <th key={column} scope="col" data-number={typeof rows[0]?.[at] === 'number' || undefined}>
                  {humanName(column)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((row, index) => (
              <tr key={index}>
                {row.map((cell, at) => (
                  <td key={columns[at] ?? at} data-number={typeof cell === 'number' || undefined} title={valueWords(cell, 400)}>
                    {isFileRef(cell) ? <FileChip file={cell} /> : valueWords(cell)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className={classes['more']}>
        {shown.length < count
          ? `${shown.length} of ${count.toLocaleString('en')} rows`
          : `${count.toLocaleString('en')} ${count === 1 ? 'row' : 'rows'}`}
        {shown.length < rows.length && (
          <button type="button" className={classes['link']} onClick={() => setAll(true)}>
            Show {rows.length < count ? `the first ${rows.length}` : 'all'}
          </button>
        )}
      </p>
    </div>
  );
}
