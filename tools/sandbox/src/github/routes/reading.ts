import { type ApiResponse, notFound } from '../api/response.ts';
import type { ApiRequest, Route } from '../api/route.ts';
import { findRun, type World } from '../world/world.ts';

/** Makes routes that read one thing, found by the parameters of their path; 404 where there is none. */
export function reading<Thing>(
  find: (params: ApiRequest['params']) => Thing | undefined,
) {
  return (
    path: string,
    handle: (thing: Thing, request: ApiRequest) => ApiResponse,
  ): Route => ({
    method: 'GET',
    path,
    access: 'actions:read',
    handle: (request) => {
      const thing = find(request.params);
      return thing === undefined ? notFound() : handle(thing, request);
    },
  });
}

/** The same for the run that `{run_id}` names. */
export function readingRun(world: World) {
  return reading(({ run_id: id }) => findRun(world, id));
}
