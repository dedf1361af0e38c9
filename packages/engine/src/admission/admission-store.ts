import type { ServiceLimit } from '../execution-queue.ts';
import type { Admission, LetIn } from './admit.ts';
import type { LineView, RunLimit, RunPriority } from './line-view.ts';

/** What is kept with a run in line: its workflow's own limit and priority. */
export interface LineTicket {
  readonly limit: RunLimit;
  readonly priority: RunPriority;
}

/** While a workflow is paused what starts is kept in line. `hold`: its runs under way begin no new steps either; `finish`: they go on. */
export interface WorkflowPause {
  readonly workflowId: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly runs: 'finish' | 'hold';
}

/** What an organisation's people have set. */
export interface OrgSettings {
  readonly orgId: string;
  readonly runs: RunLimit;
  /** By service, such as `host:api.example.com`. */
  readonly services: ReadonlyMap<string, ServiceLimit>;
  readonly pauses: readonly WorkflowPause[];
}

export interface AdmissionSettings {
  /** Organisations with a limit or a paused workflow; nobody else is in it. */
  readonly orgs: ReadonlyMap<string, OrgSettings>;
  /** Living processes: each gets its share of what services may be asked. */
  readonly processes: number;
}

export interface LineRun {
  readonly orgId: string;
  readonly runId: string;
}

export interface LineTurn {
  /** Let in and not known to have begun: to be told to begin, now or once more. */
  readonly begin: readonly LineRun[];
  /** To be kept from going on, or to go on again, as their workflows' pauses say. */
  readonly pause: readonly LineRun[];
  readonly resume: readonly LineRun[];
  /** More could have been let in, had they all been looked at. */
  readonly isCut: boolean;
  readonly isEmpty: boolean;
  readonly nextAt?: number;
  /** The database's clock, epoch milliseconds. */
  readonly now: number;
}

/** Where lines are kept. Adapter: `createAdmissionStore` in `store`. */
export interface AdmissionStore {
  readonly settings: () => Promise<AdmissionSettings>;
  /**
   * Looks at all lines, has it decided who begins, and writes that down: in one transaction and one process at a time, so that no limit is
   * passed however many processes ask.
   */
  readonly takeTurn: (settings: AdmissionSettings, total: number | undefined, decide: (view: LineView) => Admission) => Promise<LineTurn>;
  /** These have been told to keep still, or to go on. */
  readonly notePaused: (runs: readonly LineRun[], isPaused: boolean) => Promise<void>;
}

export type { Admission, LetIn };
