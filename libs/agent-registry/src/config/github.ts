import type { Config, GitHubAuth, RepositoryConfig } from './configuration.ts';
import type { Environment } from './environment.ts';
import {
  parseBaseUrl,
  parseNumberId,
  parsePrivateKey,
  parseRepository,
  parseToken,
  someOf,
} from './parse.ts';
import type { RepositoryEntry } from './schema/repository.ts';

const APP = [
  'GITHUB_APP_ID',
  'GITHUB_APP_PRIVATE_KEY',
  'GITHUB_APP_INSTALLATION_ID',
] as const;

type Repositories = Readonly<Record<string, RepositoryEntry>>;

/** A token that a repository of the file names by its variable; undefined after a fault. */
export type ReadToken = (
  variable: string,
  place: string,
) => Promise<string | undefined>;

/** How GitHub is reached, and the repositories there, the default one first. */
export async function readGitHub(
  environment: Environment,
  needed: boolean,
  named: Repositories,
  readToken: ReadToken,
): Promise<Pick<Config, 'github' | 'repositories'>> {
  const { read } = environment;
  const common = {
    apiUrl: read('GITHUB_API_URL', parseBaseUrl) ?? 'https://api.github.com',
    webhookSecrets: read('GITHUB_WEBHOOK_SECRET', someOf(parseToken)) ?? [],
  };
  if (!needed)
    return {
      github: { ...common, repository: '', auth: { kind: 'token', token: '' } },
      repositories: {},
    };
  const ordered = withDefault(
    named,
    Object.keys(named).length === 0
      ? environment.require('GITHUB_REPOSITORY', parseRepository)
      : read('GITHUB_REPOSITORY', parseRepository),
  );
  const shared = readShared(environment, ordered);
  const repositories: Record<string, RepositoryConfig> = {};
  for (const [key, entry] of Object.entries(ordered))
    repositories[key] = {
      repository: entry.repository,
      auth: (await authOf(
        entry,
        `repositories.${key}`,
        shared,
        environment,
        readToken,
      )) ?? {
        kind: 'token',
        token: '',
      },
    };
  const [first] = Object.values(repositories);
  return {
    github: {
      ...common,
      repository: first?.repository ?? '',
      auth: first?.auth ?? { kind: 'token', token: '' },
    },
    repositories,
  };
}

/** The repository of the environment comes first, under its key in the file or one made of its name. */
function withDefault(
  named: Repositories,
  repository: string | undefined,
): Repositories {
  if (repository === undefined) return named;
  const known = Object.keys(named).find(
    (key) => named[key]?.repository.toLowerCase() === repository.toLowerCase(),
  );
  const name = repository.split('/')[1]?.toLowerCase() ?? '';
  const key =
    known ??
    (Object.hasOwn(named, name) || !/^[a-z][\w-]*$/.test(name)
      ? 'default'
      : name);
  return { [key]: named[key] ?? { repository }, ...named };
}

/** What the environment says about authentication; absent parts are those that no repository needs. */
type Shared =
  | { readonly kind: 'token'; readonly token: string }
  | {
      readonly kind: 'app';
      readonly appId: string;
      readonly privateKey: string;
      readonly installationId?: string | undefined;
    };

/** A token or a whole App. Two identities at once are refused: it would be unclear who started a run. */
function readShared(
  environment: Environment,
  repositories: Repositories,
): Shared | undefined {
  const entries = Object.values(repositories);
  const given = APP.filter((name) => environment.isGiven(name));
  if (given.length === 0) {
    const needed =
      entries.length === 0 ||
      entries.some(({ tokenVariable }) => tokenVariable === undefined);
    const token = needed
      ? environment.require('GITHUB_TOKEN', parseToken)
      : environment.read('GITHUB_TOKEN', parseToken);
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
  const installed =
    entries.length > 0 &&
    entries.every(
      ({ installationId, tokenVariable }) =>
        (installationId ?? tokenVariable) !== undefined,
    );
  const installationId = installed
    ? environment.read('GITHUB_APP_INSTALLATION_ID', parseNumberId)
    : environment.require('GITHUB_APP_INSTALLATION_ID', parseNumberId);
  return appId === undefined || privateKey === undefined
    ? undefined
    : { kind: 'app', appId, privateKey, installationId };
}

async function authOf(
  { installationId, tokenVariable }: RepositoryEntry,
  place: string,
  shared: Shared | undefined,
  environment: Environment,
  readToken: ReadToken,
): Promise<GitHubAuth | undefined> {
  if (tokenVariable !== undefined) {
    const token = await readToken(tokenVariable, `${place}.tokenVariable`);
    return token === undefined ? undefined : { kind: 'token', token };
  }
  if (shared?.kind !== 'app') {
    if (shared !== undefined && installationId !== undefined)
      environment.fault(
        'GITHUB_APP_ID',
        `missing, although ${place} names an installation of the App`,
      );
    return shared;
  }
  const installation = installationId ?? shared.installationId;
  return installation === undefined
    ? undefined
    : { ...shared, installationId: installation };
}
