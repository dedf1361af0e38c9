import type { JSX } from 'react';
import { Page, PageHeader } from '../../ui/page-header.tsx';

export function LoginPage(): JSX.Element {
  return (
    <Page>
      <PageHeader title="Login" />
    </Page>
  );
}
