import { describe, expect, it } from 'vitest';
import type { RunContext, StartRequest } from '../command/agent.ts';
import { faultsOfCommand } from '../command/command-rules.ts';
import { optionsOf } from '../command/options.ts';
import { parseInput } from '../command/parse-input.ts';
import { toDiscordCommand } from '../discord/to-discord.ts';
import { createWorkflowAgent, type CommandWorkflow } from './agent.ts';

const CONFIG = {
  allowedDomains: [],
  environments: { production: { confirm: true }, staging: {} },
};

const API: CommandWorkflow = {
  key: 'api-deploy',
  name: 'API Deploy',
  command: 'deploy-api',
  description: 'Deploy the API',
  service: 'api',
  environment: { input: 'ENVIRONMENT' },
  options: {
    version: {
      type: 'string',
      pattern: '^v\\d+',
      required: true,
      description: 'Tag to ship',
    },
  },
};

describe('createWorkflowAgent', () => {
  it('makes an agent that both surfaces take as it is', () => {
    const agent = createWorkflowAgent(API, CONFIG);
    expect(agent).toMatchObject({
      id: 'api_deploy',
      name: 'API Deploy',
      command: 'deploy-api',
      description: 'Deploy the API',
      effect: 'write',
      visibility: 'public',
    });
    expect(faultsOfCommand(agent)).toEqual([]);
    expect(
      toDiscordCommand(agent, {
        adminUserIds: [],
        adminRoleIds: [],
      }).options.map((option) => option.name),
    ).toEqual(['environment', 'version', 'wait']);
  });

  it('offers the listed environments if the workflow takes one as input', () => {
    expect(optionsOf(createWorkflowAgent(API, CONFIG))[0]).toMatchObject({
      name: 'environment',
      required: true,
      choices: ['production', 'staging'],
      description: 'Environment to deploy to',
    });
  });

  it('keeps the choices that the option declares', () => {
    const agent = createWorkflowAgent(
      {
        ...API,
        options: {
          where: {
            type: 'choice',
            choices: ['staging'],
            required: true,
            input: 'ENVIRONMENT',
          },
        },
      },
      CONFIG,
    );
    expect(
      optionsOf(agent).map(({ name, choices }) => [name, choices]),
    ).toEqual([
      ['where', ['staging']],
      ['wait', undefined],
    ]);
  });

  it('starts its workflow with the inputs that were given', async () => {
    const agent = createWorkflowAgent(API, CONFIG);
    const parsed = parseInput(agent, {
      environment: 'staging',
      version: 'v3',
      wait: 'true',
    });
    if (!parsed.ok) throw new Error(parsed.faults[0]?.message);
    const requests: StartRequest[] = [];
    const stop = new Error('stop here');
    await expect(
      agent.run(parsed.input, {
        start(request: StartRequest) {
          requests.push(request);
          return Promise.reject(stop);
        },
      } as unknown as RunContext),
    ).rejects.toBe(stop);
    expect(requests).toEqual([
      {
        workflow: 'api-deploy',
        inputs: { ENVIRONMENT: 'staging', version: 'v3' },
        wait: true,
        title: 'API Deploy',
      },
    ]);
    expect(agent.defers?.(parsed.input)).toBe(true);
  });

  it('has an example that its own input accepts', () => {
    const agent = createWorkflowAgent(
      {
        ...API,
        options: {
          replicas: { type: 'integer', min: 3, required: true },
          migrate: { type: 'boolean', required: true },
          hook: { type: 'url', required: true },
          region: {
            type: 'choice',
            choices: ['eu'],
            required: true,
            default: 'eu',
          },
        },
      },
      CONFIG,
    );
    for (const { input } of agent.examples)
      expect(parseInput(agent, input)).toMatchObject({ ok: true });
  });

  it('describes itself by the name of its workflow if the configuration does not', () => {
    expect(
      createWorkflowAgent({ ...API, description: undefined }, CONFIG)
        .description,
    ).toBe('Run API Deploy');
  });
});
