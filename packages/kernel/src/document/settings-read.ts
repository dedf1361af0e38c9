import type { Catalog } from '../catalog.ts';
import type { WorkflowDocument } from '../document.ts';
import { type SettingRead, type SettingRoot, settingReadsIn } from '../expressions/setting-names.ts';
import { type ExpressionPlace, expressionPlaces, policyExpressionPlaces } from './expression-places.ts';
import { isJsonObject } from '../json.ts';
import { type NodePlace, walkNodes } from './graph.ts';

/** Names of the variables and of the operator's settings that a document reads; `all` where an expression does not say which. */
export type SettingsRead = { readonly [root in SettingRoot]: readonly string[] | 'all' } & {
  /** A wait goes by the organisation's time zone. */
  readonly timezone: boolean;
};

/** One read with the place where it stands; without a step in the workflow's own outputs. */
export interface SettingPlace {
  readonly read: SettingRead;
  /** Keys from the document to what `at.path` leads on from. */
  readonly base: readonly (string | number)[];
  readonly at: ExpressionPlace;
  readonly place: NodePlace | undefined;
}

/** What a run of this document needs to be given of `vars` and `env`. */
export function settingsReadBy(document: WorkflowDocument, catalog: Catalog): SettingsRead {
  const names = { vars: new Set<string>(), env: new Set<string>() };
  const wide = new Set<SettingRoot>();
  for (const { read } of settingPlaces(document, catalog)) {
    if (read.name === undefined) wide.add(read.root);
    else names[read.root].add(read.name);
  }
  const of = (root: SettingRoot) => (wide.has(root) ? 'all' : [...names[root]].sort());
  return { vars: of('vars'), env: of('env'), timezone: readsZone(document, catalog) };
}

/** Some wait may be told a time zone, and neither it nor the workflow says one. */
function readsZone({ nodes, edges, settings }: WorkflowDocument, catalog: Catalog): boolean {
  if (settings?.timezone !== undefined) return false;
  return [...walkNodes({ nodes, edges })].some(({ node: { type, version, config = {} } }) => {
    const card = catalog.get(type, version);
    const properties = card?.config['properties'];
    const takesZone = card?.kind === 'wait' && isJsonObject(properties) && 'timezone' in properties;
    return takesZone && (config['timezone'] ?? '') === '';
  });
}

export function* settingPlaces(document: WorkflowDocument, catalog: Catalog): Generator<SettingPlace> {
  for (const place of walkNodes(document)) {
    const { node } = place;
    for (const at of expressionPlaces(catalog.get(node.type, node.version), node.config ?? {})) {
      for (const read of settingReadsIn(at.source)) yield { read, base: [...place.path, 'config'], at, place };
    }
    for (const at of policyExpressionPlaces(node)) {
      for (const read of settingReadsIn(at.source)) yield { read, base: [...place.path, 'policy'], at, place };
    }
  }
  for (const at of expressionPlaces(undefined, document.outputs ?? {})) {
    for (const read of settingReadsIn(at.source)) yield { read, base: ['outputs'], at, place: undefined };
  }
}
