import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api } from './api.ts';

export const storageQuery = queryOptions({ queryKey: ['storage'], queryFn: () => api.storage.get() });

/** What the next clean-up would delete by rules that are not saved yet; null stands for the default. */
export const storagePreviewQuery = (liveDays: number | null, testDays: number | null) =>
  queryOptions({
    queryKey: ['storage', 'preview', liveDays, testDays],
    queryFn: () => api.storage.preview({ ...(liveDays === null ? {} : { liveDays }), ...(testDays === null ? {} : { testDays }) }),
    placeholderData: keepPreviousData,
  });
