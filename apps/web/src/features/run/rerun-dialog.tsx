import { isJsonObject, type JsonObject } from '@arches/kernel';
import { Button, Group, Modal, SegmentedControl, Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type JSX, useState } from 'react';
import type { RunDetail, StepDetail } from '../../lib/api.ts';
import { fieldErrors, type ShownError, shownError } from '../../lib/errors.ts';
import { useNodeCards } from '../../lib/node-cards.ts';
import { repeatsQuery, valueQuery } from '../../lib/queries.ts';
import { IconAlertTriangle } from '../../ui/icons.ts';
import { propertiesOf } from '../../ui/schema-form/field-kind.ts';
import { SchemaForm } from '../../ui/schema-form/schema-form.tsx';
import { ErrorState, LoadingRows } from '../../ui/states.tsx';
import { largeValue } from '../../ui/value/stored-value.ts';
import classes from './rerun-dialog.module.css';
import { type RepeatedWrite, repeatedNames } from './repeated-names.ts';
import type { RerunChoice } from './run-actions.ts';

export interface RerunDialogProps {
  readonly run: RunDetail;
  readonly choice: RerunChoice;
  /** Whose input is to be edited first. */
  readonly step: StepDetail | undefined;
  readonly onClose: () => void;
  /** Rejects with the server's words. */
  readonly onRerun: (choice: RerunChoice) => Promise<void>;
}

/** Says by name what would be written outside once more, and lets one step work with something else. */
export function RerunDialog({ run, choice, step, onClose, onRerun }: RerunDialogProps): JSX.Element {
  const large = largeValue(step?.input);
  const whole = useQuery({ ...valueQuery(run.id, large?.id ?? ''), enabled: large !== undefined });
  const input = large ? whole.data : step?.input;
  return (
    <Modal opened onClose={onClose} title={titleOf(choice, step)} size="lg">
      {step && large && whole.data === undefined ? (
        <LoadingRows />
      ) : (
        <RerunForm run={run} choice={choice} step={step} input={isJsonObject(input) ? input : {}} onClose={onClose} onRerun={onRerun} />
      )}
    </Modal>
  );
}

function titleOf({ fromStep }: RerunChoice, step: StepDetail | undefined): string {
  if (step) return `Run again from “${step.name}”`;
  return fromStep === undefined ? 'Run it all again?' : 'Run again from this step?';
}

function RerunForm({ run, choice, step, input, onClose, onRerun }: RerunDialogProps & { readonly input: JsonObject }): JSX.Element {
  const { data: repeats } = useQuery(repeatsQuery(run.id, choice.fromStep));
  const names = repeatedNames(run, repeats?.writes ?? []);
  const [config, setConfig] = useState<JsonObject | undefined>(input);
  const [failure, setFailure] = useState<ShownError>();
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({});
  const [busy, setBusy] = useState(false);
  async function send(): Promise<void> {
    if (!config) return;
    setBusy(true);
    setFailure(undefined);
    try {
      await onRerun(step ? { ...choice, edited: { [step.id]: config } } : choice);
    } catch (error) {
      setErrors(fieldErrors(error));
      setFailure(shownError(error));
      setBusy(false);
    }
  }
  return (
    <form
      className={classes['form']}
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      {names.length > 0 && <Repeats names={names} />}
      {step && (
        <>
          <p className={classes['words']}>
            Steps before it keep their results. This run’s step works with what you write here; the workflow itself stays as it is.
          </p>
          <ConfigEditor type={step.type} initial={input} value={config} errors={errors} onChange={setConfig} />
        </>
      )}
      {failure && <ErrorState compact title="It was not started" error={failure} />}
      <Group justify="flex-end" gap={8}>
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button type="submit" loading={busy} disabled={!config}>
          {names.length > 0 ? 'Run it again anyway' : 'Run again'}
        </Button>
      </Group>
    </form>
  );
}

function Repeats({ names }: { readonly names: readonly RepeatedWrite[] }): JSX.Element {
  return (
    <div className={classes['warning']} role="note">
      <IconAlertTriangle size={17} aria-hidden />
      <div>
        <p>{names.length === 1 ? 'This step writes outside, and does it again:' : 'These steps write outside, and do it again:'}</p>
        <ul>
          {names.map(({ nodeId, name, sent }) => (
            <li key={nodeId}>
              <strong>{name}</strong>
              {sent === 'once' && ', sent once already'}
              {sent === 'maybe' && ', maybe sent already'}
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}

interface ConfigEditorProps {
  readonly type: string;
  readonly initial: JsonObject;
  /** `undefined` while the text is no JSON object. */
  readonly value: JsonObject | undefined;
  readonly errors: Readonly<Record<string, string>>;
  readonly onChange: (value: JsonObject | undefined) => void;
}

/** The step's values as a form, or as JSON. */
function ConfigEditor({ type, initial, value, errors, onChange }: ConfigEditorProps): JSX.Element {
  const card = useNodeCards().get(type);
  const hasForm = card !== undefined && propertiesOf(card.config).length > 0;
  const [mode, setMode] = useState<'form' | 'json'>(hasForm ? 'form' : 'json');
  const [text, setText] = useState(() => JSON.stringify(initial, null, 2));
  const isWrong = value === undefined;
  return (
    <div className={classes['editor']}>
      {hasForm && (
        <SegmentedControl
          size="xs"
          aria-label="How to edit it"
          value={mode}
          data={[
            { value: 'form', label: 'Form' },
            { value: 'json', label: 'JSON' },
          ]}
          disabled={isWrong}
          onChange={(next) => {
            setMode(next === 'json' ? 'json' : 'form');
            setText(JSON.stringify(value ?? initial, null, 2));
          }}
        />
      )}
      {mode === 'form' && card ? (
        <SchemaForm schema={card.config} value={value} errors={errors} onChange={onChange} />
      ) : (
        <Textarea
          label="Input"
          autosize
          minRows={6}
          maxRows={20}
          spellCheck={false}
          classNames={{ input: classes['mono'] ?? '' }}
          value={text}
          error={isWrong && 'This is not a JSON object.'}
          onChange={(event) => {
            setText(event.currentTarget.value);
            onChange(objectIn(event.currentTarget.value));
          }}
        />
      )}
    </div>
  );
}

function objectIn(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
