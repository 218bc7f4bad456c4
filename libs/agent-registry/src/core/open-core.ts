import type { Clock, GitHub } from '@yardmaster/github-dispatcher';
import type { GitHubCall } from '@yardmaster/github-dispatcher/octokit';
import { operatorPolicy, parseAllowedDomains } from '@yardmaster/url-guard';
import type { GuardedFetch } from '@yardmaster/url-guard/undici';
import { createConfiguredRegistry } from './built-in.ts';
import type { Setup } from './setup.ts';
import type { Config, GitHubAuth } from '../config/configuration.ts';
import { createCore, type CoreHooks, type RunningCore } from './create-core.ts';
import type { Messenger } from '../surface/messenger.ts';
import { openQueue, openStores } from './open-database.ts';
import { createInProcessQueue } from '../queue/in-process.ts';

export interface OpenCoreOptions {
  readonly config: Setup;
  readonly role: 'server' | 'client';
  readonly messengers: readonly Messenger[];
  readonly clock?: Clock;
  /** Sends the requests to GitHub. Default: the global one. */
  readonly fetch?: typeof fetch;
  readonly hooks?: CoreHooks & {
    /** Each request to GitHub, for counting. */
    readonly onGitHubCall?: (call: GitHubCall) => void;
  };
}

export interface OpenCore extends RunningCore {
  /** `stop`, and then closes connections and database. */
  close(): Promise<void>;
}

/** No check of `/verify-latest` may hold up its answer longer, milliseconds. */
const CHECK_TIMEOUT_MS = 10_000;

/**
 * Opens what the configuration names (database, queue, GitHub) and puts the core together. Rejects with a `JournalError`
 * where the database cannot be used. Octokit and undici are loaded when first used, so that a command that needs neither
 * starts fast.
 */
export async function openCore(options: OpenCoreOptions): Promise<OpenCore> {
  const { config, role, clock } = options;
  const time = clock === undefined ? {} : { clock };
  const { journal, history } = await openStores(config.databaseUrl);
  const queue =
    role === 'client'
      ? createInProcessQueue(time)
      : await openQueue(config.databaseUrl, {
          ...time,
          onError: (error) => options.hooks?.onWarning?.(String(error), ''),
        });
  const fetchGuarded = guardedFetch(config);
  const fetchConfigured = configuredFetch(config);
  const core = createCore({
    config,
    registry: createConfiguredRegistry(config),
    github: lazyGitHub(config, options),
    journal,
    history,
    queue,
    fetchGuarded,
    fetchConfigured,
    messengers: options.messengers,
    role,
    ...time,
    ...(options.hooks === undefined ? {} : { hooks: options.hooks }),
  });
  return {
    ...core,
    async start() {
      await core.start();
      // The first command of a server must not wait for modules to load; a client loads what its one command needs.
      if (role === 'server')
        await import('@yardmaster/github-dispatcher/octokit');
    },
    async close() {
      await core.stop();
      await fetchGuarded.close();
      await fetchConfigured.close();
      await journal.close();
    },
  };
}

/** GitHub as the configuration names it, connected to at the first call. */
export function lazyGitHub(
  config: Config,
  {
    clock,
    fetch,
    hooks,
  }: Pick<OpenCoreOptions, 'clock' | 'fetch' | 'hooks'> = {},
): GitHub {
  let github: Promise<GitHub> | undefined;
  const load = async (): Promise<GitHub> => {
    const { createOctokitGitHub } =
      await import('@yardmaster/github-dispatcher/octokit');
    return createOctokitGitHub({
      repository: config.github.repository,
      auth: authOf(config.github.auth),
      baseUrl: config.github.apiUrl,
      clock,
      fetch,
      proxy: config.proxy,
      onCall: hooks?.onGitHubCall,
    });
  };
  // Every other member of the port is a method that returns a promise.
  return new Proxy({ repository: config.github.repository } as GitHub, {
    get(target, name: keyof GitHub | 'then') {
      if (name === 'repository') return target.repository;
      // Not a promise, although it answers to every name.
      if (name === 'then') return undefined;
      return async (...parameters: never[]) => {
        github ??= load();
        const method = (await github)[name] as (
          ...given: never[]
        ) => Promise<unknown>;
        return method(...parameters);
      };
    },
  });
}

function authOf(auth: GitHubAuth) {
  return auth.kind === 'token'
    ? { token: auth.token }
    : {
        appId: auth.appId,
        privateKey: auth.privateKey,
        installationId: auth.installationId,
      };
}

function guardedFetch(config: Config): GuardedFetch {
  return lazyFetch(async () => {
    const { createGuardedFetch } = await import('@yardmaster/url-guard/undici');
    const allowed = parseAllowedDomains(config.allowedDomains.join());
    if (!allowed.ok) throw new TypeError('allowedDomains was not checked');
    return createGuardedFetch(allowed.policy, { timeoutMs: CHECK_TIMEOUT_MS });
  });
}

function configuredFetch(config: Config): GuardedFetch {
  return lazyFetch(async () => {
    const { createGuardedFetch } = await import('@yardmaster/url-guard/undici');
    const { frontendBaseUrl, apiBase } = config.checks;
    const urls = [frontendBaseUrl, apiBase].filter((url) => url !== undefined);
    return createGuardedFetch(operatorPolicy(urls), {
      timeoutMs: CHECK_TIMEOUT_MS,
    });
  });
}

function lazyFetch(load: () => Promise<GuardedFetch>): GuardedFetch {
  let loaded: Promise<GuardedFetch> | undefined;
  const call = async (...parameters: Parameters<GuardedFetch>) =>
    (await (loaded ??= load()))(...parameters);
  return Object.assign(call, {
    async close() {
      await (await loaded)?.close();
    },
  });
}
