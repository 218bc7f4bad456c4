import { brief, digest, status } from './stops/reads.ts';
import { failure, refusal, success, timeout } from './stops/runs.ts';
import { duplicate, lostAnswer, restart } from './stops/trouble.ts';
import type { Stop } from './stops/stop.ts';

/** What the demo shows, in order. */
export const STOPS: readonly Stop[] = [
  success,
  failure,
  timeout,
  refusal,
  duplicate,
  restart,
  lostAnswer,
  brief,
  status,
  digest,
];
