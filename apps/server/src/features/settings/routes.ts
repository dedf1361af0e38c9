import type { AppDeps } from '../../app-deps.ts';
import { api, callerOf } from '../../http/api.ts';
import { changeMail, changeOrganization, forgetMail, mailSettings, organizationSettings, sendTestMail } from './settings.ts';

export function settingsRoutes(deps: AppDeps) {
  return {
    organization: api.settings.organization.handler(({ context }) => organizationSettings(deps, callerOf(context))),
    updateOrganization: api.settings.updateOrganization.handler(({ input, context }) => changeOrganization(deps, callerOf(context), input)),
    mail: api.settings.mail.handler(({ context }) => mailSettings(deps, callerOf(context))),
    saveMail: api.settings.saveMail.handler(({ input, context }) => changeMail(deps, callerOf(context), input)),
    removeMail: api.settings.removeMail.handler(({ context }) => forgetMail(deps, callerOf(context))),
    testMail: api.settings.testMail.handler(({ context, signal }) =>
      sendTestMail(deps, callerOf(context), signal ?? AbortSignal.timeout(60_000)),
    ),
  };
}
