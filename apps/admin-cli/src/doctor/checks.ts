import type { Check } from './check.ts';
import {
  commandsCheck,
  endpointCheck,
  identityCheck,
} from './discord-checks.ts';
import {
  clockCheck,
  credentialsCheck,
  rateLimitCheck,
  reachableCheck,
  repositoryCheck,
} from './github-checks.ts';
import {
  accessCheck,
  configurationCheck,
  databaseCheck,
  nodeCheck,
} from './local-checks.ts';
import { webhookCheck } from './webhook-check.ts';
import { workflowsCheck } from './workflow-check.ts';

/** All of them, in the order they are told. They run side by side. */
export const CHECKS: readonly Check[] = [
  nodeCheck,
  configurationCheck,
  accessCheck,
  databaseCheck,
  reachableCheck,
  credentialsCheck,
  rateLimitCheck,
  clockCheck,
  repositoryCheck,
  workflowsCheck,
  webhookCheck,
  identityCheck,
  commandsCheck,
  endpointCheck,
];
