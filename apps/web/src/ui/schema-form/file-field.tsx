import { type FileRef, isFileRef } from '@arches/kernel';
import { ActionIcon, Button } from '@mantine/core';
import { type DragEvent, type JSX, use, useId, useRef, useState } from 'react';
import { sizeWords } from '../../lib/format.ts';
import { IconFileText, IconUpload, IconX } from '../icons.ts';
import { fieldKind } from './field-kind.ts';
import { type FieldProps, fieldId } from './field-props.ts';
import { UploadContext } from './upload-context.ts';
import classes from './schema-form.module.css';

/** Choose or drop; the button is the no-drag way. Sends at once and keeps the reference. */
export function FileField({ schema, path, label, description, required, value, onChange, errors, disabled }: FieldProps): JSX.Element {
  const upload = use(UploadContext);
  const input = useRef<HTMLInputElement>(null);
  const hint = useId();
  const [over, setOver] = useState(false);
  const [progress, setProgress] = useState<number>();
  const [failure, setFailure] = useState<string>();
  const many = fieldKind(schema) === 'files';
  const chosen: readonly FileRef[] = (Array.isArray(value) ? value : [value]).filter(isFileRef);
  const problem = failure ?? errors[path];

  async function take(files: readonly File[]): Promise<void> {
    if (!upload || files.length === 0) return;
    setFailure(undefined);
    setProgress(0);
    try {
      const added: FileRef[] = [];
      for (const file of many ? files : files.slice(0, 1)) added.push(await upload(file, setProgress));
      onChange(many ? [...chosen, ...added] : added[0]);
    } catch (error) {
      setFailure(messageOf(error));
    } finally {
      setProgress(undefined);
    }
  }

  const drop = (event: DragEvent): void => {
    event.preventDefault();
    setOver(false);
    if (!disabled) void take([...event.dataTransfer.files]);
  };

  return (
    <div>
      <label className={classes['label']} htmlFor={fieldId(path)}>
        {label}
        {required && (
          <span className={classes['star']} aria-hidden>
            {' *'}
          </span>
        )}
      </label>
      <div
        className={classes['drop']}
        data-over={over || undefined}
        data-wrong={problem !== undefined || undefined}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        <input
          ref={input}
          id={fieldId(path)}
          type="file"
          className={classes['hiddenInput']}
          multiple={many}
          accept={typeof schema['x-accept'] === 'string' ? schema['x-accept'] : undefined}
          disabled={disabled || progress !== undefined}
          aria-required={required}
          aria-describedby={hint}
          tabIndex={-1}
          onChange={(event) => {
            void take([...(event.currentTarget.files ?? [])]);
            event.currentTarget.value = '';
          }}
        />
        {chosen.map((file) => (
          <span key={file.id} className={classes['files']}>
            <IconFileText size={16} aria-hidden />
            <strong>{file.name}</strong>
            <span className={classes['dropWords']}>{sizeWords(file.size)}</span>
            <ActionIcon
              size={24}
              aria-label={`Remove ${file.name}`}
              disabled={disabled}
              onClick={() => onChange(many ? chosen.filter(({ id }) => id !== file.id) : undefined)}
            >
              <IconX size={14} />
            </ActionIcon>
          </span>
        ))}
        {(many || chosen.length === 0) && (
          <>
            <Button
              size="xs"
              variant="default"
              leftSection={<IconUpload size={14} />}
              disabled={disabled}
              loading={progress !== undefined}
              onClick={() => input.current?.click()}
            >
              Choose {many ? 'files' : 'a file'}
              <span className={classes['hiddenInput']}> for {label}</span>
            </Button>
            <span className={classes['dropWords']}>{progress === undefined ? 'or drop it here' : `${Math.round(progress * 100)} %`}</span>
          </>
        )}
      </div>
      <div id={hint}>
        {description && <p className={classes['description']}>{description}</p>}
        {problem && (
          <p className={classes['error']} role="alert">
            {problem}
          </p>
        )}
      </div>
    </div>
  );
}

function messageOf(error: unknown): string {
  const data = typeof error === 'object' && error !== null ? (error as { data?: { message?: unknown } }).data : undefined;
  if (typeof data?.message === 'string') return data.message;
  return error instanceof Error ? error.message : 'The file could not be sent. Please try again.';
}
