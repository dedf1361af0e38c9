import { applyPatches, findCycle, type NodeCard, type WorkflowDocument } from '@arches/kernel';
import { expect, test } from 'vitest';
import { allNodes, catalogOf } from '@arches/nodes';
import { canvasScene, drawnPlaces } from '../canvas/canvas-scene.ts';
import { moveStep } from '../outline/move-step.ts';
import { changeCounts, changeRows } from './change-words.ts';
import { copiedSteps, pasted, readSteps } from './copy-steps.ts';
import { earlierValues, knownColumns } from './earlier-values.ts';
import { connection, type Edit, newStep, possibleTargets, removal } from './edits.ts';
import { ghostDocument } from './ghost.ts';
import { walked } from './walk-links.ts';

const cards: ReadonlyMap<string, NodeCard> = new Map(
  catalogOf(allNodes)
    .list()
    .map((card) => [card.type, card]),
);
const cardOf = (type: string): NodeCard => cards.get(type) as NodeCard;

const edge = (source: string, target: string, sourcePort = 'out') => ({
  id: `${source}-${sourcePort}-${target}`,
  source,
  sourcePort,
  target,
  targetPort: 'in',
});
const document: WorkflowDocument = {
  schemaVersion: 1,
  id: 'wf',
  name: 'Feedback',
  nodes: [
    { id: 'form', type: 'trigger.form', config: { fields: [{ name: 'file', label: 'Feedback', type: 'file', required: true }] } },
    { id: 'read', type: 'file.read', name: 'Read the file', config: { file: '{{ input.file }}' } },
    { id: 'check', type: 'flow.if', name: 'Any rows?', config: { condition: 'nodes.read.output.count > 0' } },
    { id: 'sort', type: 'data.sort', name: 'Sort', config: { items: '{{ nodes.read.output.rows }}', by: 'amount' } },
    { id: 'end', type: 'data.set', name: 'End', config: { fields: {} } },
  ],
  edges: [edge('form', 'read'), edge('read', 'check'), edge('check', 'sort', 'true'), edge('sort', 'end')],
};
const after = (edit: Edit | undefined, from = document): WorkflowDocument => applyPatches(from, edit?.patches ?? []).document;
const links = (from: WorkflowDocument): string[] =>
  from.edges.map(({ source, sourcePort, target }) => `${source}.${sourcePort}>${target}`).toSorted();

test('a step added after another takes its place in the chain', () => {
  const edit = newStep(document, cardOf('data.filter'), { kind: 'after', nodeId: 'read' }, cards);
  expect(links(after(edit))).toEqual(['check.true>sort', 'filter.out>check', 'form.out>read', 'read.out>filter', 'sort.out>end']);
  expect(edit.words).toBe('Step Filter rows added after Read the file.');
});

test('after a step that branches it goes to the first free branch, and says which', () => {
  const edit = newStep(document, cardOf('data.filter'), { kind: 'after', nodeId: 'check' }, cards);
  expect(links(after(edit))).toContain('check.false>filter');
  expect(edit.words).toBe('Step Filter rows added after Any rows?, branch No.');
});

test('a step put into a link keeps the branch it came from', () => {
  const edit = newStep(document, cardOf('data.filter'), { kind: 'edge', edgeId: 'check-true-sort' }, cards);
  expect(links(after(edit))).toEqual(['check.true>filter', 'filter.out>sort', 'form.out>read', 'read.out>check', 'sort.out>end']);
});

test('reading a file begins with the file that the form asks for', () => {
  const edit = newStep(document, cardOf('file.read'), { kind: 'after', nodeId: 'form' }, cards);
  expect(after(edit).nodes.at(-1)?.config).toEqual({ file: '{{ input.file }}' });
});

test('a step taken out of a chain leaves the chain whole', () => {
  const edit = removal(document, ['read'], cards);
  expect(links(after(edit))).toContain('form.out>check');
  expect(edit.select).toEqual(['form']);
});

