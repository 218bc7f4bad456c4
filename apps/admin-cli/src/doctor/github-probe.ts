import { lazyGitHub } from '@yardmaster/agent-registry/open-core';
import type { Config } from '@yardmaster/agent-registry/config';
import type { GitHub } from '@yardmaster/github-dispatcher';

/** A response with what the port hides: headers, and bodies that only a check needs. */
export interface ProbeResponse {
  /** 0 if there was none; then `error` is the reason. */
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
  /** Halfway between sending and receiving, milliseconds since the epoch. */
  readonly at: number;
  readonly error?: unknown;
}

export interface GitHubProbe {
  readonly github: GitHub;
  /** GET of a path relative to the API's URL, with the credentials of the configuration. */
  get(path: string): Promise<ProbeResponse>;
  post(path: string, body: unknown): Promise<ProbeResponse>;
}

const TIMEOUT_MS = 10_000;

/**
 * GitHub as Yardmaster uses it, and with it what the port hides. The credentials are those the adapter sends, so that an
 * App's installation token is requested in one place only.
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

  async function send(
    method: string,
    path: string,
    body?: unknown,
  ): Promise<ProbeResponse> {
    await (first ??= github.getRepository());
    const sentAt = clock();
    try {
      const response = await fetch(`${config.github.apiUrl}${path}`, {
        method,
        headers: {
          accept: 'application/vnd.github+json',
          'user-agent': 'yardmaster-doctor',
          ...(authorization === undefined ? {} : { authorization }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        redirect: 'error',
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      const at = (sentAt + clock()) / 2;
      const content: unknown = await response.json().catch(() => undefined);
      const { status, headers } = response;
      return { status, headers, body: content, at };
    } catch (error) {
      const headers = new Headers();
      return { status: 0, headers, body: undefined, at: clock(), error };
    }
  }

  return {
    github,
    get: (path) => send('GET', path),
    post: (path, body) => send('POST', path, body),
  };
}
