import type { GitHub } from '@yardmaster/github-dispatcher';
import type { Config } from '@yardmaster/agent-registry/config';
import { lazyGitHub } from '@yardmaster/agent-registry/open-core';

/** An answer that the port does not offer: headers, and pages of it that only a check needs. */
export interface ProbeAnswer {
  /** 0 where no answer came. */
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
  /** Halfway between sending and receiving, milliseconds since the epoch. */
  readonly at: number;
}

export interface GitHubProbe {
  readonly github: GitHub;
  /** GET of a path below the API's URL, with the same credentials as everything else. */
  get(path: string): Promise<ProbeAnswer>;
}

const TIMEOUT_MS = 10_000;

/**
 * GitHub as Yardmaster uses it, and with it what the port hides. The credentials are those the adapter sends, so that an
 * App's installation token is asked for in one place only.
 */
export function createGitHubProbe(
  config: Config,
  clock: () => number,
): GitHubProbe {
  let authorization: string | undefined;
  const github = lazyGitHub(config, {
    fetch: (input, init) => {
      const request = new Request(input, init);
      if (!request.url.endsWith('/access_tokens'))
        authorization = request.headers.get('authorization') ?? authorization;
      return fetch(request);
    },
  });
  let first: Promise<unknown> | undefined;
  return {
    github,
    async get(path) {
      await (first ??= github.getRepository());
      const sentAt = clock();
      try {
        const response = await fetch(`${config.github.apiUrl}${path}`, {
          headers: {
            accept: 'application/vnd.github+json',
            'user-agent': 'yardmaster-doctor',
            ...(authorization === undefined ? {} : { authorization }),
          },
          redirect: 'error',
          signal: AbortSignal.timeout(TIMEOUT_MS),
        });
        const at = (sentAt + clock()) / 2;
        const body: unknown = await response.json().catch(() => undefined);
        return { status: response.status, headers: response.headers, body, at };
      } catch {
        return {
          status: 0,
          headers: new Headers(),
          body: undefined,
          at: clock(),
        };
      }
    },
  };
}
