import type { Config, GitHubAuth } from './configuration.ts';
import type { Environment } from './environment.ts';
import {
  parseBaseUrl,
  parseNumberId,
  parsePrivateKey,
  parseRepository,
  parseToken,
  someOf,
} from './parse.ts';

const APP = [
  'GITHUB_APP_ID',
  'GITHUB_APP_PRIVATE_KEY',
  'GITHUB_APP_INSTALLATION_ID',
] as const;

export function readGitHub(
  environment: Environment,
  needed: boolean,
): Config['github'] {
  const { read } = environment;
  const repository = needed
    ? environment.require('GITHUB_REPOSITORY', parseRepository)
    : undefined;
  return {
    repository: repository ?? '',
    auth: (needed ? readAuth(environment) : undefined) ?? {
      kind: 'token',
      token: '',
    },
    apiUrl: read('GITHUB_API_URL', parseBaseUrl) ?? 'https://api.github.com',
    webhookSecrets: read('GITHUB_WEBHOOK_SECRET', someOf(parseToken)) ?? [],
  };
}

/** A token or a whole App. Two identities at once are refused: nobody could say who started a run. */
function readAuth(environment: Environment): GitHubAuth | undefined {
  const given = APP.filter((name) => environment.isGiven(name));
  if (given.length === 0) {
    const token = environment.require('GITHUB_TOKEN', parseToken);
    return token === undefined ? undefined : { kind: 'token', token };
  }
  if (environment.isGiven('GITHUB_TOKEN')) {
    environment.fault('GITHUB_TOKEN', `set, and ${given.join(', ')} too`);
    return undefined;
  }
  const appId = environment.require('GITHUB_APP_ID', parseNumberId);
  const privateKey = environment.require(
    'GITHUB_APP_PRIVATE_KEY',
    parsePrivateKey,
  );
  const installationId = environment.require(
    'GITHUB_APP_INSTALLATION_ID',
    parseNumberId,
  );
  if (
    appId === undefined ||
    privateKey === undefined ||
    installationId === undefined
  )
    return undefined;
  return { kind: 'app', appId, privateKey, installationId };
}
