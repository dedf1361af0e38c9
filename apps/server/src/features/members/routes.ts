import type { AppDeps } from '../../app-deps.ts';
import { api, callerOf } from '../../http/api.ts';
import { invite, revokeInvite } from './invitations.ts';
import { membersAndInvitations, removeFromOrganisation, setMemberRole } from './members.ts';

export function memberRoutes(deps: AppDeps) {
  return {
    list: api.members.list.handler(({ context }) => membersAndInvitations(deps, callerOf(context))),
    invite: api.members.invite.handler(({ input, context }) => invite(deps, callerOf(context), input)),
    revokeInvite: api.members.revokeInvite.handler(({ input, context }) => revokeInvite(deps, callerOf(context), input)),
    setRole: api.members.setRole.handler(({ input, context }) => setMemberRole(deps, callerOf(context), input)),
    remove: api.members.remove.handler(({ input, context }) => removeFromOrganisation(deps, callerOf(context), input)),
  };
}
