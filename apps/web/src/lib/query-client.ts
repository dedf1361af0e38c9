import { QueryClient } from '@tanstack/react-query';
import { shownError } from './errors.ts';

/** One cache for the page. Old data stays while new data loads; what the server refused is not asked again. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      gcTime: 10 * 60_000,
      refetchOnWindowFocus: true,
      retry: (count, error) => {
        const { status } = shownError(error);
        return count < 2 && (status === undefined || status >= 500);
      },
    },
    mutations: { retry: false },
  },
});
