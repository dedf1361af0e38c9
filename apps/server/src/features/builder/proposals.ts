import { placeIdOf, withRequest, withSaidAgain } from '@arches/builder';
import { AppError, applyPatches, diffDocuments, isJsonObject, type JsonObject, type Patch, type WorkflowDocument } from '@arches/kernel';
import {
  answerProposal,
  createProposal,
  type Database,
  discardProposal,
  findProposal,
  findWorkflow,
  keepProposal,
  listDraftChanges,
  listOpenProposals,
  type ProposalRow,
  type Tx,
} from '@arches/store';
import { notFound } from '../../http/errors.ts';
import type { Principal } from '../../http/principal.ts';
import { record } from '../audit/record.ts';
import type { ChangeFeed } from '../workflows/change-feed.ts';
import { addWorkflow, readDocument } from '../workflows/create-workflow.ts';
import { changeDraft } from '../workflows/patch-workflow.ts';
import { requireWorkflow } from '../workflows/workflow-view.ts';
import type { Planner, PlanInput, ProposalBody } from './planner-port.ts';

interface Deps {
  readonly database: Database;
  readonly planner: Planner;
  readonly changes: ChangeFeed;
}

/** What is kept with a proposal. */
interface KeptBody extends ProposalBody {
  readonly baseRevision: number | null;
  /** Asked along with the sentence; needed again when a question is answered. */
  readonly asked: Pick<PlanInput, 'preferences' | 'constraints' | 'context'>;
}

export interface GenerateInput {
  readonly problemStatement: string;
  readonly preferences?: JsonObject | undefined;
  readonly constraints?: JsonObject | undefined;
  readonly context?: JsonObject | undefined;
}

export function proposalView(row: ProposalRow) {
  const { baseRevision, asked: _asked, ...body } = row.body as KeptBody;
  return {
    ...body,
    // Proposals of earlier versions have none.
    openQuestions: body.openQuestions ?? [],
    id: row.id,
    workflowId: row.workflow_id,
    baseRevision,
    status: row.status,
    request: requestOf(row),
    createdAt: row.created_at.toISOString(),
  };
}
export type ProposalView = ReturnType<typeof proposalView>;

/** A workflow proposed from plain words. Nothing but the proposal is saved until it is kept. */
export async function generate(
  { database, planner }: Deps,
  caller: Principal,
  input: GenerateInput,
  signal?: AbortSignal,
): Promise<ProposalView> {
  const asked = {
    ...(input.preferences === undefined ? {} : { preferences: input.preferences }),
    ...(input.constraints === undefined ? {} : { constraints: input.constraints }),
    ...(input.context === undefined ? {} : { context: input.context }),
  };
  const body = await planner.plan({
    orgId: caller.orgId,
    request: input.problemStatement,
    answers: {},
    ...asked,
    ...(signal ? { signal } : {}),
  });
  return database.withTenant(caller.orgId, async (tx) => {
    const kept: KeptBody = { ...body, baseRevision: null, asked };
    const row = await createProposal(tx, caller.orgId, {
      workflowId: null,
      sentence: input.problemStatement,
      body: kept,
      createdBy: caller.userId,
    });
    await record(
      tx,
      caller,
      'ai_generation',
      'workflow_proposed',
      { kind: 'proposal', id: row.id },
      { method: body.metadata.generationMethod },
    );
    return proposalView(row);
  });
}

/** A change to the draft proposed from plain words. */
export async function propose(
  { database, planner }: Deps,
  caller: Principal,
  input: { readonly id: string; readonly message: string },
  signal?: AbortSignal,
): Promise<ProposalView> {
  const workflow = await database.withTenant(caller.orgId, (tx) => requireWorkflow(tx, caller.orgId, input.id));
  const body = await planner.change({
    orgId: caller.orgId,
    request: input.message,
    answers: {},
    document: workflow.draft,
    ...(signal ? { signal } : {}),
  });
  return database.withTenant(caller.orgId, async (tx) => {
    const kept: KeptBody = { ...body, baseRevision: workflow.draft_revision, asked: {} };
    const row = await createProposal(tx, caller.orgId, {
      workflowId: input.id,
      sentence: input.message,
      body: kept,
      createdBy: caller.userId,
    });
    await record(
      tx,
      caller,
      'ai_generation',
      'change_proposed',
      { kind: 'proposal', id: row.id },
      { method: body.metadata.generationMethod },
    );
    return proposalView(row);
  });
}

