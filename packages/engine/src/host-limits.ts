import type { LineTicket } from './admission/admission-store.ts';
import type { QueuedStep, ServiceLimit } from './execution-queue.ts';
import type { EngineHost, StartRequest } from './ports.ts';
import type { CircuitView } from './step-gate.ts';

/** What a host asks of limits, at every start and every step: answered from memory. Made by `createAdmission`. */
export interface HostLimits {
  /** A place in line, for a run that may not begin at once. */
  readonly ticketFor: (request: StartRequest) => LineTicket | undefined;
  readonly ofService: (orgId: string, service: string) => ServiceLimit | undefined;
}

/** The embedded host, with what it knows of steps that wait for outside services. */
export interface EmbeddedHost extends EngineHost {
  /** Services that have failed lately. */
  readonly circuits: (orgId: string) => readonly CircuitView[];
  /** Tries a failing service now instead of later. @returns false when its circuit is not open */
  readonly tryCircuit: (orgId: string, key: string) => boolean;
  /** Takes over what other processes have found out about services. */
  readonly refreshCircuits: () => Promise<void>;
  /** Steps of a run that this process keeps waiting: for a place, or for the same result in the making. */
  readonly queuedSteps: (orgId: string, runId: string) => readonly QueuedStep[];
  readonly serviceLimitsChanged: () => void;
}
