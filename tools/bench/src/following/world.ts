import { startLocalGitHub, type LocalGitHub } from '@yardmaster/sandbox/github';
import {
  createManualClock,
  type ManualClock,
} from '@yardmaster/github-dispatcher/testing';
import { createOctokitGitHub } from '@yardmaster/github-dispatcher/octokit';
import {
  createWebhookIntake,
  type GitHub,
  type WebhookEvent,
} from '@yardmaster/github-dispatcher';

export interface World {
  readonly clock: ManualClock;
  readonly github: LocalGitHub;
  /** The local GitHub through the adapter that the apps use. */
  readonly port: GitHub;
  /** Requests so far. */
  readonly count: () => { readonly charged: number; readonly free: number };
  /** Time waits for what is asked with it. */
  readonly fetch: typeof fetch;
}

const SECRET = 'webhook-secret-of-the-bench';

/** A local GitHub over real HTTP with a clock that the test moves, so that ten minutes take seconds. */
export async function createWorld(
  onEvent?: (event: WebhookEvent) => void,
): Promise<World> {
  let underWay = 0;
  const counted: typeof fetch = async (input, init) => {
    underWay += 1;
    try {
      const response = await fetch(input, init);
      // Time waits for the body too.
      const body = await response.arrayBuffer();
      const { status, headers } = response;
      return new Response(body.byteLength === 0 ? null : body, {
        status,
        headers,
      });
    } finally {
      underWay -= 1;
    }
  };
  const clock = createManualClock({ busy: () => underWay > 0 });
  const receive = createWebhookIntake({ secrets: [SECRET] });
  const github = await startLocalGitHub({
    clock: clock.now,
    timers: {
      setTimeout: (run, ms) => clock.schedule(ms, run),
      clearTimeout: (cancel) => typeof cancel === 'function' && cancel(),
    },
    limits: { primary: Number.MAX_SAFE_INTEGER, secondary: Infinity },
    ...(onEvent === undefined
      ? {}
      : { webhook: { url: 'http://127.0.0.1:9/', secret: SECRET } }),
    // Webhooks go to the intake without a detour over the network.
    fetch: async (_url, init) => {
      const headers = new Headers(init?.headers);
      const received = await receive({
        event: headers.get('x-github-event') ?? '',
        delivery: headers.get('x-github-delivery') ?? '',
        signature: headers.get('x-hub-signature-256'),
        rawBody: Buffer.from(await new Response(init?.body).arrayBuffer()),
      });
      if (received.kind === 'event') onEvent?.(received.event);
      return new Response(null, { status: 202 });
    },
  });
  const port = createOctokitGitHub({
    repository: github.repository,
    auth: { token: github.token },
    baseUrl: github.url,
    clock,
    fetch: counted,
  });
  const count = () => {
    const charged = github.requests.filter((request) => request.charged).length;
    return { charged, free: github.requests.length - charged };
  };
  return { clock, github, port, count, fetch: counted };
}
