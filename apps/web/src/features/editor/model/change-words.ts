import { diffDocuments, findNode, type NodeCard, type Patch, walkNodes, type WorkflowDocument } from '@arches/kernel';
import { humanName, propertiesOf, titleOf } from '../../../ui/schema-form/field-kind.ts';
import { nameOf } from './edits.ts';

export type ChangeMark = 'new' | 'changed' | 'removed';

/** One step (or the workflow itself) and what happens to it, in words. */
export interface ChangeRow {
  readonly key: string;
  /** Absent for the workflow's own name, settings and the like. */
  readonly nodeId?: string;
  readonly type?: string;
  readonly name: string;
  readonly mark: ChangeMark;
  readonly details: readonly string[];
}

type Cards = ReadonlyMap<string, NodeCard>;

/** What is different between two documents, step by step. Places on the canvas are no change worth a word. */
export function changeRows(before: WorkflowDocument, after: WorkflowDocument, cards: Cards): ChangeRow[] {
  const patches = diffDocuments(before, after);
  const had = new Set([...walkNodes(before)].map(({ node }) => node.id));
  const has = new Set([...walkNodes(after)].map(({ node }) => node.id));
  const rows = new Map<string, { row: Omit<ChangeRow, 'details'>; details: string[] }>();
  const touch = (id: string, detail?: string): void => {
    const node = (findNode(after, id) ?? findNode(before, id))?.node;
    if (!node) return;
    const mark: ChangeMark = had.has(id) ? (has.has(id) ? 'changed' : 'removed') : 'new';
    const entry = rows.get(id) ?? { row: { key: id, nodeId: id, type: node.type, name: nameOf(node, cards), mark }, details: [] };
    if (detail && mark === 'changed' && !entry.details.includes(detail)) entry.details.push(detail);
    rows.set(id, entry);
  };
  const meta = (key: string, name: string, detail: string): void =>
    void rows.set(key, { row: { key, name, mark: 'changed' }, details: [detail] });
  for (const patch of patches) describe(patch, before, after, cards, touch, meta);
  for (const edge of rewired(before, after, had, has)) {
    const target = findNode(after, edge.target)?.node;
    touch(edge.source, `${edge.added ? 'Goes on to' : 'No longer goes to'} ${target ? nameOf(target, cards) : edge.target}`);
  }
  return [...rows.values()].map(({ row, details }) => ({ ...row, details }));
}

function describe(
  patch: Patch,
  before: WorkflowDocument,
  after: WorkflowDocument,
  cards: Cards,
  touch: (id: string, detail?: string) => void,
  meta: (key: string, name: string, detail: string) => void,
): void {
  switch (patch.op) {
    case 'add_node':
    case 'replace_node':
      // A step that only changed its place in the list is taken out and put back.
      if (!sameStep(before, after, patch.node.id)) touch(patch.node.id);
      for (const inner of patch.node.body?.nodes ?? []) if (!sameStep(before, after, inner.id)) touch(inner.id);
      return;
    case 'remove_node':
      if (!sameStep(before, after, patch.nodeId)) touch(patch.nodeId);
      return;
    case 'rename_node':
      touch(patch.newId, 'Renamed');
      return;
    case 'set_config':
      touch(patch.nodeId, fieldTitle(after, patch.nodeId, patch.path[0], cards));
      return;
    case 'set_node':
      touch(patch.nodeId, fieldWords[patch.field]);
      return;
    case 'set_pin':
      touch(patch.nodeId, 'Its data for tests');
      return;
    case 'set_meta':
      meta(`meta ${patch.field}`, 'The workflow', metaWords[patch.field]);
      return;
    case 'connect':
    case 'disconnect':
    case 'move':
      return;
  }
}

function fieldTitle(document: WorkflowDocument, nodeId: string, field: string | number | undefined, cards: Cards): string {
  if (field === undefined) return 'Its settings';
  const card = cards.get(findNode(document, nodeId)?.node.type ?? '');
  const property = card && propertiesOf(card.config).find(([name]) => name === String(field))?.[1];
  return property ? titleOf(property, String(field)) : humanName(String(field));
}

const fieldWords = {
  name: 'Name',
  summary: 'Its sentence',
  policy: 'What happens when it fails, and using its result again',
  disabled: 'Switched off or on',
  version: 'Version',
  type: 'Kind of step',
} as const;
const metaWords = {
  name: 'Name',
  description: 'Description',
  inputs: 'Input',
  outputs: 'Output',
  settings: 'Settings',
  notes: 'Notes',
} as const;

function sameStep(before: WorkflowDocument, after: WorkflowDocument, id: string): boolean {
  const [one, other] = [findNode(before, id), findNode(after, id)];
  return (
    one !== undefined &&
    other !== undefined &&
    one.parent?.id === other.parent?.id &&
    JSON.stringify(one.node.config) === JSON.stringify(other.node.config) &&
    one.node.type === other.node.type
  );
}

/**
 * Links between steps that were there before and still are, without those that only make room for a new step or close the gap that a
 * removed one left: the step's own row says enough.
 */
function rewired(
  before: WorkflowDocument,
  after: WorkflowDocument,
  had: ReadonlySet<string>,
  has: ReadonlySet<string>,
): readonly LinkChange[] {
  const changes = [...goneAndNewLinks(before, after).values()];
  const madeRoom = new Set(changes.flatMap(({ source, target, added }) => (added && !had.has(target) ? [source] : [])));
  const leftGap = new Set(changes.flatMap(({ source, target, added }) => (!added && !has.has(target) ? [source] : [])));
  const stays = (id: string): boolean => had.has(id) && has.has(id);
  return changes.filter(({ source, target, added }) => stays(source) && stays(target) && !(added ? leftGap : madeRoom).has(source));
}

interface LinkChange {
  readonly source: string;
  readonly target: string;
  readonly added: boolean;
}

function goneAndNewLinks(
  before: WorkflowDocument,
  after: WorkflowDocument,
): Map<string, { source: string; target: string; added: boolean }> {
  const links = (document: WorkflowDocument): Map<string, { source: string; target: string }> =>
    new Map(
      [document, ...[...walkNodes(document)].flatMap(({ node }) => node.body ?? [])].flatMap(({ edges }) =>
        edges.map((edge) => [`${edge.source} ${edge.sourcePort} ${edge.target}`, edge]),
      ),
    );
  const [old, fresh] = [links(before), links(after)];
  const changed = new Map<string, { source: string; target: string; added: boolean }>();
  for (const [key, edge] of fresh) if (!old.has(key)) changed.set(key, { ...edge, added: true });
  for (const [key, edge] of old) if (!fresh.has(key)) changed.set(key, { ...edge, added: false });
  return changed;
}

/** `1 new · 2 changed`. */
export function changeCounts(rows: readonly ChangeRow[]): string {
  const parts = (['new', 'changed', 'removed'] as const).flatMap((mark) => {
    const number = rows.filter((row) => row.mark === mark).length;
    return number === 0 ? [] : [`${number} ${mark}`];
  });
  return parts.join(' · ') || 'no steps changed';
}
