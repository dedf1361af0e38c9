import { IconClipboardCheck, IconHistory, IconHome, IconRoute2, IconSettings, IconSparkles } from '../../ui/icons.ts';

export const mainItems = [
  { to: '/', label: 'Home', icon: IconHome, exact: true },
  { to: '/workflows', label: 'Workflows', icon: IconRoute2, exact: false },
  { to: '/runs', label: 'Runs', icon: IconHistory, exact: false },
  { to: '/approvals', label: 'Approvals', icon: IconClipboardCheck, exact: false },
] as const;

export const buildItems = [
  { to: '/models', label: 'AI models', icon: IconSparkles, exact: false },
  { to: '/settings', label: 'Settings', icon: IconSettings, exact: false },
] as const;

export type NavItem = (typeof mainItems)[number] | (typeof buildItems)[number];

export function isCurrent(item: NavItem, path: string): boolean {
  if (item.exact) return path === item.to;
  if (item.to === '/workflows' && path.startsWith('/w/')) return true;
  return path === item.to || path.startsWith(`${item.to}/`);
}
