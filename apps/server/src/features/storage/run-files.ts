import type { EngineHost, StartRequest } from '@arches/engine';
import { type Database, linkFilesOfRun, linkFilesOfRerun } from '@arches/store';
import { fileIdsIn } from '../files/resolve-files.ts';

/** The same host, which notes the files that a run is started with: they are kept as long as one of their runs is. */
export function withRunFiles<Host extends EngineHost>(host: Host, database: Database): Host {
  async function note(request: StartRequest, runId: string): Promise<void> {
    const ids = fileIdsIn([request.input, request.trigger.body, request.trigger.files]);
    if (ids.length > 0) await database.withTenant(request.orgId, (tx) => linkFilesOfRun(tx, request.orgId, runId, ids));
  }
  return {
    ...host,
    start: async (request) => {
      const started = await host.start(request);
      if (!started.duplicate) await note(request, started.runId);
      return started;
    },
    startAndWait: async (request, timeoutMs) => {
      const outcome = await host.startAndWait(request, timeoutMs);
      if (!outcome.duplicate) await note(request, outcome.runId);
      return outcome;
    },
    rerun: async (orgId, runId, request) => {
      const started = await host.rerun(orgId, runId, request);
      await database.withTenant(orgId, (tx) => linkFilesOfRerun(tx, orgId, runId, started.runId));
      return started;
    },
  };
}
