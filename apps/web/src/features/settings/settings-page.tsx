import type { JSX } from 'react';
import { Page, PageHeader } from '../../ui/page-header.tsx';

export function SettingsPage(): JSX.Element {
  return (
    <Page>
      <PageHeader title="Settings" />
    </Page>
  );
}
