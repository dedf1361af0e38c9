import { allNodes } from '@arches/nodes';
import { expect, test } from 'vitest';
import { nodeIcon } from './node-icons.ts';

const puzzlePiece = nodeIcon('no such icon');

test.each(allNodes.map(({ type, icon }) => [type, icon]))('%s has its own icon, %s', (_, icon) => {
  expect(nodeIcon(icon)).not.toBe(puzzlePiece);
});
