import type { Permissions } from './api/caller.ts';
import type { TokenLag } from './api/access.ts';
import type { Intermediary } from './api/intermediary.ts';
import { REPOSITORY_ID } from './wire/repository.ts';
import { createApi } from './api/api.ts';
import { createControl } from './control/control.ts';
import { createWorld } from './world/create-world.ts';
import {
  type Delivery,
  HOOK_ID,
  type WebhookTarget,
} from './webhooks/delivery.ts';
import { createExchange, type Outage } from './api/exchange.ts';
import { createFaults, type Fault, type Matcher } from './api/faults.ts';
import { runPage } from './routes/run-page.ts';
import { createIds } from './ids.ts';
import { createInProcessFetch } from './server/in-process-fetch.ts';
import type { LocalGitHubOptions } from './world/options.ts';
import type { LoggedRequest } from './api/request-log.ts';
import { createRoutes } from './routes/all-routes.ts';
import { pingWebhook } from './routes/hooks.ts';
import { adoptSeed } from './world/seed.ts';
import type { WebhookFault, WebhookMatcher } from './webhooks/webhooks.ts';

/** Something changed; call the verbs to read the new state. */
export type LocalGitHubEvent =
  | { readonly kind: 'run'; readonly runId: number }
  /** Sent when it arrives, with status `open`, and again once it has a response. */
  | { readonly kind: 'request'; readonly request: LoggedRequest }
  | { readonly kind: 'delivery'; readonly delivery: Delivery };

export type LocalGitHub = ReturnType<typeof createLocalGitHub>;

/** Where a local GitHub is reached. */
export interface Origins {
  readonly api: string;
  readonly html: string;
  readonly logs: string;
}

// RFC 6761 reserves `.test`: a client that forgot the local GitHub's `fetch` reaches no one.
const IN_PROCESS: Origins = {
  api: 'https://api.github.test',
  html: 'https://github.test',
  logs: 'https://logs.github.test',
};

