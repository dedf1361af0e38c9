import { Link, useParams } from '@tanstack/react-router';
import { type ComponentType, type JSX, lazy, Suspense } from 'react';
import { Page, PageHeader } from '../../ui/page-header.tsx';
import { LoadingRows } from '../../ui/states.tsx';
import { NotFoundNote } from './not-found-note.tsx';
import classes from './settings-page.module.css';

interface Section {
  readonly id: string;
  readonly title: string;
  readonly component: ComponentType;
}

const sections: readonly Section[] = [
  {
    id: 'organization',
    title: 'Organisation',
    component: lazy(async () => ({ default: (await import('./organization-section.tsx')).OrganizationSection })),
  },
  { id: 'members', title: 'Members', component: lazy(async () => ({ default: (await import('./members-section.tsx')).MembersSection })) },
  {
    id: 'api-keys',
    title: 'API keys',
    component: lazy(async () => ({ default: (await import('./api-keys-section.tsx')).ApiKeysSection })),
  },
  {
    id: 'variables',
    title: 'Variables',
    component: lazy(async () => ({ default: (await import('./variables-section.tsx')).VariablesSection })),
  },
  { id: 'mail', title: 'Mail server', component: lazy(async () => ({ default: (await import('./mail-section.tsx')).MailSection })) },
  { id: 'limits', title: 'Limits', component: lazy(async () => ({ default: (await import('./limits-section.tsx')).LimitsSection })) },
  { id: 'storage', title: 'Storage', component: lazy(async () => ({ default: (await import('./storage-section.tsx')).StorageSection })) },
  {
    id: 'account',
    title: 'Account and theme',
    component: lazy(async () => ({ default: (await import('./account-section.tsx')).AccountSection })),
  },
];

export function SettingsPage(): JSX.Element {
  const { section: id } = useParams({ from: '/shell/settings/$section' });
  const section = sections.find((candidate) => candidate.id === id);
  return (
    <Page>
      <PageHeader title={section ? section.title : 'Settings'} />
      <div className={classes['layout']}>
        <nav className={classes['nav']} aria-label="Settings">
          {sections.map(({ id: target, title }) => (
            <Link key={target} to="/settings/$section" params={{ section: target }} aria-current={target === id ? 'page' : undefined}>
              {title}
            </Link>
          ))}
        </nav>
        <div className={classes['content']}>
          <Suspense fallback={<LoadingRows />}>{section ? <section.component /> : <NotFoundNote />}</Suspense>
        </div>
      </div>
    </Page>
  );
}
