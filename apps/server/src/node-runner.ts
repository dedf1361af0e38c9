import { guardedModel, type ModelPort } from '@arches/ai';
import type { ExecuteRequest, ExecuteResult, FileRoom, NodeRunner } from '@arches/engine';
import { AppError } from '@arches/kernel';
import type { Embedder } from '@arches/knowledge';
import type { Capabilities, FilePort, MailPort, NodeDefinition, Sandbox } from '@arches/nodes';

/** What steps of an organisation work with; looked up when a step asks for it. */
export interface NodeRunnerDeps {
  readonly definitions: readonly NodeDefinition[];
  readonly fetch: typeof fetch;
  readonly embedder: Embedder;
  readonly sandbox: Sandbox;
  readonly filesOf: (orgId: string, runId: string, room: FileRoom | undefined) => FilePort;
  /** The organisation's default model, or the one that says that none is connected. */
  readonly modelOf: (orgId: string) => Promise<ModelPort>;
  readonly mailOf: (orgId: string, files: FilePort) => Promise<MailPort>;
  readonly timezoneOf: (orgId: string) => Promise<string>;
}

/**
 * Carries out effects with the node registry. In a test run a pinned output stands in for the step; steps that write to the outside or
 * read from it answer with their simulation, and say so. Steps of the AI family read only what they are given, so they really run.
 */
export function createNodeRunner(deps: NodeRunnerDeps): NodeRunner {
  const byType = new Map(deps.definitions.map((definition) => [`${definition.type}@${definition.version}`, definition]));
  return {
    execute: async (request) => {
      const { command } = request;
      const definition = byType.get(`${command.type}@${command.typeVersion}`);
      if (!definition?.run) {
        throw new AppError('unknown_node_type', `This installation has no step type “${command.type}” in version ${command.typeVersion}.`);
      }
      if (command.mode === 'test') {
        if (Object.hasOwn(command, 'pin')) return { output: command.pin, warnings: ['Not run: its pinned output was used.'] };
        if (isSimulatedInTest(definition)) return simulate(definition, request);
      }
      return definition.run(command.config, await capabilitiesFor(deps, request));
    },
  };
}

function isSimulatedInTest({ outside, type }: NodeDefinition): boolean {
  return outside !== 'none' && !type.startsWith('ai.');
}

function simulate(definition: NodeDefinition, { command }: ExecuteRequest): ExecuteResult {
  const result = definition.simulate?.(command.config) ?? { output: definition.sampleOutput };
  const warnings = result.warnings ?? [];
  const said = warnings.some((warning) => warning.startsWith('Not sent'));
  return { ...result, warnings: said ? warnings : ['Not sent: this is a test. What you see is a sample.', ...warnings] };
}

async function capabilitiesFor(deps: NodeRunnerDeps, request: ExecuteRequest): Promise<Capabilities> {
  const { orgId, runId, command, signal, log, room, guard } = request;
  const files = deps.filesOf(orgId, runId, room);
  const timezone = await deps.timezoneOf(orgId);
  const model = await deps.modelOf(orgId);
  return {
    fetch: deps.fetch,
    ai: guard ? guardedModel(model, guard) : model,
    embedder: deps.embedder,
    files,
    mail: { send: async (message, abort) => (await deps.mailOf(orgId, files)).send(message, abort) },
    sandbox: deps.sandbox.forOrganization(orgId, `${runId} ${command.nodeId}`),
    signal,
    idempotencyKey: command.idempotencyKey,
    timezone,
    log: (line) => log(line.slice(0, 2000)),
  };
}
