import type { Permissions } from './access.ts';
import { createApi } from './api.ts';
import { createControl } from './control.ts';
import { createWorld } from './create-world.ts';
import { type Delivery, HOOK_ID, type WebhookTarget } from './delivery.ts';
import { createFaults, type Fault, type Matcher } from './faults.ts';
import { createFront, type Outage } from './front.ts';
import { createIds } from './ids.ts';
import type { LocalGitHubOptions } from './options.ts';
import type { LoggedRequest } from './request-log.ts';
import { createRoutes } from './routes.ts';
import { pingWebhook } from './routes/hooks.ts';
import { adoptSeed } from './seed.ts';
import { listen } from './server.ts';
import type { WebhookFault, WebhookMatcher } from './webhooks.ts';

/** Something happened; ask the verbs what is so now. */
export type LocalGitHubEvent =
  | { readonly kind: 'run'; readonly runId: number }
  /** Told when it comes, with status `open`, and again when it is answered. */
  | { readonly kind: 'request'; readonly request: LoggedRequest }
  | { readonly kind: 'delivery'; readonly delivery: Delivery };

export type LocalGitHub = Awaited<ReturnType<typeof startLocalGitHub>>;

/** Starts a local GitHub with one repository. What it simulates is listed in its README. */
export const startLocalGitHub = async (options: LocalGitHubOptions = {}) => {
  const { port = 0, host = '127.0.0.1' } = options;
  const ids = createIds();
  const faults = createFaults();
  const listeners = new Set<(event: LocalGitHubEvent) => void>();
  const tell = (event: LocalGitHubEvent) => {
    for (const listener of listeners) listener(event);
  };
  const world = createWorld(options, ids, {
    onRun: (runId) => tell({ kind: 'run', runId }),
    onDelivery: (delivery) => tell({ kind: 'delivery', delivery }),
  });
  const { wire, webhooks, limits, access } = world;
  const routes = createRoutes(world);
  const front = createFront({
    world,
    api: createApi(world, routes, faults, ids),
    onRequest: (request) => tell({ kind: 'request', request }),
  });
  adoptSeed(world, ids, options.seed ?? []);
  const logServer = await listen(world.logs.handle, 0, host);
  const server = await listen(front.handle, port, host).catch(
    async (error: unknown) => {
      await logServer.close();
      throw error;
    },
  );
  world.logs.locate(logServer.origin);
  wire.html = server.origin;
  wire.api = server.origin + (options.ghes === undefined ? '' : '/api/v3');
  webhooks.setTarget(options.webhook);

  return {
    /** Base of the API, as `GITHUB_API_URL` wants it. */
    url: wire.api,
    /** Base of the pages that `html_url` leads to. */
    htmlUrl: wire.html,
    token: world.token,
    login: world.login,
    repository: wire.repository,
    app: world.app,
    hookId: HOOK_ID,
    /** Every operation it serves, in GitHub's spelling. */
    operations: routes.map(({ method, path }) => ({ method, path })),
    ...createControl(world),

    /** What the API was asked, oldest first; the last 20,000. */
    requests: front.log as readonly LoggedRequest[],
    clearRequests: () => {
      front.log.length = 0;
    },
    /** The next `times` matching requests meet the fault. */
    fail: (matcher: Matcher, fault: Fault, times = 1) =>
      faults.add(matcher, fault, times),
    faults: () => faults.list(),
    /** Takes back all faults, those of the webhooks too. */
    clearFaults: () => {
      faults.clear();
      webhooks.clearFaults();
    },
    setOutage: (outage: Outage | false) =>
      front.setOutage(outage === false ? undefined : outage),
    outage: () => front.outage,
    /** What is left of the hour's calls, for every token. */
    setRateLimit: (remaining: number, resetInSeconds?: number) =>
      limits.set(remaining, resetInSeconds),
    /** A further token; `permissions` default to all. */
    addToken: (token: string, permissions?: Permissions, owner = world.login) =>
      access.addToken(token, owner, permissions),
    revokeToken: (token: string) => access.revoke(token),

    setWebhook: (target: WebhookTarget | undefined) =>
      webhooks.setTarget(target),
    pingWebhook: () => pingWebhook(world),
    /** The next `times` matching deliveries meet the fault. */
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
    /** Resolves once every delivery sent so far has been answered or given up. */
    webhooksSettled: () => webhooks.settled(),

    subscribe: (listener: (event: LocalGitHubEvent) => void) => {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    close: async () => {
      world.engine.stop();
      webhooks.stop();
      await webhooks.settled();
      await Promise.all([server.close(), logServer.close()]);
    },
  };
};
