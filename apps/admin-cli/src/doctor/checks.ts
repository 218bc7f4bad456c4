import { channelCheck } from './channel-check.ts';
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
  diskCheck,
  nodeCheck,
} from './local-checks.ts';
import { permissionsCheck } from './permissions-check.ts';
import { webhookCheck } from './webhook-check.ts';
import { workflowsCheck } from './workflow-check.ts';

/** All of them, in the order they are shown. They run side by side. */
export const CHECKS: readonly Check[] = [
  nodeCheck,
  configurationCheck,
  accessCheck,
  databaseCheck,
  diskCheck,
  reachableCheck,
  credentialsCheck,
  rateLimitCheck,
  clockCheck,
  repositoryCheck,
  permissionsCheck,
  workflowsCheck,
  webhookCheck,
  identityCheck,
  commandsCheck,
  endpointCheck,
  channelCheck,
];
