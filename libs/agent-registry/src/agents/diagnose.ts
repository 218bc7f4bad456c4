import { z } from 'zod';
import { defineAgent, type Agent } from '../command/agent.ts';
import type { Config } from '../config/configuration.ts';
import { personUrl } from './person-url.ts';
import { waitOption } from './wait-option.ts';

/** Runs the diagnosis workflow against a frontend and an API. */
export function createDiagnose(config: Config): Agent {
  const { name } = config.workflows.diagnose;
  return defineAgent({
    id: 'diagnose_runner',
    name: 'Diagnose',
    description: 'Run the diagnosis of the frontend and the API',
    command: 'diagnose',
    effect: 'write',
    visibility: 'public',
    input: z.object({
      frontend_url: personUrl(config)
        .optional()
        .describe('https URL of the frontend to check'),
      api_base: personUrl(config)
        .optional()
        .describe('https URL of the API to check'),
      wait: waitOption,
    }),
    examples: [
      { input: { wait: true }, does: 'diagnoses and reports the result' },
      {
        input: { frontend_url: 'https://www.example.com' },
        does: 'diagnoses that frontend',
      },
    ],
    defers: ({ wait }) => wait,
    run: ({ frontend_url, api_base, wait }, { start }) =>
      start({
        workflow: 'diagnose',
        inputs: diagnosisInputs(frontend_url, api_base),
        wait,
        title: name,
      }),
  });
}

/** The inputs of the diagnosis workflow; what is not known is left to the workflow's own defaults. */
export function diagnosisInputs(
  frontendUrl: string | undefined,
  apiBase: string | undefined,
): Readonly<Record<string, string>> {
  return {
    ...(frontendUrl === undefined ? {} : { frontend_url: frontendUrl }),
    ...(apiBase === undefined ? {} : { api_base: apiBase }),
  };
}
