import type { NodeCategory } from '@arches/kernel';
import type { JSX } from 'react';
import classes from './category-tile.module.css';
import { nodeIcon } from './node-icons.ts';

export interface CategoryTileProps {
  readonly category: NodeCategory;
  /** Name of the card's icon, such as `Mail`. */
  readonly icon: string;
  readonly size?: 'sm' | 'md' | 'lg';
}

/** A step's icon on its category's hue; five hues in all. Decorative: the step's name always stands beside it. */
export function CategoryTile({ category, icon, size = 'md' }: CategoryTileProps): JSX.Element {
  const Icon = nodeIcon(icon);
  const pixels = { sm: 13, md: 16, lg: 18 }[size];
  return (
    <span className={classes['tile']} data-category={category} data-size={size} aria-hidden>
      <Icon size={pixels} stroke={1.8} />
    </span>
  );
}
