import type { TablerIcon } from '@tabler/icons-react';
import * as icons from './icons.ts';

const byName: Readonly<Record<string, TablerIcon>> = icons;

/** The icon a node's card names; a puzzle piece where we do not carry it. */
export function nodeIcon(name: string): TablerIcon {
  return byName[`Icon${name}`] ?? icons.IconPuzzle;
}
