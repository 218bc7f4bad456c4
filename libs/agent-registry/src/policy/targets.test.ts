import { describe, expect, it } from 'vitest';
import { formatTarget } from './target.ts';
import {
  environmentOptionOf,
  guardsOf,
  targetOfCall,
  targetsOf,
  type Deploying,
} from './targets.ts';

const ENVIRONMENTS = { Production: { confirm: true }, staging: {} };

const CHOICE: Deploying = {
  service: 'api',
  environment: { input: 'environment' },
  options: {
    environment: { type: 'choice', choices: ['staging', 'Production'] },
  },
};

function names(workflows: Record<string, Deploying>) {
  return targetsOf(workflows, ENVIRONMENTS).map(({ target, workflow }) => [
    formatTarget(target),
    workflow,
  ]);
}

describe('targetsOf', () => {
  it('is a service in a fixed environment', () => {
    expect(
      names({ deploy: { service: 'client', environment: 'production' } }),
    ).toEqual([['client/production', 'deploy']]);
  });

  it('is a service in every choice of the option that names the environment', () => {
    expect(names({ 'api-deploy': CHOICE })).toEqual([
      ['api/staging', 'api-deploy'],
      ['api/production', 'api-deploy'],
    ]);
  });

  it.each([
    ['without an option', undefined],
    [
      'with an option that lists no choices',
      { environment: { type: 'string' } },
    ],
  ] as const)('is a service in every listed environment %s', (_, options) => {
    expect(
      names({
        docs: {
          service: 'docs',
          environment: { input: 'environment' },
          options,
        },
      }),
    ).toEqual([
      ['docs/production', 'docs'],
      ['docs/staging', 'docs'],
    ]);
  });

  it('keeps the spelling of the configuration for the workflow', () => {
    expect(
      targetsOf({ api: CHOICE }, ENVIRONMENTS).map(
        ({ environmentName }) => environmentName,
      ),
    ).toEqual(['staging', 'Production']);
  });

  it('has none for a workflow that deploys nothing', () => {
    expect(
      names({
        diagnose: {},
        half: { service: 'x' },
        other: { environment: 'y' },
      }),
    ).toEqual([]);
  });
});

describe('targetOfCall', () => {
  it('reads the environment from the option that sets the input', () => {
    const renamed: Deploying = {
      service: 'api',
      environment: { input: 'ENVIRONMENT' },
      options: {
        where: { type: 'choice', choices: ['Staging'], input: 'ENVIRONMENT' },
      },
    };
    expect(environmentOptionOf(renamed)?.name).toBe('where');
    expect(targetOfCall(renamed, { where: 'Staging' })).toEqual({
      service: 'api',
      environment: 'staging',
    });
  });

  it('names an option after an input that is not declared', () => {
    const plain = { service: 'api', environment: { input: 'ENVIRONMENT' } };
    expect(environmentOptionOf(plain)?.name).toBe('environment');
    expect(targetOfCall(plain, { environment: 'staging' })).toEqual({
      service: 'api',
      environment: 'staging',
    });
  });

  it.each([
    [{ service: 'api', environment: 'staging' }, {}, 'api/staging'],
    [CHOICE, {}, null],
    [{ environment: 'staging' }, {}, null],
  ] as const)('of %j with %j is %s', (deploying, options, expected) => {
    const target = targetOfCall(deploying, options);
    expect(target === null ? null : formatTarget(target)).toBe(expected);
  });
});

describe('guardsOf', () => {
  it('ignores the case of environment names', () => {
    expect(
      guardsOf(ENVIRONMENTS, { service: 'api', environment: 'production' }),
    ).toEqual({ confirm: true });
  });

  it('is undefined for an environment that is not listed', () => {
    expect(
      guardsOf(ENVIRONMENTS, { service: 'api', environment: 'preview' }),
    ).toBeUndefined();
  });
});