test('no link leads back, so none makes a circle', () => {
  expect(possibleTargets(document, 'sort', cards).map(({ id }) => id)).toEqual(['end']);
  expect(connection(document, 'end', undefined, 'read', cards)).toBeUndefined();
  expect(findCycle(after(connection(document, 'read', undefined, 'end', cards)))).toBeUndefined();
});

test('copies get ids of their own, and refer to each other', () => {
  const copied = readSteps(JSON.stringify(copiedSteps(document, ['read', 'sort'])));
  const result = after(copied && pasted(document, copied, undefined, cards));
  expect(result.nodes.slice(5)).toMatchObject([{ id: 'read_2' }, { id: 'sort_2', config: { items: '{{ nodes.read_2.output.rows }}' } }]);
  expect(readSteps('no steps at all')).toBeUndefined();
});

test('moving a step up swaps it with the one before, where that is possible', () => {
  const edit = moveStep(document, 'end', 'up', cards);
  expect(links(after(edit))).toEqual(['check.true>end', 'end.out>sort', 'form.out>read', 'read.out>check']);
  expect(moveStep(document, 'read', 'up', cards)).toBeUndefined();
  expect(moveStep(document, 'sort', 'up', cards)).toBeUndefined();
});

test('earlier values are offered in words, and columns come from the last test', () => {
  const outputs = new Map<string, unknown>([['read', { rows: [{ customer: 'Ada', amount: 3 }], count: 1 }]]);
  const values = earlierValues(document, 'sort', cards, outputs);
  expect(values).toContainEqual(
    expect.objectContaining({ expression: 'nodes.read.output.rows', label: 'rows from Read the file', kind: 'list' }),
  );
  expect(values).toContainEqual(expect.objectContaining({ expression: 'input.file', kind: 'file' }));
  expect(values.some(({ expression }) => expression.includes('nodes.end'))).toBe(false);
  expect(knownColumns(document, 'sort', cards, outputs)).toEqual(['customer', 'amount']);
});

test('changes are told step by step; a move is none', () => {
  const changed = applyPatches(document, [
    { op: 'set_config', nodeId: 'sort', path: ['by'], value: 'customer' },
    { op: 'remove_node', nodeId: 'end' },
    { op: 'add_node', node: { id: 'wait', type: 'flow.delay', config: { seconds: 1 } } },
    { op: 'move', positions: { read: { x: 1, y: 2 } } },
  ]).document;
  const rows = changeRows(document, changed, cards);
  expect(rows.map(({ name, mark, details }) => [name, mark, details])).toEqual([
    ['End', 'removed', []],
    ['Sort', 'changed', ['Column']],
    ['Wait', 'new', []],
  ]);
  expect(changeCounts(rows)).toBe('1 new · 1 changed · 1 removed');
  expect(ghostDocument(document, changed).nodes.map(({ id }) => id)).toEqual(['form', 'read', 'check', 'sort', 'wait', 'end']);
});

test('a step put in or taken out does not make its neighbours changed; a link led elsewhere does', () => {
  const inserted = after(newStep(document, cardOf('data.filter'), { kind: 'edge', edgeId: 'sort-out-end' }, cards));
  expect(changeRows(document, inserted, cards).map(({ name, mark }) => [name, mark])).toEqual([['Filter rows', 'new']]);
  expect(changeRows(inserted, document, cards).map(({ name, mark }) => [name, mark])).toEqual([['Filter rows', 'removed']]);
  const linked = after(connection(document, 'check', 'false', 'end', cards));
  expect(changeRows(document, linked, cards)).toMatchObject([{ name: 'Any rows?', mark: 'changed', details: ['Goes on to End'] }]);
});

