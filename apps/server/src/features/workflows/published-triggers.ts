import { scheduleDelay } from '@arches/engine';
import { type Catalog, type JsonObject, scheduleOfConfig, scheduleTicks, type WorkflowDocument } from '@arches/kernel';
import type { NewSchedule, NewWebhookRoute } from '@arches/store';
import { triggerNodes } from './step-sentences.ts';

/** The addresses that a document listens at. */
export function webhooksOf(document: WorkflowDocument, catalog: Catalog): NewWebhookRoute[] {
  return triggerNodes(document, catalog).flatMap((node): NewWebhookRoute[] => {
    const { path, expectEverySeconds: expected } = node.config;
    if (typeof path !== 'string' || path === '') return [];
    if (node.type === 'trigger.form') return [{ nodeId: node.id, method: 'FORM', path, respond: 'immediately' }];
    if (node.type !== 'trigger.webhook') return [];
    const method = typeof node.config['method'] === 'string' ? node.config['method'] : 'POST';
    const rhythm = typeof expected === 'number' ? { expectEverySeconds: expected } : {};
    return [{ nodeId: node.id, method, path, respond: respondOf(node.config['respond']), ...rhythm }];
  });
}

function respondOf(value: unknown): NewWebhookRoute['respond'] {
  return value === 'when_finished' || value === 'respond_node' ? value : 'immediately';
}

/** The zone that a schedule goes by: its own, the workflow's, the organisation's. */
export function zoneOf(config: JsonObject, document: WorkflowDocument, organisationTimezone: string): string {
  const { timezone } = config;
  return typeof timezone === 'string' && timezone !== '' ? timezone : (document.settings?.timezone ?? organisationTimezone);
}

/** The schedules of a document that has no problems. `now` is the database's clock. Throws `bad_schedule`. */
export function schedulesOf(
  document: WorkflowDocument,
  catalog: Catalog,
  place: { readonly timezone: string; readonly now: Date; readonly workflowId: string },
): NewSchedule[] {
  return triggerNodes(document, catalog)
    .filter(({ type }) => type === 'trigger.schedule')
    .map(({ id, config }): NewSchedule => {
      const { catchUp, catchUpLimit, jitterSeconds } = config;
      const spec = scheduleOfConfig(config);
      const timezone = zoneOf(config, document, place.timezone);
      return {
        nodeId: id,
        spec,
        timezone,
        catchUp: catchUp === 'none' || catchUp === 'all' ? catchUp : 'last',
        catchUpLimit: typeof catchUpLimit === 'number' ? catchUpLimit : 100,
        delayMs: scheduleDelay(`${place.workflowId} ${id}`, typeof jitterSeconds === 'number' ? jitterSeconds * 1000 : 0),
        nextDue: scheduleTicks(spec, timezone).after(place.now) ?? null,
      };
    });
}