/** A local GitHub without its addresses; `locate` gives it those before it is used. */
export function assembleLocalGitHub(options: LocalGitHubOptions) {
  const ids = createIds();
  const faults = createFaults();
  const listeners = new Set<(event: LocalGitHubEvent) => void>();
  function notify(event: LocalGitHubEvent) {
    for (const listener of listeners) listener(event);
  }
  const world = createWorld(options, ids, {
    onRun: (runId) => notify({ kind: 'run', runId }),
    onDelivery: (delivery) => notify({ kind: 'delivery', delivery }),
  });
  const { wire, webhooks, limits, access } = world;
  const routes = createRoutes(world);
  const front = createExchange({
    clock: world.clock,
    timers: world.timers,
    page: (path) => runPage(world, path),
    api: createApi({
      routes,
      faults,
      access,
      limits,
      clock: world.clock,
      requestId: ids.requestId,
      repository: {
        id: REPOSITORY_ID,
        fullName: () => wire.repository,
        formerNames: world.formerNames,
        hidden: () => world.hidden,
      },
      url: () => wire.api,
      ghes: world.ghes,
    }),
    signOnUrl: world.logs.signOnUrl,
    onRequest: (request) => notify({ kind: 'request', request }),
  });
  adoptSeed(world, ids, options.seed ?? []);

  const github = {
    /** Base of the API, as `GITHUB_API_URL` wants it. */
    get url() {
      return wire.api;
    },
    /** Base of the pages that `html_url` leads to. */
    get htmlUrl() {
      return wire.html;
    },
    /** Reaches this GitHub, its pages and its logs without the network. */
    fetch: createInProcessFetch({
      exchange: front.exchange,
      logs: world.logs,
      origins: () => [new URL(wire.api).origin, wire.html],
    }),
    token: world.token,
    login: world.login,
    get repository() {
      return wire.repository;
    },
    app: world.app,
    hookId: HOOK_ID,
    /** Every operation it serves, in GitHub's spelling. */
    operations: routes.map(({ method, path }) => ({ method, path })),
    ...createControl(world),

    /** The requests to the API, oldest first; the last 20,000. */
    requests: front.log as readonly LoggedRequest[],
    clearRequests: () => {
      front.log.length = 0;
    },
    /** Applies the fault to the next `times` requests that match. */
    fail: (matcher: Matcher, fault: Fault, times = 1) =>
      faults.add(matcher, fault, times),
    faults: () => faults.list(),
    /** Removes all faults, those of the webhooks too. */
    clearFaults: () => {
      faults.clear();
      webhooks.clearFaults();
    },
    setOutage: (outage: Outage | false) =>
      front.setOutage(outage === false ? undefined : outage),
    outage: () => front.outage,
    /** Lets a proxy or gateway answer every request in GitHub's place. */
    setIntermediary: (kind: Intermediary | false) =>
      front.setIntermediary(kind === false ? undefined : kind),
    /** Requests to the sign-on page that `sign-on-redirect` leads to. */
    signOns: world.logs.signOns,
    /** Milliseconds that GitHub's clock is ahead of the host's. */
    setClockOffset: world.setClockOffset,
    /** Refuses the installation tokens minted from now on for so long after they were minted; `false` ends that. */
    setTokenLag: (lag: TokenLag | false) =>
      access.setTokenLag(lag === false ? undefined : lag),
    /** Lets the repository and its runs answer 404, as to a token that has lost access. */
    setHidden: (hidden: boolean) => {
      world.hidden = hidden;
    },
    /** Gives the repository a new `owner/name`; requests to the former one are redirected. */
    rename: (fullName: string) => {
      world.formerNames.add(wire.repository.toLowerCase());
      world.formerNames.delete(fullName.toLowerCase());
      wire.repository = fullName;
    },
    /** Sets the calls left in this hour, for every token. */
    setRateLimit: (remaining: number, resetInSeconds?: number) =>
      limits.set(remaining, resetInSeconds),
    /** Accepts another token; `permissions` default to all. */
    addToken: (token: string, permissions?: Permissions, owner = world.login) =>
      access.addToken(token, owner, permissions),
    revokeToken: (token: string) => access.revoke(token),

    setWebhook: (target: WebhookTarget | undefined) =>
      webhooks.setTarget(target),
    pingWebhook: () => pingWebhook(world),
    /** Applies the fault to the next `times` deliveries that match. */
    failWebhook: (matcher: WebhookMatcher, fault: WebhookFault, times = 1) =>
      webhooks.fail(matcher, fault, times),
    /** Sends what `hold` and `reorder` kept back. */
    releaseWebhooks: () => webhooks.release(),
    /** Oldest first; the last 1,000. */
    deliveries: (): readonly Delivery[] => [...webhooks.deliveries],
    redeliver: (guid: string) => {
      const past = webhooks.deliveries.findLast((one) => one.guid === guid);
      if (past !== undefined) webhooks.redeliver(past);
    },
    /** Resolves once every delivery sent so far has a response or was given up. */
    webhooksSettled: () => webhooks.settled(),

    subscribe: (listener: (event: LocalGitHubEvent) => void) => {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    close: async (): Promise<void> => {
      world.engine.stop();
      webhooks.stop();
      await webhooks.settled();
    },
  };
  return {
    github,
    exchange: front.exchange,
    logs: world.logs,
    locate(origins: Origins): void {
      world.logs.locate(origins.logs);
      wire.html = origins.html;
      wire.api = origins.api;
      webhooks.setTarget(options.webhook);
    },
  };
}

/**
 * A local GitHub with one repository inside this process: reach it with its `fetch`. It has all of what
 * `startLocalGitHub` has but the sockets, so with a manual clock a test needs no real time.
 */
export function createLocalGitHub(options: LocalGitHubOptions = {}) {
  const { github, locate } = assembleLocalGitHub(options);
  const { ghes } = options;
  locate(
    ghes === undefined
      ? IN_PROCESS
      : { ...IN_PROCESS, api: `${IN_PROCESS.html}/api/v3` },
  );
  return github;
}
