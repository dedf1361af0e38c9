import { z } from 'zod';
import { Ok, route, Time } from './route.ts';

export const RoleName = z.enum(['owner', 'admin', 'builder', 'operator', 'viewer']);
const Email = z.email('This is not an e-mail address.').max(254);
const Password = z.string().min(10, 'Use at least 10 characters.').max(200);

export const Tokens = z.object({
  accessToken: z.string().describe('JWT, sent as `Authorization: Bearer …`'),
  refreshToken: z.string().describe('Once-only; using it gives a new pair'),
  expiresIn: z.number().int().describe('Seconds the access token lives'),
});

export const Me = z.object({
  user: z.object({ id: z.string(), name: z.string(), email: z.string() }),
  organization: z.object({ id: z.string(), name: z.string() }),
  project: z.object({ id: z.string(), name: z.string() }),
  workspace: z.object({ id: z.string(), name: z.string() }),
  role: RoleName,
  permissions: z.array(z.string()),
});

export const auth = {
  /** Whether the first owner still has to be made, and whether this link may do it. */
  setupStatus: route('public')
    .route({ method: 'GET', path: '/auth/setup', summary: 'Is this installation set up?' })
    .input(z.strictObject({ token: z.string().max(200).optional() }))
    .output(z.object({ needed: z.boolean(), tokenValid: z.boolean() })),
  setup: route('public')
    .route({ method: 'POST', path: '/auth/setup', summary: 'Create the first owner from the set-up link', successStatus: 201 })
    .input(
      z.strictObject({
        token: z.string().max(200),
        name: z.string().trim().min(1, 'Please give your name.').max(120),
        email: Email,
        password: Password,
        organization: z.string().trim().max(120).optional(),
      }),
    )
    .output(Tokens),
  /** Also sets the session cookie that the web app uses. */
  login: route('public')
    .route({ method: 'POST', path: '/auth/login', summary: 'Sign in with e-mail and password' })
    .input(z.strictObject({ email: Email, password: z.string().min(1).max(200) }))
    .output(Tokens),
  refresh: route('public')
    .route({ method: 'POST', path: '/auth/refresh', summary: 'A new pair of tokens for a refresh token' })
    .input(z.strictObject({ refreshToken: z.string().max(500) }))
    .output(Tokens),
  verify: route('session')
    .route({ method: 'GET', path: '/auth/verify', summary: 'Is this token good, and whose is it?' })
    .output(
      z.object({ valid: z.literal(true), userId: z.string(), organizationId: z.string(), role: RoleName, expiresAt: Time.nullable() }),
    ),
  logout: route('session').route({ method: 'POST', path: '/auth/logout', summary: 'End this session' }).output(Ok),
  inviteStatus: route('public')
    .route({ method: 'GET', path: '/auth/invitations/{token}', summary: 'What an invitation is for' })
    .input(z.strictObject({ token: z.string().max(200) }))
    .output(z.object({ organization: z.string(), email: z.string(), role: RoleName })),
  acceptInvite: route('public')
    .route({ method: 'POST', path: '/auth/invitations/{token}/accept', summary: 'Join with an invitation', successStatus: 201 })
    .input(z.strictObject({ token: z.string().max(200), name: z.string().trim().min(1).max(120), password: Password }))
    .output(Tokens),
  me: route('session').route({ method: 'GET', path: '/api/v2/me', summary: 'Who I am and what I may do' }).output(Me),
};

const Member = z.object({ userId: z.string(), name: z.string(), email: z.string(), role: RoleName, joinedAt: Time });
const Invitation = z.object({ id: z.string(), email: z.string(), role: RoleName, expiresAt: Time });
const ApiKey = z.object({
  id: z.string(),
  name: z.string(),
  prefix: z.string(),
  role: RoleName,
  createdAt: Time,
  lastUsedAt: Time.nullable(),
  expiresAt: Time.nullable(),
  createdBy: z.string(),
});

export const members = {
  list: route('member:read')
    .route({ method: 'GET', path: '/api/v2/members', summary: 'Members and open invitations' })
    .output(z.object({ items: z.array(Member), invitations: z.array(Invitation) })),
  invite: route('member:manage')
    .route({ method: 'POST', path: '/api/v2/members/invitations', summary: 'Invite a person; the link is shown once', successStatus: 201 })
    .input(z.strictObject({ email: Email, role: RoleName.exclude(['owner']) }))
    .output(Invitation.extend({ url: z.string() })),
  revokeInvite: route('member:manage')
    .route({ method: 'DELETE', path: '/api/v2/members/invitations/{id}', summary: 'Withdraw an invitation' })
    .input(z.strictObject({ id: z.string() }))
    .output(Ok),
  setRole: route('member:manage')
    .route({ method: 'PATCH', path: '/api/v2/members/{userId}', summary: 'Change a role' })
    .input(z.strictObject({ userId: z.string(), role: RoleName }))
    .output(Member),
  remove: route('member:manage')
    .route({ method: 'DELETE', path: '/api/v2/members/{userId}', summary: 'Remove a member' })
    .input(z.strictObject({ userId: z.string() }))
    .output(Ok),
};

export const apiKeys = {
  list: route('api_key:manage')
    .route({ method: 'GET', path: '/api/v2/api-keys', summary: 'API keys, without their secrets' })
    .output(z.object({ items: z.array(ApiKey) })),
  create: route('api_key:manage')
    .route({ method: 'POST', path: '/api/v2/api-keys', summary: 'Create an API key; it is shown once', successStatus: 201 })
    .input(
      z.strictObject({
        name: z.string().trim().min(1).max(120),
        role: RoleName.exclude(['owner']).default('operator'),
        expiresInDays: z.number().int().min(1).max(3650).optional(),
      }),
    )
    .output(ApiKey.extend({ key: z.string() })),
  remove: route('api_key:manage')
    .route({ method: 'DELETE', path: '/api/v2/api-keys/{id}', summary: 'Revoke an API key' })
    .input(z.strictObject({ id: z.string() }))
    .output(Ok),
};
