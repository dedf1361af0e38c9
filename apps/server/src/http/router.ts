import type { AppDeps } from '../app-deps.ts';
import { apiKeyRoutes } from '../features/api-keys/routes.ts';
import { approvalRoutes, approveRoutes } from '../features/approvals/routes.ts';
import { authRoutes } from '../features/auth/routes.ts';
import { builderRoutes } from '../features/builder/routes.ts';
import { effectRoutes } from '../features/effects/routes.ts';
import { fileRoutes } from '../features/files/routes.ts';
import { homeRoutes } from '../features/home/routes.ts';
import { formRoutes } from '../features/hooks/routes.ts';
import { circuitRoutes, limitRoutes } from '../features/limits/routes.ts';
import { memberRoutes } from '../features/members/routes.ts';
import { modelRoutes } from '../features/models/routes.ts';
import { failureRoutes, runRoutes } from '../features/runs/routes.ts';
import { settingsRoutes } from '../features/settings/routes.ts';
import { storageRoutes } from '../features/storage/routes.ts';
import { scheduleRoutes, triggerRoutes } from '../features/triggers/routes.ts';
import { variableRoutes } from '../features/variables/routes.ts';
import { nodeRoutes, workflowRoutes } from '../features/workflows/routes.ts';
import { api } from './api.ts';

/** The contract, implemented. A missing route does not compile. */
export function createRouter(deps: AppDeps) {
  return api.router({
    auth: authRoutes(deps),
    members: memberRoutes(deps),
    apiKeys: apiKeyRoutes(deps),
    workflows: workflowRoutes(deps),
    nodes: nodeRoutes(deps),
    triggers: triggerRoutes(deps),
    schedules: scheduleRoutes(deps),
    runs: runRoutes(deps),
    failures: failureRoutes(deps),
    files: fileRoutes(deps),
    forms: formRoutes(deps),
    approvals: approvalRoutes(deps),
    approve: approveRoutes(deps),
    effects: effectRoutes(deps),
    builder: builderRoutes(deps),
    models: modelRoutes(deps),
    settings: settingsRoutes(deps),
    home: homeRoutes(deps),
    variables: variableRoutes(deps),
    limits: limitRoutes(deps),
    circuits: circuitRoutes(deps),
    storage: storageRoutes(deps),
  });
}
