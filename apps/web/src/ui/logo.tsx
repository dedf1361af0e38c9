import type { JSX } from 'react';

/** Two arches, one inside the other. */
export function Logo({ size = 28 }: { readonly size?: number }): JSX.Element {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden style={{ flex: 'none' }}>
      <rect width="32" height="32" rx="8" fill="var(--a-brand)" />
      <path d="M8 24V15a8 8 0 0 1 16 0v9" fill="none" stroke="#fff" strokeWidth="3.2" strokeLinecap="round" />
      <path d="M13.6 24v-8.6a2.4 2.4 0 0 1 4.8 0V24" fill="none" stroke="#fff" strokeWidth="2.4" strokeLinecap="round" opacity=".75" />
    </svg>
  );
}
