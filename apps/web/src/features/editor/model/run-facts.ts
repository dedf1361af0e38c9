import { isFileRef, isJsonObject } from '@arches/kernel';
import type { StepDetail } from '../../../lib/api.ts';
import { count, durationWords } from '../../../lib/format.ts';
import { largeValue } from '../../../ui/value/stored-value.ts';
import { valueWords } from '../../../ui/value/table-of.ts';

/** What a card says about the last test. */
export interface CardFacts {
  readonly status: string;
  readonly warnings: number;
  /** One line: "48 rows", "1.2 s". */
  readonly line: string;
}

const urgency = ['failed', 'running', 'retrying', 'waiting', 'ready', 'pending', 'succeeded', 'cancelled', 'skipped'];

export function cardFacts(steps: readonly StepDetail[]): ReadonlyMap<string, CardFacts> {
  return new Map(
    [...Map.groupBy(steps, ({ nodeId }) => nodeId)].map(([nodeId, own]) => {
      // A container's own step, where it has one, speaks for all.
      const whole = own.find(({ id }) => id === nodeId);
      const status = whole?.status ?? urgency.find((word) => own.some((step) => step.status === word)) ?? 'pending';
      const shown = whole ?? own.find((step) => step.status === status);
      const warnings = own.reduce((sum, step) => sum + step.warnings.length, 0);
      return [nodeId, { status, warnings, line: shown ? factLine(shown, own.length) : '' }];
    }),
  );
}

function factLine(step: StepDetail, times: number): string {
  if (step.status === 'failed') return step.error?.message ?? '';
  if (step.status !== 'succeeded') return '';
  const value = valueLine(step.output);
  if (value) return times > 1 ? `${times} times` : value;
  return step.startedAt && step.endedAt ? durationWords(Date.parse(step.endedAt) - Date.parse(step.startedAt)) : '';
}

/** The most telling thing about a value, in a few words. */
export function valueLine(value: unknown): string {
  const large = largeValue(value);
  const shown = large ? large.preview : value;
  if (shown === null || shown === undefined) return '';
  if (Array.isArray(shown)) return count(shown.length, 'entry', 'entries');
  if (isFileRef(shown)) return shown.name;
  if (!isJsonObject(shown)) return valueWords(shown, 40);
  const { rows, groups, count: number } = shown;
  if (Array.isArray(groups)) return count(groups.length, 'group');
  if (Array.isArray(rows)) return count(typeof number === 'number' ? number : rows.length, 'row');
  const file = Object.values(shown).find(isFileRef);
  if (file) return file.name;
  const text = Object.values(shown).find((entry) => typeof entry === 'string' && entry !== '');
  return typeof text === 'string' ? valueWords(text, 40) : valueWords(shown, 40);
}
