import { useState } from 'react';

export interface Line {
  readonly from: 'you' | 'assistant';
  readonly text: string;
}

const kept = 40;

/** What was said about this workflow in this browser tab. Proposals themselves live on the server. */
export function useLines(workflowId: string): readonly [readonly Line[], (line: Line) => void] {
  const key = `arches-thread:${workflowId}`;
  const [lines, setLines] = useState<readonly Line[]>(() => read(key));
  const say = (line: Line): void =>
    setLines((before) => {
      const next = [...before, line].slice(-kept);
      try {
        sessionStorage.setItem(key, JSON.stringify(next));
      } catch {
        // The conversation is a convenience; without room for it nothing is lost.
      }
      return next;
    });
  return [lines, say];
}

function read(key: string): readonly Line[] {
  try {
    const value: unknown = JSON.parse(sessionStorage.getItem(key) ?? '[]');
    return Array.isArray(value) ? (value as Line[]) : [];
  } catch {
    return [];
  }
}
