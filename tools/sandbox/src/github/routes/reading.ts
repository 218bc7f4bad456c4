import { type Answer, notFound } from '../answer.ts';
import type { ApiRequest, Route } from '../route.ts';
import { findRun, type World } from '../world.ts';

/** Makes routes that read one thing, found by the parameters of their path; 404 where there is none. */
export const reading =
  <Thing>(find: (params: ApiRequest['params']) => Thing | undefined) =>
  (
    path: string,
    handle: (thing: Thing, request: ApiRequest) => Answer,
  ): Route => ({
    method: 'GET',
    path,
    access: 'actions:read',
    handle: (request) => {
      const thing = find(request.params);
      return thing === undefined ? notFound() : handle(thing, request);
    },
  });

/** The same for the run that `{run_id}` names. */
export const readingRun = (world: World) =>
  reading(({ run_id: id }) => findRun(world, id));
