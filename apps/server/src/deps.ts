import { createAdmission, createEmbeddedHost, createScheduler, type Scheduler, type StartRequest } from '@arches/engine';
import { createMiniLmEmbedder } from '@arches/knowledge';
import { allNodes, catalogOf, createEgressFetch, createSandbox, egressRules } from '@arches/nodes';
import {
  createAdmissionStore,
  createByteMeter,
  createCircuitStore,
  createResultStore,
  createRunStore,
  createScheduleStore,
  createSecretBox,
  createSpendingStore,
  type Database,
  findOrganisation,
  findVersion,
  findWorkflow,
  loadMasterKey,
  makeRoomForRuns,
  openBlobStore,
} from '@arches/store';
import { join } from 'node:path';
import type { AppDeps } from './app-deps.ts';
import type { Config } from './config.ts';
import { createApprovalLinks } from './features/approvals/approval-links.ts';
import { createPeopleMailer } from './features/approvals/mail-people.ts';
import { tokenKeysFrom } from './features/auth/access-token.ts';
import { createPlanner } from './features/builder/builder-planner.ts';
import { openPlannerReader } from './features/builder/planner-reader.ts';
import { filePortFor } from './features/files/file-storage.ts';
import { createDeliveryLog } from './features/hooks/delivery-log.ts';
import { childWorkflows } from './features/runs/child-workflow.ts';
import { createLiveTriggers } from './features/hooks/live-triggers.ts';
import { createModelShelf } from './features/models/model-shelf.ts';
import { startHousekeeping } from './features/storage/housekeeping.ts';
import { createMailBox } from './features/settings/mail-box.ts';
import { createSettingsShelf } from './features/variables/settings-shelf.ts';
import { createChangeFeed } from './features/workflows/change-feed.ts';
import { maxFileBytes } from './http/uploads.ts';
import type { Log } from './log.ts';
import { createNodeRunner } from './node-runner.ts';
import { databaseConfigOf } from './open-configured-database.ts';

export interface RunningDeps extends AppDeps {
  /** Takes no new runs, lets steps end for up to `timeoutMs` and gives all runs up to other processes. Everything else still answers. */
  readonly drain: (timeoutMs: number) => Promise<void>;
  /** The same, then closes everything in the order of who uses whom. */
  readonly close: (timeoutMs: number) => Promise<void>;
}

/** How often limits and lines are looked at where other processes change them too. */
const sharedPollMs = 1000;

