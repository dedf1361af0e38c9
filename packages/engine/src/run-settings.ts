import { type Catalog, type JsonObject, type SettingsRead, settingsReadBy, type WorkflowDocument } from '@arches/kernel';
import type { PlanCache } from './plan-cache.ts';
import type { StartRequest } from './ports.ts';

/** What expressions read as `vars` and `env`, and the time zone that waits go by. */
export interface RunSettings {
  readonly vars: JsonObject;
  readonly env: JsonObject;
  /** UTC when absent. */
  readonly timezone?: string;
}

/** All that an organisation's runs may read at this moment. Asked by every start whose document reads any of it, so it answers from memory where it can. */
export type SettingsOf = (orgId: string) => RunSettings | Promise<RunSettings>;

/**
 * Gives a start the values of this moment, and only those that its document reads; the run keeps them whatever changes later. What the
 * start brings already stays: a repeated run has the values of the first one, and those that were missing then.
 */
export function pinSettings(
  settingsOf: SettingsOf | undefined,
  plans: Pick<PlanCache, 'prepare'>,
  catalog: Catalog,
): (request: StartRequest) => StartRequest | Promise<StartRequest> {
  if (!settingsOf) return (request) => request;
  const known = new WeakMap<object, SettingsRead>();

  function readBy(document: WorkflowDocument): SettingsRead {
    const { plan, text } = plans.prepare(document);
    let read = known.get(plan);
    if (!read) {
      read = /\b(?:vars|env|cron|until)\b/.test(text) ? settingsReadBy(document, catalog) : { vars: [], env: [], timezone: false };
      known.set(plan, read);
    }
    return read;
  }

  return (request) => {
    const read = readBy(request.document);
    if (read.vars.length === 0 && read.env.length === 0 && !read.timezone) return request;
    const settings = settingsOf(request.orgId);
    return settings instanceof Promise
      ? settings.then((values) => withSettings(request, read, values))
      : withSettings(request, read, settings);
  };
}

function withSettings(request: StartRequest, read: SettingsRead, settings: RunSettings): StartRequest {
  const vars = { ...picked(settings.vars, read.vars), ...request.vars };
  const env = { ...picked(settings.env, read.env), ...request.env };
  const timezone = request.timezone ?? (read.timezone ? settings.timezone : undefined);
  return {
    ...request,
    ...(Object.keys(vars).length > 0 ? { vars } : {}),
    ...(Object.keys(env).length > 0 ? { env } : {}),
    ...(timezone === undefined ? {} : { timezone }),
  };
}

function picked(values: JsonObject, names: SettingsRead['vars']): JsonObject {
  if (names === 'all') return values;
  return Object.fromEntries(names.filter((name) => Object.hasOwn(values, name)).map((name) => [name, values[name]]));
}
