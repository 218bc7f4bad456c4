import type { Route } from '../api/route.ts';
import { aboutRoutes } from './about.ts';
import { commitRoutes } from './commits.ts';
import { concurrencyRoutes } from './concurrency.ts';
import { deploymentHistoryRoutes } from './deployment-history.ts';
import { deploymentRoutes } from './deployments.ts';
import { dispatchRoutes } from './dispatch.ts';
import { hookRoutes } from './hooks.ts';
import { jobRoutes } from './jobs.ts';
import { runRoutes } from './runs.ts';
import type { World } from '../world/world.ts';

/** Every operation of the API. */
export function createRoutes(world: World): readonly Route[] {
  return [
    ...dispatchRoutes(world),
    ...runRoutes(world),
    ...jobRoutes(world),
    ...deploymentRoutes(world),
    ...concurrencyRoutes(world),
    ...commitRoutes(world),
    ...deploymentHistoryRoutes(world),
    ...hookRoutes(world),
    ...aboutRoutes(world),
  ];
}
