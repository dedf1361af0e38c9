import { useNavigate } from '@tanstack/react-router';
import { useEffect, useEffectEvent } from 'react';

export interface Shortcuts {
  readonly onPalette: () => void;
  readonly onHelp: () => void;
}

const places = { h: '/', w: '/workflows', r: '/runs', a: '/approvals', m: '/models', s: '/settings' } as const;
const secondKeyMs = 1200;

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

/** Ctrl+K everywhere; `?` and “G then …” where nobody is typing. */
export function useShortcuts({ onPalette, onHelp }: Shortcuts): void {
  const navigate = useNavigate();
  const handle = useEffectEvent((event: KeyboardEvent, afterG: boolean): boolean => {
    if ((event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === 'k') {
      event.preventDefault();
      onPalette();
      return false;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return false;
    if (event.key === '?') onHelp();
    const key = event.key.toLowerCase();
    if (afterG && key in places) {
      event.preventDefault();
      void navigate({ to: places[key as keyof typeof places] });
      return false;
    }
    return key === 'g';
  });
  useEffect(() => {
    let pressedGAt = 0;
    const onKey = (event: KeyboardEvent): void => {
      const waits = handle(event, event.timeStamp - pressedGAt < secondKeyMs);
      pressedGAt = waits ? event.timeStamp : 0;
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
}
