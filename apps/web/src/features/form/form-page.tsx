import type { JSX } from 'react';
import { Page, PageHeader } from '../../ui/page-header.tsx';

export function FormPage(): JSX.Element {
  return (
    <Page>
      <PageHeader title="Form" />
    </Page>
  );
}
