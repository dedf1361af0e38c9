import type { JSX } from 'react';
import { Page, PageHeader } from '../../ui/page-header.tsx';

export function SetupPage(): JSX.Element {
  return (
    <Page>
      <PageHeader title="Setup" />
    </Page>
  );
}
