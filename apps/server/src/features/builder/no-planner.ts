import { AppError } from '@arches/kernel';
import type { Planner } from './planner-port.ts';

/** In place of a planner: says that there is none. */
export const noPlanner: Planner = { plan: refuse, change: refuse, templates: () => Promise.resolve([]) };

function refuse(): Promise<never> {
  return Promise.reject(
    new AppError('planner_unavailable', 'Planning from a sentence is not there in this installation. Add steps by hand.'),
  );
}