test('the canvas runs from top to bottom, by centre, and no two cards overlap', () => {
  const { steps } = canvasScene(document);
  const centres = new Set(steps.map(({ left, width }) => left + width / 2));
  expect(centres.size).toBe(1);
  for (const [index, step] of steps.entries()) {
    const next = steps[index + 1];
    if (next) expect(next.top).toBeGreaterThanOrEqual(step.top + step.height + 40);
  }
});

test('a step that was moved stands where it was put, and its links follow', () => {
  const scene = canvasScene({ ...document, layout: { ...drawnPlaces(canvasScene(document)), end: { x: 600, y: 900 } } });
  const end = scene.steps.find(({ node }) => node.id === 'end');
  expect([end?.x, end?.y]).toEqual([600, 900]);
  expect(scene.links.find((link) => link.edge.target === 'end')?.corners.at(-1)).toEqual({ x: 600 + (end?.width ?? 0) / 2, y: 900 });
});

test('arrows walk along the links', () => {
  const x = () => 0;
  expect(walked(document, undefined, 'down', x)).toBe('form');
  expect(walked(document, 'read', 'down', x)).toBe('check');
  expect(walked(document, 'check', 'up', x)).toBe('read');
  expect(walked(document, 'end', 'down', x)).toBeUndefined();
});

const container = (id: string, type: string, nodes: WorkflowDocument['nodes'], edges: WorkflowDocument['edges'] = [], config = {}) => ({
  id,
  type,
  config,
  body: { nodes, edges },
});
const plain = (id: string, type = 'data.set') => ({ id, type, config: {} });
const holding = (...nodes: WorkflowDocument['nodes']): WorkflowDocument => ({ schemaVersion: 1, id: 'wf', name: 'W', nodes, edges: [] });
const expressions = (from: WorkflowDocument, nodeId: string) =>
  earlierValues(from, nodeId, cards, new Map()).map(({ expression }) => expression);

test('a mark that begins a part of a try is linked to nothing, and nothing is led to it', () => {
  const from = holding(container('try', 'flow.try', [plain('a'), plain('failed', 'flow.on_error')]));
  const marked = after(newStep(from, cardOf('flow.cleanup'), { kind: 'after', nodeId: 'a' }, cards), from);
  expect(marked.nodes[0]?.body?.nodes.map(({ id }) => id)).toEqual(['a', 'failed', 'cleanup']);
  expect(marked.nodes[0]?.body?.edges).toEqual([]);
  expect(possibleTargets(from, 'a', cards)).toEqual([]);
});

test('the error part of a try may use what was tried, and the entry of the loop around it', () => {
  const inner = container(
    'try',
    'flow.try',
    [plain('a', 'file.read'), plain('failed', 'flow.on_error'), plain('b')],
    [edge('failed', 'b')],
  );
  const from = holding(container('loop', 'flow.for_each', [inner]));
  expect(expressions(from, 'b')).toEqual(expect.arrayContaining(['nodes.a.output.rows', 'nodes.failed.output.error', 'item', 'index']));
  expect(expressions(from, 'a')).not.toContain('nodes.failed.output.error');
});

test('the condition of a while loop, and the steps in it, see what the round before gave', () => {
  const from = holding(container('loop', 'flow.while', [plain('a')]));
  expect(expressions(from, 'loop')).toEqual(expect.arrayContaining(['item', 'index']));
  expect(expressions(from, 'a')).toEqual(expect.arrayContaining(['item', 'index']));
  expect(expressions(holding(container('side', 'flow.parallel', [plain('a')])), 'a')).not.toContain('item');
});

test('what a merge gives is known before any test', () => {
  const from: WorkflowDocument = {
    ...holding(plain('left', 'file.read'), plain('right', 'http.request'), plain('both', 'flow.merge'), plain('end')),
    edges: [edge('left', 'both'), edge('right', 'both'), edge('both', 'end')],
  };
  expect(expressions(from, 'end')).toEqual(expect.arrayContaining(['nodes.both.output.left', 'nodes.both.output.right']));
  expect(expressions(from, 'end')).not.toContain('nodes.both.output.orders');
});
