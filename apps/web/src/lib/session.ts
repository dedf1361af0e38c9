import { useSuspenseQuery } from '@tanstack/react-query';
import { api, type Me } from './api.ts';
import { isStatus } from './errors.ts';
import { closeLiveSocket } from './live.ts';
import { meQuery } from './queries.ts';
import { queryClient } from './query-client.ts';

/** Who is signed in, or undefined. Any other trouble is thrown. */
export async function currentMe(): Promise<Me | undefined> {
  try {
    return await queryClient.ensureQueryData(meQuery);
  } catch (error) {
    if (isStatus(error, 401)) return undefined;
    throw error;
  }
}

/** Inside the shell somebody is always signed in. */
export function useMe(): Me {
  return useSuspenseQuery(meQuery).data;
}

export function useMay(permission: string): boolean {
  return useMe().permissions.includes(permission);
}

/** The cookie is set by the answer; what the last person saw is forgotten. */
export async function signedIn(): Promise<void> {
  queryClient.clear();
  await queryClient.fetchQuery(meQuery);
}

export async function signOut(): Promise<void> {
  await api.auth.logout();
  closeLiveSocket();
  queryClient.clear();
}
