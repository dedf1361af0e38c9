import {
  type BlobStore,
  cleanUp,
  type Database,
  emptyBlobTrash,
  listOrganisationIds,
  makeRoomForRuns,
  recountStorage,
  type StorageMeter,
  takeTurn,
} from '@arches/store';
import type { Log } from '../../log.ts';

interface Deps {
  readonly database: Database;
  readonly blobs: Pick<BlobStore, 'delete'>;
  readonly meter: StorageMeter;
  readonly log: Log;
}

export interface Housekeeping {
  /** Resolves when the round under way has stopped. */
  readonly close: () => Promise<void>;
}

const hourMs = 60 * 60 * 1000;
/** How long after the start the first round begins: what people wait for comes first. */
const firstMs = 30_000;
const recountedDays = 2;

/** Soon after the start and then every hour, in one process of all, by the database's clock: `houseRound`. */
export function startHousekeeping(deps: Deps): Housekeeping {
  const stop = new AbortController();
  let round = Promise.resolve();
  const begin = (minimumSeconds: number): void => {
    round = round
      .then(async () => {
        if (stop.signal.aborted || !(await deps.database.system((tx) => takeTurn(tx, 'storage', minimumSeconds)))) return;
        await houseRound(deps, stop.signal);
      })
      .catch((err: unknown) => deps.log.warn({ err }, 'Cleaning up was broken off; it is tried again within the hour.'));
  };
  const first = setTimeout(() => begin(300), firstMs);
  const hourly = setInterval(() => begin(hourMs / 1000 - 300), hourMs);
  first.unref();
  hourly.unref();
  return {
    close: async () => {
      stop.abort();
      clearTimeout(first);
      clearInterval(hourly);
      await round;
    },
  };
}

/** Prepares the coming weeks, deletes runs whose time is over and the blobs of their files, and counts the last days anew. */
export async function houseRound({ database, blobs, meter, log }: Deps, signal?: AbortSignal): Promise<void> {
  await makeRoomForRuns(database);
  const { byOrganisation, droppedWeeks } = await cleanUp(database, signal ? { signal } : {});
  const files = await emptyBlobTrash(database, blobs);
  await meter.sync();
  for (const orgId of await database.system(listOrganisationIds)) {
    if (signal?.aborted) return;
    await database.withTenant(orgId, (tx) => recountStorage(tx, orgId, recountedDays));
  }
  await meter.sync();
  const runs = [...byOrganisation.values()].reduce((total, done) => total + done.runs, 0);
  if (runs + files + droppedWeeks.length > 0) log.info({ runs, files, droppedWeeks }, 'Deleted runs whose time was over.');
}
