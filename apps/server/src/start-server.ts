import type { Database } from '@arches/store';
import type { Config } from './config.ts';
import { createDeps, localUrl, type RunningDeps } from './deps.ts';
import { prepareSetup } from './features/setup/set-up.ts';
import { createApp } from './http/app.ts';
import { type FrontDoor, openFrontDoor } from './http/front-door.ts';
import { createLog } from './log.ts';
import { openConfiguredDatabase } from './open-configured-database.ts';

export interface RunningServer {
  readonly url: string;
  readonly deps: RunningDeps;
  /** The one-time link to make the first owner, while there is none. */
  readonly setupUrl: string | undefined;
  readonly close: () => Promise<void>;
}

/** How long steps under way may take to end after a signal, and then answers. */
const drainMs = 10_000;
const lastAnswersMs = 2_000;

/** What the process has begun before the program was read. */
export interface Begun {
  /** Listens already. */
  readonly door: FrontDoor;
  readonly database: Promise<Database>;
}

/** From configuration to a server that answers. */
export async function startServer(config: Config, begun?: Begun): Promise<RunningServer> {
  const door = begun?.door ?? (await openFrontDoor(config.host, config.port));
  const log = createLog(config.logLevel);
  let deps: RunningDeps | undefined;
  try {
    deps = await createDeps(config, log, door.port, begun?.database ?? openConfiguredDatabase(config));
    const token = await prepareSetup(deps, config.firstOwner);
    const app = await createApp(deps, door.server, door.open);
    const running = deps;
    let closing: Promise<void> | undefined;
    return {
      url: localUrl(config.host, door.port),
      deps,
      setupUrl: token === undefined ? undefined : `${deps.publicUrl}/setup?token=${token}`,
      close: () => {
        closing ??= (async () => {
          // The door stays open meanwhile: who brings new work hears when to come again, who waits for a run hears of its end.
          await running.drain(drainMs);
          const quiet = door.close(lastAnswersMs);
          await app.close();
          await quiet;
          await running.close(0);
        })();
        return closing;
      },
    };
  } catch (cause) {
    await deps?.close(0).catch(() => undefined);
    await door.close(0);
    throw cause;
  }
}
