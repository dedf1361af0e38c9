import { effectiveInputSchema, findNode, isJsonObject, type JsonObject, type NodeCard, type WorkflowDocument } from '@arches/kernel';

/**
 * What a new step starts with: only values that are good as they stand. A sample condition or address would look like work done, so
 * fields like these stay empty and are asked for.
 */
export function suggestedConfig(document: WorkflowDocument, card: NodeCard, sourceId: string | undefined): JsonObject {
  const properties = isJsonObject(card.config['properties']) ? card.config['properties'] : {};
  const config: Record<string, unknown> = {};
  for (const [key, schema] of Object.entries(properties)) {
    const value = isJsonObject(schema) ? suggestion(document, card, key, schema, sourceId) : undefined;
    if (value !== undefined) config[key] = value;
  }
  return config;
}

function suggestion(document: WorkflowDocument, card: NodeCard, key: string, schema: JsonObject, sourceId: string | undefined): unknown {
  switch (schema['x-widget']) {
    case 'cron':
    case 'form_fields':
    case 'duration':
      return card.sampleConfig[key];
    case 'file_reference':
      return fileFrom(document, sourceId);
  }
  if (card.type === 'trigger.webhook' && key === 'path') return `hook-${Math.random().toString(36).slice(2, 8)}`;
  return undefined;
}

/** The file a form asks for, or the one an earlier step wrote. */
function fileFrom(document: WorkflowDocument, sourceId: string | undefined): string | undefined {
  const source = sourceId === undefined ? undefined : findNode(document, sourceId)?.node;
  if (source?.type === 'file.write') return `{{ nodes.${source.id}.output.file }}`;
  const schema = effectiveInputSchema(document, { get: () => ({ kind: 'trigger' }) as never, list: () => [] });
  const fields = isJsonObject(schema?.['properties']) ? Object.entries(schema['properties']) : [];
  const file = fields.find(([, field]) => isJsonObject(field) && field['format'] === 'file');
  return file ? `{{ input.${file[0]} }}` : undefined;
}
