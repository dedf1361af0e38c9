import { type Assembly, type Data, template } from './assembly.ts';

const approvalOf = (assembly: Assembly): string | undefined => assembly.last(({ type }) => type === 'flow.approval')?.id;

/** Whether what an expression gives was there when somebody said no to it: “if I say no”, nobody gets the offer. */
export function wasRefused(assembly: Assembly, expression: string): boolean {
  const made = /\bnodes\.(\w+)\.output\b/u.exec(expression)?.[1];
  const all = [...assembly.earlier, ...assembly.nodes];
  const [at, asked] = [all.findLastIndex(({ id }) => id === made), all.findLastIndex(({ type }) => type === 'flow.approval')];
  return assembly.data.decision === 'rejected' && at >= 0 && at < asked;
}

/** What whoever decided wrote to it; nothing where that is empty. */
export function reasonLine(assembly: Assembly): string | undefined {
  const id = approvalOf(assembly);
  const refused = assembly.ends.flatMap(({ source, port }) => (port === 'rejected' ? [source] : []));
  // Of several who may have said no, whoever was asked on this way.
  const asked = refused.length > 1 ? refused : [id];
  const comment = asked.reduce((rest, one) => `default(nodes.${one}.output.comment, ${rest})`, '""');
  return id && template(`${comment} == "" ? "" : "Reason: " + ${comment}`);
}

/** What was decided and why, for those who run it and for a text that is written on it; undefined outside the ways after an approval. */
export function decisionLines(assembly: Assembly): string | undefined {
  const { decision } = assembly.data;
  const reason = reasonLine(assembly);
  return decision && reason && `Decision: ${decision === 'approved' ? 'approved' : 'not approved'}\n${reason}`;
}

/** “Tell HR the decision”, where both ways have met again. */
export function decisionMet(assembly: Assembly): string | undefined {
  const id = approvalOf(assembly);
  return id && assembly.data.decision === undefined
    ? `Decision: ${template(`nodes.${id}.output.decision`)}\n${reasonLine(assembly) ?? ''}`
    : undefined;
}

/** Whoever was told no has no file that is made after a yes. */
export function withoutLaterFiles({ nodes }: Assembly, data: Data): Data {
  const asked = nodes.findLastIndex(({ type }) => type === 'flow.approval');
  const isLater = (id: string): boolean => nodes.findIndex((node) => node.id === id) > asked;
  if (data.decision !== 'rejected' || asked < 0 || !(data.written ?? []).some(isLater)) return data;
  const { report: _, written = [], ...rest } = data;
  return { ...rest, written: written.filter((id) => !isLater(id)) };
}
