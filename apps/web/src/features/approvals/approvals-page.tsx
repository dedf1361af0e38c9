import type { JSX } from 'react';
import { Page, PageHeader } from '../../ui/page-header.tsx';

export function ApprovalsPage(): JSX.Element {
  return (
    <Page>
      <PageHeader title="Approvals" />
    </Page>
  );
}
