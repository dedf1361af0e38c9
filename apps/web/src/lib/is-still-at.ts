import { useRouter } from '@tanstack/react-router';
import { useCallback } from 'react';

/**
 * Whether the address is still of this page. It changes as soon as a link is followed, while the old page stays on the screen until the new one
 * is loaded: what that writes into its own address meanwhile would call the person back.
 */
export function useIsStillAt(): (pathname: string) => boolean {
  const router = useRouter();
  return useCallback((pathname) => router.history.location.pathname === pathname, [router]);
}
