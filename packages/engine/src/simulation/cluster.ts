import { AppError } from '@arches/kernel';
import type { EngineHost } from '../ports.ts';
import { createEmbeddedHost } from '../embedded-host.ts';
import type { Chance } from './chance.ts';
import type { Faults } from './faults.ts';
import type { Mistakes } from './mistakes.ts';
import type { Promises } from './promises.ts';
import { simulationCatalog } from './simulation-catalog.ts';
import type { createRunner } from './simulated-providers.ts';
import type { SimulatedDatabase } from './simulated-database.ts';
import type { SmallDocument } from './small-document.ts';
import { createStorePort, type StorePort } from './store-port.ts';
import type { VirtualProcess, World } from './virtual-world.ts';
import { type LiveStates, watchedKernel } from './watched-kernel.ts';

/** One process of the engine, from its start to its death. */
export interface Member {
  readonly process: VirtualProcess;
  readonly port: StorePort;
  readonly states: LiveStates;
  /** Set once it takes work. */
  host?: EngineHost;
}

/** Several processes that share a database. Those that die are started again, as a supervisor does. */
export interface Cluster {
  readonly members: () => readonly Member[];
  readonly member: (process: VirtualProcess) => Member | undefined;
  readonly statesOf: (ownerId: number) => LiveStates | undefined;
  readonly crash: (process: VirtualProcess, why: string) => void;
  readonly freeze: (member: Member) => void;
  readonly drain: (member: Member) => void;
  readonly loseHold: (member: Member) => void;
  readonly heal: () => void;
  readonly ring: () => void;
}

export interface ClusterDeps {
  readonly world: World;
  readonly chance: Chance;
  readonly faults: () => Faults;
  readonly database: SimulatedDatabase;
  readonly promises: Promises;
  readonly mistakes: Mistakes;
  readonly runnerFor: (process: VirtualProcess, ownerId: () => number) => ReturnType<typeof createRunner>;
  readonly documentOf: (documentId: string) => SmallDocument;
  readonly note: (line: () => string) => void;
}

export function createCluster(size: number, deps: ClusterDeps): Cluster {
  const { world, chance, faults, database, promises, mistakes, runnerFor, documentOf, note } = deps;
  const slots: (Member | undefined)[] = Array.from({ length: size }, () => undefined);
  const byProcess = new Map<VirtualProcess, Member>();
  const statesByOwner = new Map<number, LiveStates>();
  let generation = 0;

  const restartMs = (): number => (faults().isHealed() ? 10 : chance.between(100, 6000));

  function boot(slot: number): void {
    generation += 1;
    const process = world.newProcess(`${'abc'.charAt(slot)}${generation}`, {
      rate: 1 + (chance.below(3) - 1) / 1000,
      wallOffset: chance.between(-600_000, 600_000),
    });
    const port = createStorePort(process, database, faults(), mistakes);
    const runner = runnerFor(process, port.ownerId);
    const { kernel, states } = watchedKernel(({ id }) => documentOf(id).plan, mistakes, { onExecute: runner.executeEarly });
    const member: Member = { process, port, states };
    slots[slot] = member;
    byProcess.set(process, member);
    const quiet = (): void => undefined;
    const say = (message: string, fields?: object): void => note(() => `${process.name} says: ${message} ${JSON.stringify(fields ?? {})}`);
    const options = { claimEveryMs: 5000, abortGraceMs: 100, maxIdleRuns: chance.oneOf([0, 1, 2000]) };
    world.after(process, 0, () => {
      createEmbeddedHost({
        store: port.store,
        runner,
        catalog: simulationCatalog,
        kernel,
        options,
        resolveWorkflow: async ({ scope, workflowId, input }) => {
          if (!faults().isHealed() && chance.holds(0.1)) throw new AppError('database_unavailable', 'Not now.', { retryable: true });
          return { scope, version: 1, document: documentOf(workflowId).document, input };
        },
        log: { info: quiet, warn: say, error: say },
      }).then(
        (host) => {
          member.host = host;
          host.subscribe(promises.told);
        },
        (error: unknown) => crash(process, `could not start: ${String(error)}`),
      );
    });
    note(() => `${process.name} starts`);
  }

  function crash(process: VirtualProcess, why: string): void {
    const member = byProcess.get(process);
    const slot = slots.indexOf(member);
    if (!member || !process.isAlive) return;
    note(() => `${process.name} dies (${why})`);
    world.kill(process);
    // A session ends when the server hears of it.
    world.after(null, faults().isHealed() ? 0 : chance.below(200), () => database.release(member.port.ownerId()));
    if (slot !== -1) {
      slots[slot] = undefined;
      world.after(null, restartMs(), () => slots[slot] ?? boot(slot));
    }
  }

  function thaw({ process }: Member): void {
    if (!process.isFrozen) return;
    note(() => `${process.name} goes on`);
    world.thaw(process);
  }

  for (let slot = 0; slot < size; slot += 1) world.after(null, slot === 0 ? 0 : chance.below(50), () => boot(slot));

  const members = (): Member[] => slots.flatMap((member) => member ?? []);
  return {
    members,
    member: (process) => byProcess.get(process),
    statesOf: (ownerId) => {
      const known = statesByOwner.get(ownerId);
      if (known) return known;
      for (const { port, states } of byProcess.values()) if (port.ownerId() > 0) statesByOwner.set(port.ownerId(), states);
      return statesByOwner.get(ownerId);
    },
    crash,
    freeze: (member) => {
      if (member.process.isFrozen) return;
      note(() => `${member.process.name} stands still`);
      world.freeze(member.process);
      // The server's patience with a silent session ends some day, or does not.
      if (chance.holds(0.6))
        world.after(null, chance.below(3000), () => member.process.isFrozen && member.process.isAlive && member.port.loseHold());
      world.after(null, chance.between(200, 12_000), () => thaw(member));
    },
    drain: (member) => {
      const { host, process } = member;
      if (!host) return;
      note(() => `${process.name} is asked to end`);
      world.after(
        process,
        0,
        () =>
          void host.drain(300).then(
            () => crash(process, 'drained'),
            () => crash(process, 'not drained'),
          ),
      );
    },
    loseHold: (member) => {
      note(() => `${member.process.name} loses its hold`);
      member.port.loseHold();
    },
    ring: () => {
      for (const { port } of members()) port.ring();
    },
    heal: () => {
      for (const member of members()) thaw(member);
      for (const [slot, member] of slots.entries()) if (!member) boot(slot);
    },
  };
}
