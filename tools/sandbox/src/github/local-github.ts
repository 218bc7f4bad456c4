import { createAccess, type AppIdentity, type Permissions } from './access.ts';
import { createApi } from './api.ts';
import { createControl } from './control.ts';
import { createEngine, type Pace } from './engine.ts';
import { webhookOf } from './events.ts';
import {
  createFaults,
  type Fault,
  type FaultHandle,
  type Matcher,
} from './faults.ts';
import { createFront, type Outage } from './front.ts';
import { createIds, sha1 } from './ids.ts';
import { createLimits, type LimitOptions } from './limits.ts';
import { createLogStore } from './log-store.ts';
import type { LoggedRequest } from './request-log.ts';
import { aboutRoutes } from './routes/about.ts';
import { deploymentRoutes } from './routes/deployments.ts';
import { dispatchRoutes } from './routes/dispatch.ts';
import { hookJson, hookRoutes } from './routes/hooks.ts';
import { jobRoutes } from './routes/jobs.ts';
import { runRoutes } from './routes/runs.ts';
import { adoptSeed, type SeedRun } from './seed.ts';
import { listen } from './server.ts';
import { realTimers, type Timers } from './timers.ts';
import {
  createWebhooks,
  type Delivery,
  HOOK_ID,
  type WebhookFault,
  type WebhookMatcher,
  type WebhookTarget,
} from './webhooks.ts';
import { REPOSITORY_ID } from './wire/repository.ts';
import { DEFAULT_WORKFLOWS, type LocalWorkflow } from './workflow.ts';
import type { LocalEnvironment, World } from './world.ts';

export interface LocalGitHubOptions {
  /** Default 0: any free port. */
  readonly port?: number;
  /** Default `127.0.0.1`. */
  readonly host?: string;
  /** Default `acme/shop`. */
  readonly repository?: string;
  readonly defaultBranch?: string;
  /** Further branches and tags. */
  readonly branches?: readonly string[];
  /** The personal access token it takes; made up by default. */
  readonly token?: string;
  /** Whose token it is; default `octo-operator`. */
  readonly login?: string;
  readonly app?: Partial<AppIdentity>;
  readonly workflows?: readonly LocalWorkflow[];
  /** Environments whose jobs wait for a review. */
  readonly environments?: readonly LocalEnvironment[];
  /** Epoch milliseconds. */
  readonly clock?: () => number;
  readonly timers?: Timers;
  /** Milliseconds per transition, or `manual` (the default): nothing moves by itself. */
  readonly pace?: Pace;
  readonly webhook?: WebhookTarget;
  /** Be a GitHub Enterprise Server of this version, for example `3.20`. */
  readonly ghes?: string;
  readonly limits?: LimitOptions;
  readonly seed?: readonly SeedRun[];
  /** Sends the webhooks; default: the global one. */
  readonly fetch?: typeof fetch;
}

/** Something happened; ask the verbs what is so now. */
export type LocalGitHubEvent =
  | { readonly kind: 'run'; readonly runId: number }
  | { readonly kind: 'request'; readonly request: LoggedRequest }
  | { readonly kind: 'delivery'; readonly delivery: Delivery };

export type LocalGitHub = Awaited<ReturnType<typeof startLocalGitHub>>;

