import { AppError } from '@arches/kernel';
import { rolePermissions } from '@arches/contract';
import { revokeSession } from '@arches/store';
import type { AppDeps } from '../../app-deps.ts';
import { api, type CallContext, callerOf } from '../../http/api.ts';
import { clearSessionCookie, setSessionCookie } from '../../http/session-cookie.ts';
import { acceptInvite, inviteStatus } from '../members/invitations.ts';
import { setUp, setupStatus } from '../setup/set-up.ts';
import { logIn } from './log-in.ts';
import { refresh } from './refresh.ts';
import type { Device, SignedIn, Tokens } from './sign-in.ts';

function deviceOf({ request }: CallContext): Device {
  const userAgent = request.headers['user-agent'];
  return { ip: request.ip, ...(userAgent === undefined ? {} : { userAgent }) };
}

export function authRoutes(deps: AppDeps) {
  const answer = (context: CallContext, signedIn: SignedIn): Tokens => {
    setSessionCookie(context.reply, signedIn.cookie, deps.publicUrl);
    return signedIn.tokens;
  };
  return {
    setupStatus: api.auth.setupStatus.handler(({ input }) => setupStatus(deps, input)),
    setup: api.auth.setup.handler(async ({ input, context }) => answer(context, await setUp(deps, input, deviceOf(context)))),
    login: api.auth.login.handler(async ({ input, context }) => answer(context, await logIn(deps, input, deviceOf(context)))),
    refresh: api.auth.refresh.handler(async ({ input }) => (await refresh(deps, input)).tokens),
    verify: api.auth.verify.handler(({ context }) => {
      const { userId, orgId, role, expiresAt } = callerOf(context);
      return { valid: true as const, userId, organizationId: orgId, role, expiresAt: expiresAt?.toISOString() ?? null };
    }),
    logout: api.auth.logout.handler(async ({ context }) => {
      const { sessionId } = callerOf(context);
      if (sessionId === undefined) throw new AppError('bad_request', 'An API key has no session to end. Revoke the key instead.');
      await deps.database.system((tx) => revokeSession(tx, sessionId));
      clearSessionCookie(context.reply, deps.publicUrl);
      return { ok: true as const };
    }),
    inviteStatus: api.auth.inviteStatus.handler(({ input }) => inviteStatus(deps, input)),
    acceptInvite: api.auth.acceptInvite.handler(async ({ input, context }) =>
      answer(context, await acceptInvite(deps, input, deviceOf(context))),
    ),
    me: api.auth.me.handler(({ context }) => {
      const caller = callerOf(context);
      return {
        user: { id: caller.userId, name: caller.name, email: caller.email },
        organization: { id: caller.orgId, name: caller.organizationName },
        project: { id: caller.projectId, name: caller.projectName },
        workspace: { id: caller.workspaceId, name: caller.workspaceName },
        role: caller.role,
        permissions: [...rolePermissions[caller.role]],
      };
    }),
  };
}
