import type { JSX } from 'react';
import { Page, PageHeader } from '../../ui/page-header.tsx';

export function HomePage(): JSX.Element {
  return (
    <Page>
      <PageHeader title="Home" />
    </Page>
  );
}
