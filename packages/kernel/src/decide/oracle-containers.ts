import type { WorkflowGraph, WorkflowNode } from '../document.ts';
import { Ambiguous, type End, failedAs, type Outcome, type Ways } from './oracle-ends.ts';

type Done = ReadonlyMap<string, Outcome>;

/** How a container ends, by running its scopes one after the other. */
export function visitContainer(node: WorkflowNode, ways: Ways, done: Done): End {
  const body = node.body as WorkflowGraph;
  const inside = (place: number, graph: WorkflowGraph, more: Partial<Ways> = {}): End =>
    ways.walk(graph, { ...ways, ...more, prefix: `${ways.prefix}${node.id}[${place}].` }, done);
  switch (node.type) {
    case 'flow.for_each':
      return each(node.config.items as unknown[], (item, index) => inside(index, body, { item, handed: item }));
    case 'flow.while':
      return again(node, ways.handed, (item, index) => inside(index, body, { item, handed: item }));
    case 'flow.parallel':
      return sideBySide(node, ways, (place, graph) => inside(place, graph));
    default:
      return trying(body, ways, inside);
  }
}

function each(items: readonly unknown[], run: (item: unknown, index: number) => End): End {
  const outputs: unknown[] = [];
  for (const [index, item] of items.entries()) {
    const end = run(item, index);
    if (end.kind === 'failed') return failedAs(`Item ${index + 1} of ${items.length}: ${end.message}`);
    outputs.push(end.kind === 'left' ? end.value : end.output);
    if (end.kind === 'left' && end.mark === 'break') break;
  }
  return { kind: 'ended', output: outputs, byId: {} };
}

function again(node: WorkflowNode, handed: unknown, run: (item: unknown, index: number) => End): End {
  const rounds = Number(String(node.config.condition).replace('index < ', ''));
  const outputs: unknown[] = [];
  let item = handed;
  for (let index = 0; index < rounds; index += 1) {
    if (index >= Number(node.config.maxIterations)) return failedAs('too many rounds');
    const end = run(item, index);
    if (end.kind === 'failed') return failedAs(`Round ${index + 1}: ${end.message}`);
    item = end.kind === 'left' ? end.value : end.output;
    outputs.push(item);
    if (end.kind === 'left' && end.mark === 'break') break;
  }
  return { kind: 'ended', output: outputs, byId: {} };
}

function sideBySide(node: WorkflowNode, { settings }: Ways, run: (place: number, graph: WorkflowGraph) => End): End {
  const parts = islands(node.body as WorkflowGraph);
  const { need, concurrency } = node.config;
  const wanted = need === 'all' ? parts.length : need === 'any' ? 1 : Number(need);
  if (wanted > parts.length) return failedAs('too many needed');
  const oneByOne = concurrency === 1 || settings.executionMode === 'sequential';
  const ends: End[] = [];
  const won = () => ends.flatMap((end) => (end.kind === 'ended' ? [end.byId] : []));
  const lost = () => ends.filter((end) => end.kind === 'failed').length;
  for (const [place, part] of parts.entries()) {
    const end = run(place, part);
    ends.push(end);
    if (oneByOne && (end.kind === 'left' || won().length === wanted || parts.length - lost() < wanted)) break;
  }
  const left = ends.filter((end) => end.kind === 'left');
  const succeeds = won().length >= wanted;
  const fails = parts.length - lost() < wanted;
  if (left.length > 0) {
    if (!oneByOne && (succeeds || fails || new Set(left.map((end) => JSON.stringify(end))).size > 1)) throw new Ambiguous();
    return left[0] as End;
  }
  if (!succeeds) return failedAs('a part broke');
  if (won().length > wanted) throw new Ambiguous();
  return { kind: 'ended', output: Object.assign({}, ...won()) as unknown, byId: {} };
}

/** What edges hold together, found by painting until nothing changes. */
function islands({ nodes, edges }: WorkflowGraph): WorkflowGraph[] {
  const colour = new Map(nodes.map((node, index) => [node.id, index]));
  for (let changed = true; changed; ) {
    changed = false;
    for (const { source, target } of edges) {
      const lower = Math.min(colour.get(source) ?? 0, colour.get(target) ?? 0);
      if (colour.get(source) === lower && colour.get(target) === lower) continue;
      colour.set(source, lower).set(target, lower);
      changed = true;
    }
  }
  const colours = [...new Set(colour.values())].toSorted((one, other) => one - other);
  const within = (id: string, wanted: number) => colour.get(id) === wanted;
  return colours.map((each) => ({
    nodes: nodes.filter(({ id }) => within(id, each)),
    edges: edges.filter(({ source }) => within(source, each)),
  }));
}

function trying(body: WorkflowGraph, ways: Ways, inside: (place: number, graph: WorkflowGraph, more?: Partial<Ways>) => End): End {
  const [onError, cleanUp] = [reached(body, 'flow.on_error'), reached(body, 'flow.cleanup')];
  const part = (keep: (id: string) => boolean): WorkflowGraph => ({
    nodes: body.nodes.filter(({ id }) => keep(id)),
    edges: body.edges.filter(({ source }) => keep(source)),
  });
  let end = inside(
    0,
    part((id) => !onError.has(id) && !cleanUp.has(id)),
    { handled: ways.handled || onError.size > 0 },
  );
  let failure = end.kind === 'failed' ? end.message : undefined;
  if (failure !== undefined && onError.size > 0) {
    end = inside(
      1,
      part((id) => onError.has(id)),
      { error: errorOf(failure) },
    );
    if (end.kind === 'failed') end = failedAs(failure);
    else failure = undefined;
  }
  if (cleanUp.size === 0) return end;
  const cleaned = inside(
    2,
    part((id) => cleanUp.has(id)),
    { error: failure === undefined ? null : errorOf(failure) },
  );
  return cleaned.kind === 'failed' && failure === undefined ? cleaned : end;
}

function errorOf(message: string): unknown {
  return { code: 'broken', message, step: null };
}

/** The marks of one sort and all that hangs on them. */
function reached({ nodes, edges }: WorkflowGraph, mark: string): Set<string> {
  const found = new Set(nodes.filter(({ type }) => type === mark).map(({ id }) => id));
  for (const id of found) for (const { source, target } of edges) if (source === id) found.add(target);
  return found;
}
