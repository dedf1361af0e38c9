import type { JSX } from 'react';
import { Page, PageHeader } from '../../ui/page-header.tsx';

export function EditorPage(): JSX.Element {
  return (
    <Page>
      <PageHeader title="Editor" />
    </Page>
  );
}
