import { Button } from '@mantine/core';
import type { JSX } from 'react';

export interface LoadMoreProps {
  readonly query: { readonly hasNextPage: boolean; readonly isFetchingNextPage: boolean; readonly fetchNextPage: () => Promise<unknown> };
}

export function LoadMore({ query }: LoadMoreProps): JSX.Element | null {
  if (!query.hasNextPage) return null;
  return (
    <Button variant="default" style={{ alignSelf: 'center' }} loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
      Show more
    </Button>
  );
}
