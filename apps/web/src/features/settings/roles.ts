export const roles = [
  { value: 'admin', label: 'Admin: everything, settings and people too' },
  { value: 'builder', label: 'Builder: makes and publishes workflows' },
  { value: 'operator', label: 'Operator: runs workflows and decides approvals' },
  { value: 'viewer', label: 'Viewer: only looks' },
] as const;

export type GivenRole = (typeof roles)[number]['value'];

export function roleName(role: string): string {
  return role[0]?.toUpperCase() + role.slice(1);
}
