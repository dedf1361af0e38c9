import type { JSX } from 'react';
import { Page, PageHeader } from '../../ui/page-header.tsx';

export function NewWorkflowPage(): JSX.Element {
  return (
    <Page>
      <PageHeader title="New" />
    </Page>
  );
}
