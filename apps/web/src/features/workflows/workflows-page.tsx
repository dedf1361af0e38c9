import type { JSX } from 'react';
import { Page, PageHeader } from '../../ui/page-header.tsx';

export function WorkflowsPage(): JSX.Element {
  return (
    <Page>
      <PageHeader title="Workflows" />
    </Page>
  );
}
