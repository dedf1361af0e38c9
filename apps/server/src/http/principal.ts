import { type Permission, type Role, rolePermissions } from '@arches/contract';

/** Who makes a call, and where: worked out once for each request, before anything of it is read. */
export interface Principal {
  readonly orgId: string;
  readonly organizationName: string;
  readonly projectId: string;
  readonly projectName: string;
  readonly workspaceId: string;
  readonly workspaceName: string;
  readonly userId: string;
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  /** Absent for API keys. */
  readonly sessionId?: string;
  readonly apiKeyId?: string;
  /** When the credential shown ends. */
  readonly expiresAt?: Date;
  readonly via: 'cookie' | 'token' | 'api_key';
}

export function may(principal: Principal, permission: Permission): boolean {
  return permission === 'public' || rolePermissions[principal.role].includes(permission);
}

const rank: { readonly [role in Role]: number } = { viewer: 0, operator: 1, builder: 2, admin: 3, owner: 4 };

export function roleAtMost(role: Role, limit: Role): boolean {
  return rank[role] <= rank[limit];
}

export function lesserRole(one: Role, other: Role): Role {
  return rank[one] <= rank[other] ? one : other;
}