/** Starts a local GitHub with one repository. What it simulates is listed in its README. */
export const startLocalGitHub = async (options: LocalGitHubOptions = {}) => {
  const {
    port = 0,
    host = '127.0.0.1',
    repository = 'acme/shop',
    defaultBranch = 'main',
    token = 'ghp_localLocalLocalLocalLocalLocalLocal0',
    login = 'octo-operator',
    clock = Date.now,
    timers = realTimers,
    environments = [],
  } = options;
  const app: AppIdentity = {
    id: 424_242,
    installationId: 51_000_001,
    slug: 'local-app',
    ...options.app,
  };
  const ids = createIds();
  const faults = createFaults();
  const listeners = new Set<(event: LocalGitHubEvent) => void>();
  const tell = (event: LocalGitHubEvent) => {
    for (const listener of listeners) listener(event);
  };
  const logs = createLogStore(clock);
  const logServer = await listen(
    (incoming, outgoing) => {
      const { status, text } = logs.answer(
        incoming.url ?? '/',
        incoming.headers.authorization,
      );
      outgoing
        .writeHead(status, { 'content-type': 'text/plain; charset=utf-8' })
        .end(text);
    },
    0,
    host,
  );
  logs.locate(logServer.origin);

  const wire = { api: '', html: '', repository, defaultBranch, since: clock() };
  const world: World = {
    wire,
    clock,
    app,
    logs,
    environments,
    ghes: options.ghes,
    searchHorizon: Infinity,
    access: createAccess({ token, login, app, clock }),
    limits: createLimits(options.limits ?? {}, clock),
    workflows: (options.workflows ?? DEFAULT_WORKFLOWS).map((workflow) => ({
      ...workflow,
    })),
    refs: new Map(
      [defaultBranch, ...(options.branches ?? [])].map((branch) => [
        branch,
        sha1(`start of ${branch}`),
      ]),
    ),
    webhooks: createWebhooks({
      ids,
      clock,
      timers,
      fetch: options.fetch ?? fetch,
      repositoryId: REPOSITORY_ID,
      onDelivery: (delivery) => tell({ kind: 'delivery', delivery }),
    }),
    engine: createEngine({
      ids,
      clock,
      timers,
      pace: options.pace ?? 'manual',
      protectedEnvironments: new Set(environments.map(({ name }) => name)),
      onChange: (run, change) => {
        const { event, payload } = webhookOf(wire, run, change);
        world.webhooks.emit(event, payload);
        tell({ kind: 'run', runId: run.id });
      },
    }),
  };
  const routes = [
    ...dispatchRoutes(world),
    ...runRoutes(world),
    ...jobRoutes(world),
    ...deploymentRoutes(world),
    ...hookRoutes(world),
    ...aboutRoutes(world),
  ];
  const front = createFront({
    world,
    timers,
    api: createApi(world, routes, faults, ids),
    onRequest: (request) => tell({ kind: 'request', request }),
  });
  const server = await listen(
    (incoming, outgoing) => {
      front.handle(incoming, outgoing).catch(() => outgoing.destroy());
    },
    port,
    host,
  );
  wire.html = server.origin;
  wire.api =
    options.ghes === undefined ? server.origin : `${server.origin}/api/v3`;
  adoptSeed(world, ids, options.seed ?? [], login);
  world.webhooks.setTarget(options.webhook);

  return {
    /** Base of the API, as `GITHUB_API_URL` wants it. */
    url: wire.api,
    /** Base of the pages that `html_url` leads to. */
    htmlUrl: wire.html,
    token,
    login,
    repository,
    app,
    hookId: HOOK_ID,
    ...createControl(world, login),
    /** Every operation it serves, in GitHub's spelling. */
    operations: routes.map(({ method, path }) => ({ method, path })),
    requests: front.log as readonly LoggedRequest[],
    clearRequests: () => {
      front.log.length = 0;
    },
    /** The next `times` matching requests meet the fault. */
    fail: (matcher: Matcher, fault: Fault, times = 1): FaultHandle =>
      faults.add(matcher, fault, times),
    faults: () => faults.list(),
    clearFaults: () => {
      faults.clear();
      world.webhooks.clearFaults();
    },
    setOutage: (outage: Outage | false) =>
      front.setOutage(outage === false ? undefined : outage),
    outage: () => front.outage,
    /** What is left of the hour's calls, for every token. */
    setRateLimit: (remaining: number, resetInSeconds?: number) =>
      world.limits.set(remaining, resetInSeconds),
    /** A further token, with less than everything allowed. */
    addToken: (value: string, permissions?: Permissions, owner = login) =>
      world.access.addToken(value, owner, permissions),
    revokeToken: (value: string) => world.access.revoke(value),
    setWebhook: (target: WebhookTarget | undefined) =>
      world.webhooks.setTarget(target),
    pingWebhook: () =>
      world.webhooks.emit('ping', {
        zen: 'Keep it logically awesome.',
        hook_id: HOOK_ID,
        hook: hookJson(world),
      }),
    failWebhook: (matcher: WebhookMatcher, fault: WebhookFault, times = 1) =>
      world.webhooks.fail(matcher, fault, times),
    /** Sends what `hold` and `reorder` kept back. */
    releaseWebhooks: () => world.webhooks.release(),
    deliveries: () => [...world.webhooks.deliveries] as readonly Delivery[],
    redeliver: (guid: string) => {
      const delivery = world.webhooks.deliveries.findLast(
        (one) => one.guid === guid,
      );
      if (delivery !== undefined) world.webhooks.redeliver(delivery);
    },
    /** Resolves once every delivery sent so far has been answered or given up. */
    webhooksSettled: () => world.webhooks.settled(),
    subscribe: (listener: (event: LocalGitHubEvent) => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: async () => {
      world.engine.stop();
      world.webhooks.setTarget(undefined);
      await Promise.all([server.close(), logServer.close()]);
    },
  };
};
