import type { JSX } from 'react';
import { Page, PageHeader } from '../../ui/page-header.tsx';

export function ApprovalPage(): JSX.Element {
  return (
    <Page>
      <PageHeader title="Approval" />
    </Page>
  );
}
