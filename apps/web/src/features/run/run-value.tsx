import { type FileRef, isFileRef, isJsonObject } from '@arches/kernel';
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type JSX, useState } from 'react';
import { shownError } from '../../lib/errors.ts';
import { sizeWords } from '../../lib/format.ts';
import { filePreviewQuery, valueQuery } from '../../lib/queries.ts';
import { ErrorState, LoadingRows } from '../../ui/states.tsx';
import { largeValue } from '../../ui/value/stored-value.ts';
import { RowsTable, ValueView } from '../../ui/value/value-view.tsx';
import classes from './run-value.module.css';

export interface RunValueProps {
  readonly runId: string;
  readonly value: unknown;
  readonly label: string;
  /** Shows the first file at once: the result of a run is what people came for. */
  readonly opensFile?: boolean;
}

/** A value of a run. Large ones show their beginning and load whole on demand; files can be looked into. */
export function RunValue({ runId, value, label, opensFile = false }: RunValueProps): JSX.Element {
  const large = largeValue(value);
  const [whole, setWhole] = useState(false);
  const full = useQuery({ ...valueQuery(runId, large?.id ?? ''), enabled: whole && large !== undefined });
  const shown = full.data ?? (large ? large.preview : value);
  return (
    <div className={classes['value']}>
      <ValueView value={shown} label={label} />
      {large && full.data === undefined && (
        <p className={classes['large']}>
          This is the beginning; the whole value has {sizeWords(large.size)}.
          <Button size="compact-xs" variant="default" loading={full.isFetching} onClick={() => setWhole(true)}>
            Load all of it
          </Button>
        </p>
      )}
      {full.isError && <ErrorState compact title="The value could not be read" error={shownError(full.error)} />}
      {filesIn(shown).map((file, index) => (
        <FilePreview key={file.id} file={file} isOpen={opensFile && index === 0} />
      ))}
    </div>
  );
}

/** The files a person would look for: the value itself, or one level down. */
function filesIn(value: unknown): FileRef[] {
  if (isFileRef(value)) return [value];
  if (Array.isArray(value)) return value.filter(isFileRef).slice(0, 5);
  return isJsonObject(value) ? Object.values(value).filter(isFileRef).slice(0, 5) : [];
}

function FilePreview({ file, isOpen }: { readonly file: FileRef; readonly isOpen: boolean }): JSX.Element {
  const [open, setOpen] = useState(isOpen);
  const preview = useQuery({ ...filePreviewQuery(file.id), enabled: open });
  return (
    <div>
      <Button size="compact-sm" variant="default" aria-expanded={open} onClick={() => setOpen(!open)}>
        {open ? 'Close' : 'Look into'} {file.name}
      </Button>
      {open && preview.isPending && <LoadingRows rows={3} />}
      {open && preview.isError && <ErrorState compact title="The file could not be shown" error={shownError(preview.error)} />}
      {open && preview.data && (
        <div className={classes['preview']}>
          {preview.data.kind === 'table' && (
            <RowsTable label={file.name} columns={preview.data.columns} rows={preview.data.rows} total={preview.data.totalRows} />
          )}
          {preview.data.kind === 'text' && (
            <pre tabIndex={0}>
              {preview.data.text}
              {preview.data.truncated && '\n…'}
            </pre>
          )}
          {preview.data.kind === 'none' && <p>{preview.data.reason}</p>}
        </div>
      )}
    </div>
  );
}
