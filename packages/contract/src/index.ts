import type { InferContractRouterInputs, InferContractRouterOutputs } from '@orpc/contract';
import { approvals, approve, effects } from './approvals.ts';
import { apiKeys, auth, members } from './auth.ts';
import { builder } from './builder.ts';
import { forms } from './forms.ts';
import { circuits, limits } from './limits.ts';
import { failures, files, runs } from './runs.ts';
import { home, models, settings } from './settings.ts';
import { storage } from './storage.ts';
import { schedules, triggers } from './triggers.ts';
import { variables } from './variables.ts';
import { nodes, workflows } from './workflows.ts';

export * from './route.ts';
export * from './socket.ts';

/** Every route of the API as data. Server, SDK, OpenAPI and documentation read this one object. */
export const contract = {
  auth,
  members,
  apiKeys,
  workflows,
  nodes,
  triggers,
  schedules,
  runs,
  failures,
  files,
  forms,
  approvals,
  approve,
  effects,
  builder,
  models,
  settings,
  home,
  variables,
  limits,
  circuits,
  storage,
};
export type Contract = typeof contract;
export type ApiInputs = InferContractRouterInputs<Contract>;
export type ApiOutputs = InferContractRouterOutputs<Contract>;
