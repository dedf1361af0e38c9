import type { JSX } from 'react';
import { Page, PageHeader } from '../../ui/page-header.tsx';

export function RunsPage(): JSX.Element {
  return (
    <Page>
      <PageHeader title="Runs" />
    </Page>
  );
}
