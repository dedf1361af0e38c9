import type { TablerIcon } from '@tabler/icons-react';
import { IconBolt, IconCalendarTime, IconCode, IconForms, IconPlayerPlay, IconRefresh, IconRoute2, IconWebhook } from './icons.ts';

const kinds: Readonly<Record<string, { readonly label: string; readonly icon: TablerIcon }>> = {
  manual: { label: 'Started by hand', icon: IconPlayerPlay },
  api: { label: 'Started by API', icon: IconCode },
  webhook: { label: 'Webhook', icon: IconWebhook },
  form: { label: 'Form', icon: IconForms },
  schedule: { label: 'Schedule', icon: IconCalendarTime },
  workflow: { label: 'Another workflow', icon: IconRoute2 },
  rerun: { label: 'Run again', icon: IconRefresh },
};

/** What started a run, in words and as an icon. */
export function triggerWords(kind: string): { readonly label: string; readonly icon: TablerIcon } {
  return kinds[kind] ?? { label: kind, icon: IconBolt };
}
