import { oc } from '@orpc/contract';
import { z } from 'zod';

/** What a role may do. The server refuses to start when a route names none. */
export const permissions = [
  'public',
  'session',
  'workflow:read',
  'workflow:write',
  'workflow:publish',
  'run:read',
  'run:start',
  'run:cancel',
  'approval:read',
  'approval:decide',
  'file:read',
  'file:write',
  'model:read',
  'model:manage',
  'member:read',
  'member:manage',
  'api_key:manage',
  'settings:read',
  'settings:manage',
] as const;
export type Permission = (typeof permissions)[number];

export type Role = 'owner' | 'admin' | 'builder' | 'operator' | 'viewer';

const readAll: readonly Permission[] = [
  'session',
  'workflow:read',
  'run:read',
  'file:read',
  'model:read',
  'approval:read',
  'member:read',
  'settings:read',
];
const operate: readonly Permission[] = [...readAll, 'run:start', 'run:cancel', 'approval:decide', 'file:write'];
const build: readonly Permission[] = [...operate, 'workflow:write', 'workflow:publish', 'api_key:manage'];
const administer: readonly Permission[] = [...build, 'model:manage', 'member:manage', 'settings:manage'];

/** Each role's permissions; `public` needs none. */
export const rolePermissions: { readonly [role in Role]: readonly Permission[] } = {
  viewer: readAll,
  operator: operate,
  builder: build,
  admin: administer,
  owner: administer,
};

/** Starts a route: its permission is part of its data. */
export function route(permission: Permission) {
  return oc.$meta<{ permission: Permission }>({ permission });
}

/** Every error answer of the API. */
export const ErrorBody = z.object({
  code: z.string().describe('Stable; clients switch on it'),
  message: z.string().describe('What was wrong, where, what to do'),
  details: z.unknown().optional(),
  traceId: z.string(),
});

export function page<Item extends z.ZodType>(item: Item) {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable() });
}

export const PageQuery = { cursor: z.string().max(500).optional(), limit: z.coerce.number().int().min(1).max(200).default(50) };

/** Number of a published version; as large as the database counts. */
export const VersionNumber = z.int().min(1).max(2_147_483_647);
export const VersionParam = z.coerce.number().int().min(1).max(2_147_483_647);

/** ISO 8601, UTC. */
export const Time = z.string();
export const Json = z.unknown();
export const JsonRecord = z.record(z.string(), z.unknown());
export const Ok = z.object({ ok: z.literal(true) });
