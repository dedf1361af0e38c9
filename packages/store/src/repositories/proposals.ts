import { AppError } from '@arches/kernel';
import { sql } from 'kysely';
import type { Tx } from '../database/open-database.ts';
import { json } from '../json-column.ts';
import { newId } from '../new-id.ts';
import type { ProposalRow } from '../workflow-tables.ts';

export interface NewProposal {
  /** The workflow it would change; null for a new one. */
  readonly workflowId: string | null;
  readonly sentence: string;
  readonly body: unknown;
  readonly createdBy: string;
}

export function createProposal(tx: Tx, orgId: string, proposal: NewProposal): Promise<ProposalRow> {
  return tx
    .insertInto('proposal')
    .values({
      org_id: orgId,
      id: newId('prop'),
      workflow_id: proposal.workflowId,
      sentence: proposal.sentence,
      body: json(proposal.body),
      answers: json({}),
      created_by: proposal.createdBy,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
}

export function findProposal(tx: Tx, orgId: string, id: string): Promise<ProposalRow | undefined> {
  return tx.selectFrom('proposal').selectAll().where('org_id', '=', orgId).where('id', '=', id).executeTakeFirst();
}

/** The newest first. */
export function listOpenProposals(tx: Tx, orgId: string, limit: number): Promise<ProposalRow[]> {
  return tx
    .selectFrom('proposal')
    .selectAll()
    .where('org_id', '=', orgId)
    .where('status', '=', 'open')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
}

/** Puts the plan after new answers in place of the one before. Throws `proposal_closed`. */
export function answerProposal(
  tx: Tx,
  orgId: string,
  id: string,
  change: { readonly answers: unknown; readonly body: unknown },
): Promise<ProposalRow> {
  return changeOpen(tx, orgId, id, { answers: json(change.answers), body: json(change.body) });
}

/** Keeps it, as this workflow. Throws `proposal_closed`: keeping twice makes one workflow. */
export function keepProposal(tx: Tx, orgId: string, id: string, workflowId: string): Promise<ProposalRow> {
  return changeOpen(tx, orgId, id, { status: 'kept', workflow_id: workflowId });
}

/** Throws `proposal_closed`. */
export function discardProposal(tx: Tx, orgId: string, id: string): Promise<ProposalRow> {
  return changeOpen(tx, orgId, id, { status: 'discarded' });
}

async function changeOpen(
  tx: Tx,
  orgId: string,
  id: string,
  change: { answers?: string; body?: string; status?: ProposalRow['status']; workflow_id?: string },
): Promise<ProposalRow> {
  const row = await tx
    .updateTable('proposal')
    .set({ ...change, updated_at: sql`now()` })
    .where('org_id', '=', orgId)
    .where('id', '=', id)
    .where('status', '=', 'open')
    .returningAll()
    .executeTakeFirst();
  if (row) return row;
  const closed = await findProposal(tx, orgId, id);
  if (!closed) throw new AppError('proposal_not_found', `There is no proposal ${id} here.`);
  throw new AppError('proposal_closed', `This proposal was ${closed.status} already.`, {
    details: { status: closed.status, workflowId: closed.workflow_id },
  });
}
