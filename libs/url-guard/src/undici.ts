export {
  createGuardedAgent,
  type GuardedAgentOptions,
  type Undici,
} from './guarded-agent.ts';
export {
  createGuardedFetch,
  type GuardedFetch,
  type GuardedFetchOptions,
  type GuardedRequest,
} from './guarded-fetch.ts';
export { nodeLookup } from './node-lookup.ts';
export { UrlRefusedError } from './url-refused-error.ts';
