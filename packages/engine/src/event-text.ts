import type { RunEvent } from '@arches/kernel';
import { plainText } from './plain-json.ts';
import type { JsonText } from './run-store.ts';
import { isStoredValue } from './stored-value.ts';
import type { ValueWriter } from './stored-value.ts';

/** The event as the journal keeps it, large values as references. */
export function eventText(event: RunEvent, values: ValueWriter): JsonText {
  switch (event.kind) {
    case 'run_started': {
      const { input, trigger, reuse, ...rest } = event;
      const parts: [string, JsonText][] = [
        ['trigger', withField(plainText({ ...trigger, body: undefined }), 'body', values.write(trigger.body))],
        ['input', values.write(input)],
      ];
      if (reuse) parts.push(['reuse', reuseText(reuse, values)]);
      return parts.reduce((text, [name, part]) => withField(text, name, part), plainText(rest));
    }
    case 'step_succeeded': {
      const { output, ...rest } = event;
      return withField(plainText(rest), 'output', values.write(output));
    }
    case 'signal_received': {
      const { signal, ...rest } = event;
      if (signal.kind === 'callback') {
        return withField(plainText(rest), 'signal', `{"kind":"callback","payload":${values.write(signal.payload)}}`);
      }
      return withField(plainText(rest), 'signal', plainText(signal));
    }
    case 'step_started':
    case 'step_failed':
    case 'timer_fired':
    case 'cancel_requested':
      return plainText(event);
  }
}

function reuseText(reuse: NonNullable<Extract<RunEvent, { kind: 'run_started' }>['reuse']>, values: ValueWriter): JsonText {
  const entries = Object.entries(reuse).map(([step, { output, ports }]) => {
    const result = withField(plainText({ ports }), 'output', values.write(output));
    return `${JSON.stringify(step)}:${result}`;
  });
  return `{${entries.join(',')}}`;
}

function withField(object: JsonText, name: string, value: JsonText): JsonText {
  const inside = object.slice(1, -1);
  return `{${inside}${inside === '' ? '' : ','}"${name}":${value}}`;
}

/** Ids of the values that this journalled event refers to. */
export function referencesIn(event: RunEvent): readonly string[] {
  return slotsOf(event).flatMap((value) => (isStoredValue(value) ? [value.$artifact.id] : []));
}

/** The event as it was decided on: references replaced by their values. A reference without a value stays what it says. */
export function withValues(event: RunEvent, values: ReadonlyMap<string, unknown>): RunEvent {
  const full = (value: unknown): unknown =>
    isStoredValue(value) && values.has(value.$artifact.id) ? values.get(value.$artifact.id) : value;
  switch (event.kind) {
    case 'run_started': {
      const reuse = event.reuse
        ? Object.fromEntries(Object.entries(event.reuse).map(([step, result]) => [step, { ...result, output: full(result.output) }]))
        : undefined;
      const trigger = { ...event.trigger, body: full(event.trigger.body) };
      return { ...event, trigger, input: full(event.input), ...(reuse ? { reuse } : {}) };
    }
    case 'step_succeeded':
      return { ...event, output: full(event.output) };
    case 'signal_received':
      return event.signal.kind === 'callback' ? { ...event, signal: { ...event.signal, payload: full(event.signal.payload) } } : event;
    case 'step_started':
    case 'step_failed':
    case 'timer_fired':
    case 'cancel_requested':
      return event;
  }
}

function slotsOf(event: RunEvent): readonly unknown[] {
  switch (event.kind) {
    case 'run_started':
      return [event.trigger.body, event.input, ...Object.values(event.reuse ?? {}).map(({ output }) => output)];
    case 'step_succeeded':
      return [event.output];
    case 'signal_received':
      return event.signal.kind === 'callback' ? [event.signal.payload] : [];
    case 'step_started':
    case 'step_failed':
    case 'timer_fired':
    case 'cancel_requested':
      return [];
  }
}
