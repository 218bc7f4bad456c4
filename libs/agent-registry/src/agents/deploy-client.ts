import { z } from 'zod';
import { defineAgent, type Agent } from '../command/agent.ts';
import { targetOfCall } from '../policy/targets.ts';
import type { Config } from '../config/configuration.ts';
import { personUrl } from './person-url.ts';
import { waitOption } from './wait-option.ts';

/** Deploys the client, optionally against another API. */
export function createDeployClient(config: Config): Agent {
  const { name } = config.workflows.deploy;
  return defineAgent({
    id: 'deploy_client',
    name: 'Deploy the client',
    description: 'Deploy the client',
    command: 'deploy-client',
    effect: 'write',
    permission: () => ({
      action: 'deploy',
      where: targetOfCall(config.workflows.deploy, {}),
    }),
    visibility: 'public',
    input: z.object({
      api_base: personUrl(config)
        .optional()
        .describe('https URL of the API that the client uses'),
      wait: waitOption,
    }),
    examples: [
      { input: { wait: true }, does: 'deploys and reports the result' },
      {
        input: { api_base: 'https://api.example.com' },
        does: 'deploys a client that uses this API',
      },
    ],
    defers: ({ wait }) => wait,
    run: ({ api_base, wait }, { start }) =>
      start({
        workflow: 'deploy',
        inputs: api_base === undefined ? {} : { VITE_API_BASE: api_base },
        wait,
        title: name,
      }),
  });
}
