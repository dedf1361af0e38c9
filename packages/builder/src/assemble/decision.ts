import { isAnswer, saysNo } from '../reading/decisions.ts';
import type { Condition } from '../recognise/conditions.ts';
import type { Assembly, End } from './assembly.ts';

interface Ways {
  readonly yes: readonly End[];
  readonly no: readonly End[];
}

/**
 * The ways of an answer. After the approval itself they are its two ports; further on, and after several approvals, yes goes on from here, and no
 * leaves from each approval that led here and has no way for it yet. Where both answers led here it is looked up what was answered. Undefined where
 * nobody was asked.
 */
export function decisionWays(assembly: Assembly, { value, negated }: Condition, because: string): Ways | undefined {
  const isYes = (value === 'approved') !== negated;
  const inOrder = ({ yes, no }: Ways): Ways => (isYes ? { yes, no } : { yes: no, no: yes });
  const asked = approvalsBefore(assembly);
  if (asked.length === 0) return undefined;
  const open = asked.filter((id) => !assembly.edges.some(({ source, sourcePort }) => source === id && sourcePort === 'rejected'));
  const isRejected = ({ source, port }: End): boolean => port === 'rejected' && asked.includes(source);
  if (open.length > 0)
    return inOrder({ yes: assembly.ends.filter((end) => !isRejected(end)), no: open.map((source) => ({ source, port: 'rejected' })) });
  // Only those who were told yes come this far.
  if (!assembly.ends.some((end) => isRejected(end) || isAfterNo(assembly, end))) return inOrder({ yes: assembly.ends, no: [] });
  const id = assembly.add('check', 'flow.if', 'Approved?', { condition: allApproved(assembly, asked) }, because, 'true');
  return inOrder({ yes: [{ source: id, port: 'true' }], no: [{ source: id, port: 'false' }] });
}

/** Whoever was not asked, because no way led there, did not say no. */
function allApproved(assembly: Assembly, asked: readonly string[]): string {
  const decisions = asked.map((id) => `nodes.${id}.output.decision`);
  return decisions
    .map((one, index) => `${isAlwaysAsked(assembly, asked[index]) ? one : `default(${one}, "approved")`} == "approved"`)
    .join(' && ');
}

/** Every way to here leads over this approval. */
function isAlwaysAsked({ edges, ends }: Assembly, approval: string | undefined): boolean {
  const reached = new Set(ends.flatMap(({ source }) => (source === approval ? [] : [source])));
  for (const id of reached) for (const { source, target } of edges) if (target === id && source !== approval) reached.add(source);
  return ![...reached].some((id) => !edges.some(({ target }) => target === id));
}

/** “If the boss approved it”, further on: about the answer, where somebody was asked on the way to here. */
export function asDecision(assembly: Assembly, condition: Condition): Condition {
  const { words, subject, test } = condition;
  const isOpen = subject !== 'decision' && (test === 'unread' || test === 'equals' || test === 'differs' || test === 'judged');
  if (!isOpen || !isAnswer(words) || approvalsBefore(assembly).length === 0) return condition;
  return { words, subject: 'decision', test: 'equals', value: 'approved', negated: saysNo(words) };
}

/** “The boss approved it”, as an answer to what tells that a condition holds. Undefined where nobody was asked, or the words say something else. */
export function answeredDecision(assembly: Assembly, answer: string): string | undefined {
  const asked = isAnswer(answer) ? approvalsBefore(assembly) : [];
  if (asked.length === 0) return undefined;
  return saysNo(answer) ? `!(${allApproved(assembly, asked)})` : allApproved(assembly, asked);
}

/** Approvals on the way to here. */
function approvalsBefore({ nodes, edges, ends }: Assembly): string[] {
  const reached = new Set(ends.map(({ source }) => source));
  for (const id of reached) for (const { source, target } of edges) if (target === id) reached.add(source);
  return nodes.flatMap(({ id, type }) => (type === 'flow.approval' && reached.has(id) ? [id] : []));
}

/** Whether a no leads here. */
function isAfterNo({ nodes, edges }: Assembly, { source: from }: End): boolean {
  const reached = new Set([from]);
  for (const id of reached)
    for (const { source, sourcePort, target } of edges) {
      if (target !== id) continue;
      if (sourcePort === 'rejected' && nodes.some((node) => node.id === source && node.type === 'flow.approval')) return true;
      reached.add(source);
    }
  return false;
}