async function requireProposal(database: Database, orgId: string, id: string): Promise<ProposalRow> {
  const row = await database.withTenant(orgId, (tx) => findProposal(tx, orgId, id));
  if (!row) throw notFound('proposal', id);
  return row;
}

export async function getProposal(
  { database }: Pick<Deps, 'database'>,
  caller: Principal,
  input: { readonly id: string },
): Promise<ProposalView> {
  return proposalView(await requireProposal(database, caller.orgId, input.id));
}

export async function openProposals(
  { database }: Pick<Deps, 'database'>,
  caller: Principal,
  input: { readonly id: string },
): Promise<{ items: ProposalView[] }> {
  return database.withTenant(caller.orgId, async (tx) => {
    await requireWorkflow(tx, caller.orgId, input.id);
    const rows = await listOpenProposals(tx, caller.orgId, 200);
    return { items: rows.filter(({ workflow_id: workflowId }) => workflowId === input.id).map(proposalView) };
  });
}

const answersOf = ({ answers }: ProposalRow): { readonly [questionId: string]: string } =>
  isJsonObject(answers) ? (answers as Record<string, string>) : {};

/** The request as it reads now. */
const requestOf = (row: ProposalRow): string => (row.body as KeptBody).wording?.text ?? answersOf(row)['request'] ?? row.sentence;

/** Answers one of the questions; the plan is worked out anew with all answers so far. */
export async function answerQuestion(
  { database, planner }: Deps,
  caller: Principal,
  input: { readonly id: string; readonly questionId: string; readonly answer: string },
  signal?: AbortSignal,
): Promise<ProposalView> {
  const row = await requireProposal(database, caller.orgId, input.id);
  const body = row.body as KeptBody;
  const open = [...body.questions, ...(body.openQuestions ?? []), ...(body.wording?.start ? [body.wording.start] : [])];
  if (!open.some(({ id }) => id === input.questionId)) {
    throw new AppError('question_not_found', 'This question is not open any more.');
  }
  const before = answersOf(row);
  // Another request takes the place of all that was said of the parts of this one.
  const answers = input.questionId === 'request' ? withRequest(before, input.answer) : { ...before, [input.questionId]: input.answer };
  return planAnew({ database, planner }, caller, row, answers, signal);
}

/** What a part of the request means, other words for it, where it stands, or more words. Throws `part_unknown`, `choice_unknown`. */
export async function correctPart(
  deps: Pick<Deps, 'database' | 'planner'>,
  caller: Principal,
  input: Correction,
  signal?: AbortSignal,
): Promise<ProposalView> {
  const row = await requireProposal(deps.database, caller.orgId, input.id);
  return planAnew(deps, caller, row, correctedAnswers(row, input), signal);
}

interface Correction {
  readonly id: string;
  readonly part?: string | undefined;
  readonly means?: string | undefined;
  readonly words?: string | undefined;
  readonly place?: string | undefined;
}

function correctedAnswers(
  row: ProposalRow,
  { part: partId, means = '', words, place }: Correction,
): { readonly [questionId: string]: string } {
  const { wording } = row.body as KeptBody;
  const answers = answersOf(row);
  if (partId === undefined) return withRequest(answers, `${requestOf(row).replace(/\s*[.!]?\s*$/u, '')}. ${words ?? ''}`);
  const part = wording?.parts.find(({ id }) => id === partId);
  if (!part)
    throw new AppError('part_unknown', 'The request does not hold these words any more. Load the proposal again to see how it reads now.');
  if (words !== undefined) return withSaidAgain(answers, part.id, words);
  if (place !== undefined) return { ...answers, [placeIdOf(part.id)]: known(place, part.places) };
  return { ...answers, [part.id]: known(means, [...part.choices, { value: 'right' }]) };
}

