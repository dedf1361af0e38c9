import { longWishes } from './long-wishes.ts';
import type { PlannerCase } from './planner-case.ts';
import { shortWishes } from './short-wishes.ts';

export type { PlannerCase } from './planner-case.ts';

/** The half of the sentences that the planner's rules may be tuned on; the other half is in `held-out.ts`. */
export const tuning: readonly PlannerCase[] = [...shortWishes, ...longWishes];
