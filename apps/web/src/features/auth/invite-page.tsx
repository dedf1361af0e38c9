import type { JSX } from 'react';
import { Page, PageHeader } from '../../ui/page-header.tsx';

export function InvitePage(): JSX.Element {
  return (
    <Page>
      <PageHeader title="Invite" />
    </Page>
  );
}
