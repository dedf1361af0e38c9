import type { JsonObject, RunEvent, Signal } from '@arches/kernel';
import { plainText } from './plain-json.ts';
import type { JsonText } from './run-store.ts';
import { isStoredValue } from './stored-value.ts';
import type { ValueWriter } from './stored-value.ts';

type RunStarted = Extract<RunEvent, { kind: 'run_started' }>;

/** The event as the journal keeps it, large values as references. */
export function eventText(event: RunEvent, values: ValueWriter): JsonText {
  switch (event.kind) {
    case 'run_started': {
      const { input, trigger, vars, env, reuse, edited, ...rest } = event;
      const parts: [string, JsonText][] = [
        ['trigger', withField(plainText({ ...trigger, body: undefined }), 'body', values.write(trigger.body))],
        ['input', values.write(input)],
      ];
      if (vars) parts.push(['vars', values.write(vars)]);
      if (env) parts.push(['env', values.write(env)]);
      if (reuse) parts.push(['reuse', reuseText(reuse, values)]);
      if (edited) parts.push(['edited', editedText(edited, values)]);
      return parts.reduce((text, [name, part]) => withField(text, name, part), plainText(rest));
    }
    case 'step_succeeded': {
      const { output, ...rest } = event;
      return withField(plainText(rest), 'output', values.write(output));
    }
    case 'signal_received': {
      const { signal, ...rest } = event;
      return withField(plainText(rest), 'signal', signalText(signal, values));
    }
    case 'run_released':
    case 'pause_requested':
    case 'resume_requested':
    case 'step_started':
    case 'step_failed':
    case 'timer_fired':
    case 'cancel_requested':
      return plainText(event);
  }
}

/** What an answer carries from outside may be large: a callback's payload, a child's output, what a person put in a step's place. */
function signalText(signal: Signal, values: ValueWriter): JsonText {
  switch (signal.kind) {
    case 'callback':
      return `{"kind":"callback","payload":${values.write(signal.payload)}}`;
    case 'child':
    case 'decision': {
      const { output, ...rest } = signal;
      return output === undefined ? plainText(rest) : withField(plainText(rest), 'output', values.write(output));
    }
    case 'approval':
    case 'delegation':
      return plainText(signal);
  }
}

function editedText(edited: NonNullable<RunStarted['edited']>, values: ValueWriter): JsonText {
  return `{${Object.entries(edited)
    .map(([step, config]) => `${JSON.stringify(step)}:${values.write(config)}`)
    .join(',')}}`;
}

function reuseText(reuse: NonNullable<RunStarted['reuse']>, values: ValueWriter): JsonText {
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
      const edited = event.edited
        ? Object.fromEntries(Object.entries(event.edited).map(([step, config]) => [step, full(config) as JsonObject]))
        : undefined;
      const trigger = { ...event.trigger, body: full(event.trigger.body) };
      const settings = {
        ...(event.vars ? { vars: full(event.vars) as JsonObject } : {}),
        ...(event.env ? { env: full(event.env) as JsonObject } : {}),
      };
      return { ...event, trigger, input: full(event.input), ...settings, ...(reuse ? { reuse } : {}), ...(edited ? { edited } : {}) };
    }
    case 'step_succeeded':
      return { ...event, output: full(event.output) };
    case 'signal_received':
      return { ...event, signal: fullSignal(event.signal, full) };
    case 'run_released':
    case 'pause_requested':
    case 'resume_requested':
    case 'step_started':
    case 'step_failed':
    case 'timer_fired':
    case 'cancel_requested':
      return event;
  }
}

function fullSignal(signal: Signal, full: (value: unknown) => unknown): Signal {
  switch (signal.kind) {
    case 'callback':
      return { ...signal, payload: full(signal.payload) };
    case 'child':
      return { ...signal, output: full(signal.output) };
    case 'decision':
      return signal.output === undefined ? signal : { ...signal, output: full(signal.output) };
    case 'approval':
    case 'delegation':
      return signal;
  }
}

function slotsOf(event: RunEvent): readonly unknown[] {
  switch (event.kind) {
    case 'run_started':
      return [
        event.trigger.body,
        event.input,
        event.vars,
        event.env,
        ...Object.values(event.reuse ?? {}).map(({ output }) => output),
        ...Object.values(event.edited ?? {}),
      ];
    case 'step_succeeded':
      return [event.output];
    case 'signal_received':
      return [valueOf(event.signal)];
    case 'run_released':
    case 'pause_requested':
    case 'resume_requested':
    case 'step_started':
    case 'step_failed':
    case 'timer_fired':
    case 'cancel_requested':
      return [];
  }
}

function valueOf(signal: Signal): unknown {
  if (signal.kind === 'callback') return signal.payload;
  return signal.kind === 'child' || signal.kind === 'decision' ? signal.output : undefined;
}
