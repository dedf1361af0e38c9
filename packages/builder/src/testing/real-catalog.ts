import { allNodes, catalogOf } from '@arches/nodes';

/** Every node type that ships, as the planner and the templates meet it. */
export const realCatalog = catalogOf(allNodes);