function known(said: string, choices: readonly { readonly value: string }[]): string {
  if (choices.some(({ value }) => value === said)) return said;
  const all = choices.map(({ value }) => value).join(', ');
  throw new AppError('choice_unknown', `“${said}” is nothing that these words can mean here. Choose one of: ${all}.`);
}

async function planAnew(
  { database, planner }: Pick<Deps, 'database' | 'planner'>,
  caller: Principal,
  row: ProposalRow,
  answers: { readonly [questionId: string]: string },
  signal: AbortSignal | undefined,
): Promise<ProposalView> {
  const body = row.body as KeptBody;
  const plan: PlanInput = { orgId: caller.orgId, request: row.sentence, answers, ...body.asked, ...(signal ? { signal } : {}) };
  const next = await replan(planner, plan, await currentDraft(database, caller.orgId, row.workflow_id));
  const kept: KeptBody = { ...next, baseRevision: body.baseRevision, asked: body.asked };
  return database.withTenant(caller.orgId, async (tx) =>
    proposalView(await answerProposal(tx, caller.orgId, row.id, { answers, body: kept })),
  );
}

function replan(planner: Planner, plan: PlanInput, draft: ProposalBody['graph'] | undefined): Promise<ProposalBody> {
  return draft ? planner.change({ ...plan, document: draft }) : planner.plan(plan);
}

async function currentDraft(database: Database, orgId: string, workflowId: string | null): Promise<ProposalBody['graph'] | undefined> {
  if (workflowId === null) return undefined;
  return (await database.withTenant(orgId, (tx) => requireWorkflow(tx, orgId, workflowId))).draft;
}

/** Applies a proposal as one change, or makes the workflow that it proposes. Throws `proposal_closed`, `revision_conflict`. */
export async function keep(
  { database, changes }: Pick<Deps, 'database' | 'changes'>,
  caller: Principal,
  input: { readonly id: string },
): Promise<{ workflowId: string; draftRevision: number; inverse: Patch[] }> {
  const kept = await database.withTenant(caller.orgId, async (tx) => {
    const row = await findProposal(tx, caller.orgId, input.id);
    if (!row) throw notFound('proposal', input.id);
    const body = row.body as KeptBody;
    const inverse: Patch[] = [];
    let workflowId = row.workflow_id;
    if (workflowId === null) {
      workflowId = await addWorkflow(tx, caller, readDocument(body.graph));
    } else if (row.status === 'open') {
      const { draft } = await requireWorkflow(tx, caller.orgId, workflowId);
      // The proposal was made on an older draft: its own changes go on top of the newest one, or clash and are refused.
      const base = await baseOf(tx, caller.orgId, workflowId, body, draft);
      const patches = diffDocuments(base, body.graph);
      const change = { id: workflowId, patches, ...(body.baseRevision === null ? {} : { baseRevision: body.baseRevision }) };
      if (patches.length > 0) inverse.push(...(await changeDraft(tx, caller, change)));
    }
    await keepProposal(tx, caller.orgId, input.id, workflowId);
    await record(tx, caller, 'configuration', 'proposal_kept', { kind: 'workflow', id: workflowId });
    const workflow = await findWorkflow(tx, caller.orgId, workflowId);
    return { workflowId, draftRevision: workflow?.draft_revision ?? 1, inverse };
  });
  changes.tell({ orgId: caller.orgId, workflowId: kept.workflowId, draftRevision: kept.draftRevision, by: caller.name, clientOpId: null });
  return kept;
}

export async function discard(
  { database }: Pick<Deps, 'database'>,
  caller: Principal,
  input: { readonly id: string },
): Promise<{ ok: true }> {
  await database.withTenant(caller.orgId, (tx) => discardProposal(tx, caller.orgId, input.id));
  return { ok: true };
}

/** The draft as it was when the proposal was made: the newest one with the changes since taken back. */
async function baseOf(
  tx: Tx,
  orgId: string,
  workflowId: string,
  { baseRevision }: KeptBody,
  draft: WorkflowDocument,
): Promise<WorkflowDocument> {
  if (baseRevision === null) return draft;
  const since = (await listDraftChanges(tx, orgId, workflowId, { limit: 200 })).filter(({ revision }) => revision > baseRevision);
  return since.reduce((document, change) => applyPatches(document, change.inverse).document, draft);
}
