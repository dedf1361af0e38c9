import { Button } from '@mantine/core';
import { type ErrorComponentProps, Link, useRouter } from '@tanstack/react-router';
import type { JSX } from 'react';
import { shownError } from '../../lib/errors.ts';
import { IconMap } from '../../ui/icons.ts';
import { Page, usePageTitle } from '../../ui/page-header.tsx';
import { EmptyState, ErrorState } from '../../ui/states.tsx';

export function NotFoundScreen(): JSX.Element {
  usePageTitle('Page not found');
  return (
    <Page narrow>
      <EmptyState
        icon={IconMap}
        title="There is no page here"
        action={
          <Button component={Link} to="/">
            Go to Home
          </Button>
        }
      >
        The address may be mistyped, or what it showed was removed.
      </EmptyState>
    </Page>
  );
}

export function CrashScreen({ error, reset }: ErrorComponentProps): JSX.Element {
  const router = useRouter();
  usePageTitle('Something went wrong');
  return (
    <Page narrow>
      <ErrorState
        title="This page could not be shown"
        error={shownError(error)}
        onRetry={() => {
          reset();
          void router.invalidate();
        }}
      />
    </Page>
  );
}
