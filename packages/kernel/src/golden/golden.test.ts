import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type Golden, meaningOf, recordGoldens } from './golden.ts';

const folder = new URL('.', import.meta.url);
const read = (name: string): string => readFileSync(new URL(name, folder), 'utf8');
const files = readdirSync(folder).filter((name) => name.endsWith('.jsonl'));
const sums = JSON.parse(read('sums.json')) as Record<string, string>;
const goldensOf = (file: string): Golden[] => {
  const lines = read(file).trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line) as Golden);
};

test('journals of a release are never changed', () => {
  expect(Object.fromEntries(files.map((file) => [file, createHash('sha256').update(read(file)).digest('hex')]))).toEqual(sums);
});

describe.each(files)('journals of release %s', (file) => {
  // What a release adds to views and commands is no other meaning; what it leaves out, changes or does more often is.
  test.each(goldensOf(file))('$name', (golden) => {
    expect(meaningOf(golden)).toMatchObject(golden.expected);
  });
});

test('every line of the semantics table has its journal; `npm run golden:record` adds what is missing', () => {
  const kept = new Set(files.flatMap(goldensOf).map(({ name }) => name));
  expect(
    recordGoldens()
      .filter(({ name }) => !kept.has(name))
      .map(({ name }) => name),
  ).toEqual([]);
});

test('among them is every kind of event, signal, timer, command, container and wait', () => {
  const text = files.map((file) => read(file)).join('');
  const has = (field: string, names: readonly string[]) => names.filter((name) => !text.includes(`"${field}":"${name}"`));
  const events = ['run_started', 'run_released', 'pause_requested', 'resume_requested', 'step_started', 'step_succeeded', 'step_failed'];
  expect(has('kind', [...events, 'timer_fired', 'signal_received', 'cancel_requested'])).toEqual([]);
  expect(has('kind', ['approval', 'delegation', 'callback', 'decision', 'child'])).toEqual([]);
  expect(has('timer', ['retry', 'wait', 'deadline', 'reminder', 'escalation', 'run'])).toEqual([]);
  const commands = ['execute', 'set_timer', 'clear_timer', 'open_wait', 'close_wait', 'remind', 'abort', 'respond', 'finish'];
  expect(has('kind', commands)).toEqual([]);
  expect(has('type', ['flow.for_each', 'flow.while', 'flow.parallel', 'flow.try', 'flow.break', 'flow.continue'])).toEqual([]);
});
