import type { ErrorClass } from '../catalog.ts';
import type { NodePolicy, RunRate } from '../document.ts';
import { mayCache } from './validate-cache.ts';
import type { NodePlace } from './graph.ts';
import { nearest } from './nearest.ts';
import { pointer } from './pointer.ts';
import { called, fixWith, type Validation } from './validation.ts';

interface Range {
  readonly min: number;
  readonly max: number;
  readonly whole?: boolean;
  readonly unit: string;
}

const DAY_MS = 86_400_000;

const RETRY: { readonly [field: string]: Range } = {
  maxAttempts: { min: 1, max: 100, whole: true, unit: 'attempts' },
  initialDelayMs: { min: 0, max: DAY_MS, whole: true, unit: 'milliseconds' },
  backoff: { min: 1, max: 100, unit: '' },
  maxDelayMs: { min: 0, max: 7 * DAY_MS, whole: true, unit: 'milliseconds' },
  jitter: { min: 0, max: 1, unit: '' },
};
const TIMEOUT: Range = { min: 1, max: 366 * DAY_MS, whole: true, unit: 'milliseconds' };
const CACHE_TTL: Range = { min: 1, max: 31_536_000, whole: true, unit: 'seconds' };
const SETTINGS: { readonly [field: string]: Range } = {
  timeoutMs: TIMEOUT,
  concurrency: { min: 1, max: 1_000, whole: true, unit: 'steps at once' },
  budgetUsd: { min: 0, max: 1_000_000, unit: 'US dollars' },
  budgetBytes: { min: 64 * 1024, max: 2 ** 40, whole: true, unit: 'bytes' },
  maxConcurrentRuns: { min: 1, max: 10_000, whole: true, unit: 'runs at once' },
};
const RATE: { readonly [field in keyof RunRate]: Range } = {
  count: { min: 1, max: 100_000, whole: true, unit: 'runs' },
  perSeconds: { min: 1, max: 86_400, whole: true, unit: 'seconds' },
};
const RETENTION: Range = { min: 1, max: 36_500, whole: true, unit: 'days' };

export function checkNodePolicy(validation: Validation, place: NodePlace): void {
  const { node, path } = place;
  const { policy } = node;
  if (!policy) return;
  const check = (keys: readonly string[], range: Range | undefined, value: number | undefined, mended: (value: number) => NodePolicy) => {
    const problem = range && value !== undefined ? outside(range, value) : undefined;
    if (!problem) return;
    const fix = fixWith(`Use ${problem.nearest}`, { op: 'set_node', nodeId: node.id, field: 'policy', value: mended(problem.nearest) });
    const message = `${called(node)}: “${keys.join('.')}” must be ${problem.words}, but is ${value}.`;
    validation.report({ code: 'policy_out_of_range', path: pointer([...path, 'policy', ...keys]), nodeId: node.id, message, fix });
  };
  for (const [field, value] of Object.entries(policy.retry ?? {})) {
    if (typeof value === 'number')
      check(['retry', field], RETRY[field], value, (nearest) => ({ ...policy, retry: { ...policy.retry, [field]: nearest } }));
  }
  checkErrorClasses(validation, place, policy);
  const { cache } = policy;
  if (cache && mayCache(validation, place, policy))
    check(['cache', 'ttlSeconds'], CACHE_TTL, cache.ttlSeconds, (ttlSeconds) => ({ ...policy, cache: { ...cache, ttlSeconds } }));
  check(['timeoutMs'], TIMEOUT, policy.timeoutMs, (timeoutMs) => ({ ...policy, timeoutMs }));
  if (typeof policy.join === 'object') {
    const incoming = place.graph.edges.filter((edge) => edge.target === node.id).length;
    const range = { min: 1, max: Math.max(1, incoming), whole: true, unit: `of the ${incoming} paths that lead to it` };
    check(['join', 'atLeast'], range, policy.join.atLeast, (atLeast) => ({ ...policy, join: { atLeast } }));
  }
}

/** Keyed by class, so that a new class breaks the compile here. */
const ERROR_CLASSES: { readonly [name in ErrorClass]: true } = {
  network: true,
  timeout: true,
  rate_limit: true,
  server: true,
  client: true,
  internal: true,
};

function checkErrorClasses({ report }: Validation, { node, path }: NodePlace, policy: NodePolicy): void {
  const classes: readonly string[] = policy.retry?.on ?? [];
  const known = Object.keys(ERROR_CLASSES);
  for (const [index, name] of classes.entries()) {
    if (known.includes(name)) continue;
    const meant = nearest(name, known);
    const on = classes.flatMap((other, at) => (at === index ? (meant === undefined ? [] : [meant]) : [other])) as ErrorClass[];
    const fix = fixWith(meant === undefined ? `Remove “${name}”` : `Use “${meant}”`, {
      op: 'set_node',
      nodeId: node.id,
      field: 'policy',
      value: { ...policy, retry: { ...policy.retry, on } },
    });
    const message = `${called(node)}: “${name}” is no sort of failure. There are ${known.join(', ')}.`;
    report({ code: 'unknown_error_class', path: pointer([...path, 'policy', 'retry', 'on', index]), nodeId: node.id, message, fix });
  }
}

export function checkSettings({ document, report }: Validation): void {
  const { settings } = document;
  if (!settings) return;
  const check = (keys: readonly string[], range: Range | undefined, value: unknown, mended: (value: number) => object) => {
    const problem = range && typeof value === 'number' ? outside(range, value) : undefined;
    if (!problem) return;
    const fix = fixWith(`Use ${problem.nearest}`, {
      op: 'set_meta',
      field: 'settings',
      value: { ...settings, ...mended(problem.nearest) },
    });
    const message = `The setting “${keys.join('.')}” must be ${problem.words}, but is ${String(value)}.`;
    report({ code: 'setting_out_of_range', path: pointer(['settings', ...keys]), message, fix });
  };
  for (const [field, value] of Object.entries(settings)) check([field], SETTINGS[field], value, (nearest) => ({ [field]: nearest }));
  check(['retention', 'days'], RETENTION, settings.retention?.days, (days) => ({ retention: { days } }));
  const { rate } = settings;
  if (rate) {
    check(['rate', 'count'], RATE.count, rate.count, (count) => ({ rate: { ...rate, count } }));
    check(['rate', 'perSeconds'], RATE.perSeconds, rate.perSeconds, (perSeconds) => ({ rate: { ...rate, perSeconds } }));
  }
  if (settings.timezone !== undefined && !isTimezone(settings.timezone)) {
    const message = `“${settings.timezone}” is no time zone. Use a name such as Europe/Berlin or UTC.`;
    report({ code: 'unknown_timezone', path: '/settings/timezone', message });
  }
}

function outside({ min, max, whole, unit }: Range, value: number): { nearest: number; words: string } | undefined {
  const rounded = whole ? Math.round(value) : value;
  const nearest = Math.min(Math.max(rounded, min), max);
  if (nearest === value) return undefined;
  return { nearest, words: `${whole ? 'a whole number ' : ''}from ${min} to ${max}${unit === '' ? '' : ` ${unit}`}` };
}

function isTimezone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
