import type { Route } from './route.ts';
import { aboutRoutes } from './routes/about.ts';
import { deploymentRoutes } from './routes/deployments.ts';
import { dispatchRoutes } from './routes/dispatch.ts';
import { hookRoutes } from './routes/hooks.ts';
import { jobRoutes } from './routes/jobs.ts';
import { runRoutes } from './routes/runs.ts';
import type { World } from './world.ts';

/** Every operation of the API. */
export function createRoutes(world: World): readonly Route[] {
  return [
    ...dispatchRoutes(world),
    ...runRoutes(world),
    ...jobRoutes(world),
    ...deploymentRoutes(world),
    ...hookRoutes(world),
    ...aboutRoutes(world),
  ];
}
