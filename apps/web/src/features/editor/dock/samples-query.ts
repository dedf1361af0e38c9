import { queryOptions } from '@tanstack/react-query';
import { isStatus } from '../../../lib/errors.ts';

export interface Sample {
  readonly name: string;
  readonly mediaType: string;
  /** Bytes. */
  readonly size: number;
  readonly url: string;
}

/** The files shipped to try things with; none where the server ships none. */
export const samplesQuery = queryOptions({
  queryKey: ['samples'],
  staleTime: Number.POSITIVE_INFINITY,
  queryFn: async (): Promise<{ readonly items: readonly Sample[] }> => {
    const answer = await fetch('/api/v2/samples');
    if (answer.ok) return (await answer.json()) as { items: Sample[] };
    const error = Object.assign(new Error('The samples could not be read.'), { status: answer.status });
    if (isStatus(error, 404)) return { items: [] };
    throw error;
  },
});
