import type { EngineHost } from '@arches/engine';
import { AppError, type JsonObject } from '@arches/kernel';
import { appendAuditEvent, type ApprovalRow, type Database, findApproval, findOrganisation, type Tx } from '@arches/store';
import { type ApprovalLinks, type LinkClaims, linkNotFound } from './approval-links.ts';
import { formOf, isAsked, rulesOf, sameAddress, statusOf, votesOf } from './approval-view.ts';
import { castVote, refuseUnlessOpen } from './approvals.ts';
import { wholeData } from './whole-data.ts';

interface Deps {
  readonly database: Database;
  readonly engine: EngineHost;
  readonly links: ApprovalLinks;
}

/** The question behind a link. Reading it decides nothing. Throws `link_not_found`, `link_expired`. */
export async function answerPage({ database, links }: Omit<Deps, 'engine'>, input: { readonly token: string }) {
  const claims = links.read(input.token, Date.now());
  return database.withTenant(claims.orgId, async (tx) => pageView(tx, claims, await requireLinked(tx, claims)));
}

export interface LinkAnswer {
  readonly token: string;
  readonly decision: 'approved' | 'rejected';
  readonly comment?: string | undefined;
  readonly form?: JsonObject | undefined;
}

/** A link answers once. Throws `already_decided`, `forbidden` once the place is somebody else's, `input_invalid`, and as `answerPage` does. */
export async function answerByLink({ database, engine, links }: Deps, { token, ...answer }: LinkAnswer) {
  const claims = links.read(token, Date.now());
  const { orgId, address } = claims;
  const row = await database.withTenant(orgId, (tx) => requireLinked(tx, claims));
  refuseUnlessOpen(row);
  if (!isNamed(row, address)) throw new AppError('forbidden', 'You are not asked any more: your place was given to somebody else.');
  if (voteOf(row, address)) throw new AppError('already_decided', 'You have answered already. A link works once.');
  await castVote(engine, orgId, row, address, answer);
  return database.withTenant(orgId, async (tx) => {
    await appendAuditEvent(tx, orgId, {
      category: 'workflow_execution',
      action: `approval_${answer.decision}`,
      actor_kind: 'anonymous',
      actor_id: address,
      target_kind: 'approval',
      target_id: row.id,
      ip: null,
    });
    return pageView(tx, claims, (await findApproval(tx, orgId, row.id)) ?? row);
  });
}

async function requireLinked(tx: Tx, { orgId, waitId }: LinkClaims): Promise<ApprovalRow> {
  const row = await findApproval(tx, orgId, waitId);
  if (row?.kind !== 'approval') throw linkNotFound();
  return row;
}

/** Links are made for people who are asked by name. */
function isNamed(row: ApprovalRow, address: string): boolean {
  return row.assignees.length > 0 && isAsked(row, address);
}

function voteOf(row: ApprovalRow, address: string) {
  return votesOf(row).find(({ by }) => sameAddress(by, address));
}

function stateOf(row: ApprovalRow, address: string): 'open' | 'answered' | 'closed' | 'not_asked' {
  if (voteOf(row, address)) return 'answered';
  if (row.status !== 'open') return 'closed';
  return isNamed(row, address) ? 'open' : 'not_asked';
}

async function pageView(tx: Tx, { orgId, address }: LinkClaims, row: ApprovalRow) {
  const state = stateOf(row, address);
  const isOpen = state === 'open';
  const vote = voteOf(row, address);
  const organisation = await findOrganisation(tx, orgId);
  return {
    state,
    organization: organisation?.name ?? '',
    workflowName: row.workflow_name,
    title: row.title,
    message: isOpen ? row.message : '',
    data: isOpen ? await wholeData(tx, orgId, row) : null,
    form: isOpen ? formOf(row) : null,
    email: address,
    ...rulesOf(row),
    approvals: row.votes.filter(({ decision }) => decision === 'approved').length,
    status: statusOf(row),
    answer: vote ? { decision: vote.decision, comment: vote.comment, at: vote.at } : null,
  };
}
