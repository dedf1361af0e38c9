import { approveRoute } from './approve.tsx';
import { approvalRoute } from './approval.tsx';
import { approvalsRoute } from './approvals.tsx';
import { doubtRoute } from './doubt.tsx';
import { editorRoute } from './editor.tsx';
import { formRoute } from './form.tsx';
import { homeRoute } from './home.tsx';
import { inviteRoute } from './invite.tsx';
import { loginRoute } from './login.tsx';
import { modelsRoute } from './models.tsx';
import { newWorkflowRoute } from './new-workflow.tsx';
import { rootRoute } from './root.tsx';
import { runRoute } from './run.tsx';
import { runsRoute } from './runs.tsx';
import { settingsIndexRoute, settingsRoute } from './settings.tsx';
import { setupRoute } from './setup.tsx';
import { shellRoute } from './shell.tsx';
import { triggersRoute } from './triggers.tsx';
import { workflowsRoute } from './workflows.tsx';

export const routeTree = rootRoute.addChildren([
  loginRoute,
  setupRoute,
  inviteRoute,
  formRoute,
  approveRoute,
  shellRoute.addChildren([
    homeRoute,
    workflowsRoute,
    newWorkflowRoute,
    editorRoute,
    triggersRoute,
    runsRoute,
    doubtRoute,
    runRoute,
    approvalsRoute,
    approvalRoute,
    modelsRoute,
    settingsIndexRoute,
    settingsRoute,
  ]),
]);
