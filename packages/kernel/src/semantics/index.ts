export { type Observed, SIGNS, unmet } from './observed.ts';
export type { Act, Answer } from './parse-events.ts';
export { createPlayer, type Player } from './player.ts';
export { type Chapter, type ParsedRow, parseRow, type Row } from './row.ts';
export { chapters, hostChapters } from './semantics.ts';
export { testCatalog as semanticsCatalog } from '../decide/test-catalog.ts';
