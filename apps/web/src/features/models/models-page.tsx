import type { JSX } from 'react';
import { Page, PageHeader } from '../../ui/page-header.tsx';

export function ModelsPage(): JSX.Element {
  return (
    <Page>
      <PageHeader title="Models" />
    </Page>
  );
}
