import {
  accepted,
  type ApiResponse,
  noContent,
  notFound,
  ok,
} from '../api/response.ts';
import { paginate } from '../api/pagination.ts';
import type { ApiRequest, Route } from '../api/route.ts';
import { type Delivery, HOOK_ID } from '../webhooks/delivery.ts';
import { DEFAULT_EVENTS } from '../webhooks/webhooks.ts';
import { fullRepositoryJson, REPOSITORY_ID } from '../wire/repository.ts';
import { iso } from '../wire/context.ts';
import { userJson } from '../wire/user.ts';
import type { World } from '../world/world.ts';

const HOOKS = '/repos/{owner}/{repo}/hooks';

function lastResponse(last: Delivery | undefined) {
  return last === undefined
    ? { code: null, status: 'unused', message: null }
    : {
        code: last.statusCode,
        status:
          last.statusCode >= 200 && last.statusCode < 300
            ? 'active'
            : 'misconfigured',
        message: last.status,
      };
}

function hookJson(world: World) {
  const { wire, webhooks } = world;
  const { target, deliveries } = webhooks;
  const url = `${wire.api}/repos/${wire.repository}/hooks/${HOOK_ID}`;
  return {
    type: 'Repository',
    id: HOOK_ID,
    name: 'web',
    active: true,
    events: [...(target?.events ?? DEFAULT_EVENTS)],
    config: {
      content_type: target?.contentType ?? 'json',
      insecure_ssl: '0',
      // GitHub never gives a secret back.
      secret: '********',
      url: target?.url ?? '',
    },
    updated_at: iso(wire.since),
    created_at: iso(wire.since),
    url,
    test_url: `${url}/test`,
    ping_url: `${url}/pings`,
    deliveries_url: `${url}/deliveries`,
    last_response: lastResponse(deliveries.at(-1)),
  };
}

/** https://docs.github.com/webhooks/webhook-events-and-payloads#ping */
export function pingWebhook(world: World): void {
  const { wire } = world;
  world.webhooks.emit('ping', () => ({
    zen: 'Keep it logically awesome.',
    hook_id: HOOK_ID,
    hook: hookJson(world),
    repository: fullRepositoryJson(wire),
    sender: userJson(wire, world.login),
  }));
}

function deliveryItem(delivery: Delivery) {
  return {
    id: delivery.id,
    guid: delivery.guid,
    delivered_at: new Date(delivery.at).toISOString(),
    redelivery: delivery.redelivery,
    duration: Math.round(delivery.duration) / 1000,
    status: delivery.status,
    status_code: delivery.statusCode,
    event: delivery.event,
    action: delivery.action,
    installation_id: null,
    repository_id: REPOSITORY_ID,
    throttled_at: null,
  };
}

function listDeliveries(world: World, request: ApiRequest): ApiResponse {
  const wanted = request.query.get('status');
  const fine = ({ statusCode }: Delivery) =>
    statusCode >= 200 && statusCode < 300;
  const found = world.webhooks.deliveries
    .filter(
      (delivery) =>
        wanted === null || fine(delivery) === (wanted === 'success'),
    )
    .toReversed();
  return paginate(request, world.wire.api, found, (page) =>
    page.map(deliveryItem),
  );
}

/** https://docs.github.com/rest/repos/webhooks */
export function hookRoutes(world: World): Route[] {
  const { webhooks } = world;
  const exists = (id: string | undefined) =>
    webhooks.target !== undefined && id === String(HOOK_ID);
  const withHook = (
    path: string,
    handle: (request: ApiRequest) => ApiResponse,
  ): Route => ({
    method: 'GET',
    path: `${HOOKS}/{hook_id}${path}`,
    access: 'repository_hooks:read',
    handle: (request) =>
      exists(request.params['hook_id']) ? handle(request) : notFound(),
  });
  const withDelivery = (
    path: string,
    handle: (delivery: Delivery) => ApiResponse,
  ): Route =>
    withHook(`/deliveries/{delivery_id}${path}`, ({ params }) => {
      const delivery = webhooks.deliveries.find(
        ({ id }) => String(id) === params['delivery_id'],
      );
      return delivery === undefined ? notFound() : handle(delivery);
    });
  return [
    {
      method: 'GET',
      path: HOOKS,
      access: 'repository_hooks:read',
      handle: () => ok(webhooks.target === undefined ? [] : [hookJson(world)]),
    },
    withHook('', () => ok(hookJson(world))),
    {
      ...withHook('/pings', () => {
        pingWebhook(world);
        return noContent;
      }),
      method: 'POST',
      access: 'repository_hooks:write',
    },
    withHook('/deliveries', (request) => listDeliveries(world, request)),
    withDelivery('', (delivery) =>
      ok({
        ...deliveryItem(delivery),
        url: webhooks.target?.url ?? '',
        request: {
          headers: delivery.requestHeaders,
          payload: delivery.payload,
        },
        response: {
          headers: delivery.responseHeaders,
          payload: delivery.responseBody,
        },
      }),
    ),
    {
      ...withDelivery('/attempts', (delivery) => {
        webhooks.redeliver(delivery);
        return accepted;
      }),
      method: 'POST',
      access: 'repository_hooks:write',
    },
  ];
}
