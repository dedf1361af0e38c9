import type { AppDeps } from '../../app-deps.ts';
import { api, callerOf } from '../../http/api.ts';
import { pauseWorkflow, resumeWorkflow } from '../limits/pause-workflow.ts';
import { duplicateWorkflow, restoreVersion } from './copy-workflow.ts';
import { createWorkflow } from './create-workflow.ts';
import { nodeCards } from './node-cards.ts';
import { patchWorkflow } from './patch-workflow.ts';
import { archiveWorkflow, publishWorkflow, unpublishWorkflow } from './publish-workflow.ts';
import { forgetResultsOf } from './forget-results.ts';
import { getWorkflow, validateWorkflow, workflowList, workflowVersion, workflowVersions } from './read-workflows.ts';

export function workflowRoutes(deps: AppDeps) {
  return {
    list: api.workflows.list.handler(({ input, context }) => workflowList(deps, callerOf(context), input)),
    create: api.workflows.create.handler(({ input, context }) => createWorkflow(deps, callerOf(context), input)),
    get: api.workflows.get.handler(({ input, context }) => getWorkflow(deps, callerOf(context), input)),
    patch: api.workflows.patch.handler(({ input, context }) => patchWorkflow(deps, callerOf(context), input)),
    remove: api.workflows.remove.handler(({ input, context }) => archiveWorkflow(deps, callerOf(context), input)),
    duplicate: api.workflows.duplicate.handler(({ input, context }) => duplicateWorkflow(deps, callerOf(context), input)),
    validate: api.workflows.validate.handler(({ input, context }) => validateWorkflow(deps, callerOf(context), input)),
    publish: api.workflows.publish.handler(({ input, context }) => publishWorkflow(deps, callerOf(context), input)),
    unpublish: api.workflows.unpublish.handler(({ input, context }) => unpublishWorkflow(deps, callerOf(context), input)),
    pause: api.workflows.pause.handler(({ input, context }) => pauseWorkflow(deps, callerOf(context), input)),
    resume: api.workflows.resume.handler(({ input, context }) => resumeWorkflow(deps, callerOf(context), input)),
    forgetResults: api.workflows.forgetResults.handler(({ input, context }) => forgetResultsOf(deps, callerOf(context), input)),
    versions: api.workflows.versions.handler(({ input, context }) => workflowVersions(deps, callerOf(context), input)),
    version: api.workflows.version.handler(({ input, context }) => workflowVersion(deps, callerOf(context), input)),
    restore: api.workflows.restore.handler(({ input, context }) => restoreVersion(deps, callerOf(context), input)),
  };
}

export function nodeRoutes(deps: AppDeps) {
  return { list: api.nodes.list.handler(() => ({ items: nodeCards(deps.catalog) })) };
}
