import type { JSX } from 'react';
import { Page, PageHeader } from '../../ui/page-header.tsx';

export function RunPage(): JSX.Element {
  return (
    <Page>
      <PageHeader title="Run" />
    </Page>
  );
}
