import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { JSX } from 'react';
import { templatesQuery } from '../../lib/queries.ts';
import { Panel } from '../../ui/panel.tsx';
import classes from './template-ideas.module.css';

export interface TemplateIdeasProps {
  readonly limit?: number;
  readonly title?: string;
}

/** Ready-made sentences; picking one opens the assistant with it. */
export function TemplateIdeas({ limit = 6, title = 'Ideas to start from' }: TemplateIdeasProps): JSX.Element | null {
  const { data } = useQuery(templatesQuery);
  if (!data || data.items.length === 0) return null;
  return (
    <Panel title={title}>
      <ul className={classes['grid']}>
        {varied(data.items, limit).map(({ id, name, description, sentence }) => (
          <li key={id}>
            <Link to="/workflows/new" search={{ prompt: sentence }}>
              <strong>{name}</strong>
              <span>{description}</span>
            </Link>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

/** One of each category before a second of any. */
function varied<Item extends { readonly category: string }>(items: readonly Item[], limit: number): Item[] {
  const rank = new Map<Item, number>();
  const seen = new Map<string, number>();
  for (const item of items) {
    const before = seen.get(item.category) ?? 0;
    rank.set(item, before);
    seen.set(item.category, before + 1);
  }
  return [...items].sort((a, b) => (rank.get(a) ?? 0) - (rank.get(b) ?? 0)).slice(0, limit);
}