/** The only place where ports meet their adapters. `port` is the one that we listen on. */
export async function createDeps(config: Config, log: Log, port: number, opening: Promise<Database>): Promise<RunningDeps> {
  const databaseConfig = databaseConfigOf(config);
  const masterKey = loadMasterKey(config.dataDir, config.secretKey);
  const [database, blobs] = await Promise.all([opening, openBlobStore({ kind: 'folder', dir: join(config.dataDir, 'files') })]);
  const { rules, bad } = egressRules(config.egressAllow.join(' '));
  if (bad.length > 0) throw new Error(`ARCHES_EGRESS_ALLOW holds what is neither an address range nor host:port: ${bad.join(', ')}`);
  const fetch = createEgressFetch({ rules });
  const secrets = createSecretBox(masterKey);
  const sandbox = createSandbox();
  const embedder = createMiniLmEmbedder({ modelsDir: config.modelsDir });
  const plannerReader = openPlannerReader(config.modelsDir);
  const catalog = catalogOf(allNodes);
  const settings = createSettingsShelf({ database, workflowEnv: config.workflowEnv });
  const models = createModelShelf({ database, secrets, fetch });
  const mail = createMailBox({ database, secrets, rules });
  const publicUrl = config.publicUrl ?? localUrl(config.host, port);
  const links = createApprovalLinks(masterKey);
  const mailer = createPeopleMailer({ database, mail, links, publicUrl, log });
  // Steps may fetch files as large as are kept; they stream them. Everybody else's answers are small.
  const fetchForSteps = createEgressFetch({ rules, maxResponseBytes: maxFileBytes });
  const runner = createNodeRunner({
    definitions: allNodes,
    fetch: fetchForSteps,
    embedder,
    sandbox,
    filesOf: (orgId, runId, room) => filePortFor({ database, blobs }, orgId, runId, room),
    modelOf: models.defaultOf,
    mailOf: mail.of,
    timezoneOf: createTimezones(database),
  });
  const engineLog = {
    info: (message: string, fields?: object) => log.info(fields ?? {}, message),
    warn: (message: string, fields?: object) => log.warn(fields ?? {}, message),
    error: (message: string, fields?: object) => log.error(fields ?? {}, message),
  };
  const admission = await createAdmission({
    store: createAdmissionStore(database),
    log: engineLog,
    pollMs: database.kind === 'postgres' ? sharedPollMs : 0,
    ...(config.maxRunsAtOnce === undefined ? {} : { total: config.maxRunsAtOnce }),
  });
  await makeRoomForRuns(database);
  const meter = await createByteMeter(database, { onError: (err) => log.warn({ err }, 'What is kept could not be counted; tried again.') });
  const engine = await createEmbeddedHost({
    store: createRunStore(database, databaseConfig),
    runner,
    catalog,
    log: engineLog,
    limits: admission,
    circuits: createCircuitStore(database),
    resolveWorkflow: childWorkflows({ database, catalog }),
    notify: mailer.tell,
    meter,
    spending: createSpendingStore(database),
    results: createResultStore(database),
    connectionsOf: models.connectionsOf,
    settingsOf: settings.settingsOf,
  });
  admission.serve(engine);
  const housekeeping = startHousekeeping({ database, blobs, meter, log });
  const deliveries = await createDeliveryLog({ database, log });
  const scheduler = startSchedules(database, engine, engineLog);
  const drain = async (timeoutMs: number): Promise<void> => {
    await Promise.all([scheduler.close(), engine.drain(timeoutMs)]);
  };
  return {
    config,
    log,
    database,
    blobs,
    secrets,
    engine,
    meter,
    admission,
    fetch,
    catalog,
    definitions: allNodes,
    embedder,
    sandbox,
    tokenKeys: tokenKeysFrom(masterKey),
    models,
    settings,
    mail,
    links,
    mailer,
    planner: createPlanner({ catalog, modelOf: models.defaultOf, reader: plannerReader?.read }),
    triggers: createLiveTriggers({ database, catalog, secrets }),
    deliveries,
    changes: createChangeFeed(),
    publicUrl,
    schedulesChanged: () => scheduler.wake(),
    drain,
    close: async (timeoutMs) => {
      await admission.close();
      await housekeeping.close();
      await drain(timeoutMs);
      await mailer.close();
      await meter.close();
      await deliveries.close();
      sandbox.close();
      await Promise.allSettled([embedder.close(), plannerReader?.close(), fetch.close(), fetchForSteps.close()]);
      await database.close();
    },
  };
}

/** How this machine's browser reaches us, when nobody said how others do. */
export function localUrl(host: string, port: number): string {
  const name = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host;
  return `http://${name}:${port}`;
}

/** Organisations' time zones, asked for by every step, so kept for a moment. */
function createTimezones(database: Database): (orgId: string) => Promise<string> {
  const kept = new Map<string, { readonly timezone: string; readonly until: number }>();
  return async (orgId) => {
    const found = kept.get(orgId);
    if (found && found.until > Date.now()) return found.timezone;
    const timezone = (await database.withTenant(orgId, (tx) => findOrganisation(tx, orgId)))?.timezone ?? 'UTC';
    kept.set(orgId, { timezone, until: Date.now() + 10_000 });
    return timezone;
  };
}

function startSchedules(database: Database, engine: AppDeps['engine'], log: Parameters<typeof createScheduler>[0]['log']): Scheduler {
  const scheduler = createScheduler({
    schedules: createScheduleStore(database),
    host: engine,
    requestFor: ({ orgId, workflowId, version, nodeId }, dueAt) =>
      database.withTenant(orgId, async (tx): Promise<StartRequest | 'paused' | undefined> => {
        const workflow = await findWorkflow(tx, orgId, workflowId);
        const row = await findVersion(tx, orgId, workflowId, version);
        if (!workflow || !row) return undefined;
        if (workflow.paused_at) return 'paused';
        return {
          orgId,
          scope: { projectId: workflow.project_id, workspaceId: workflow.workspace_id },
          workflowId,
          version,
          document: row.document,
          mode: 'live',
          trigger: { kind: 'schedule', at: dueAt.toISOString(), body: null, query: {}, headers: {}, files: {} },
          triggerNodeId: nodeId,
          input: {},
        };
      }),
    log,
  });
  scheduler.wake();
  return scheduler;
}
