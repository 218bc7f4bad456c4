import { createHash } from 'node:crypto';
import type { HttpResponse } from '../rest/http/response.ts';
import type { HttpRequest, Transport } from '../rest/http/exchange.ts';
import type { FakeAnswers, FakeRoutes } from './fake-answer.ts';

/** What befalls the next matching requests. */
export type FakeFault =
  /** No answer, nothing happened. */
  | { readonly kind: 'lost' }
  /** It happened; its answer got lost. */
  | { readonly kind: 'lost_after' }
  /** No connection came about. */
  | { readonly kind: 'unreachable' }
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly message?: string;
      readonly headers?: Readonly<Record<string, string>>;
    };

export type FakeCall = {
  /** `GET /repos/{owner}/{repo}/actions/runs/{run_id}` */
  readonly route: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly status: number;
  readonly charged: boolean;
  readonly data: unknown;
};

/** The way to the routes and back: ETags, faults on the way, and word of each call that was answered. */
export function createFakeTransport(
  routes: FakeRoutes,
  { answer, refusal }: FakeAnswers,
  onCall: (call: FakeCall) => void,
) {
  const faults: {
    readonly route: string;
    readonly fault: FakeFault;
    times: number;
  }[] = [];

  function takeFault(route: string): FakeFault | undefined {
    const found = faults.find(
      (item) => item.times > 0 && route.includes(item.route),
    );
    if (found !== undefined) found.times -= 1;
    return found?.fault;
  }

  function answerTo(request: HttpRequest): HttpResponse {
    const route = `${request.method} ${request.route}`;
    const handler = routes[route];
    if (handler === undefined)
      throw new Error(`The fake does not know ${route}.`);
    const full = handler(request.parameters ?? {});
    if (request.method === 'POST' || full.status >= 300) return full;
    const etag = `W/"${createHash('sha256').update(JSON.stringify(full.data)).digest('hex')}"`;
    if (request.headers?.['if-none-match'] === etag)
      return answer(304, '', { etag });
    return { ...full, headers: { ...full.headers, etag } };
  }

  const transport: Transport = async (request) => {
    const route = `${request.method} ${request.route}`;
    const record = (result: HttpResponse): HttpResponse => {
      onCall({
        route,
        parameters: request.parameters ?? {},
        status: result.status,
        charged: result.status !== 304 && request.route !== '/rate_limit',
        data: result.data,
      });
      return result;
    };
    const fault = takeFault(route);
    if (fault?.kind === 'unreachable') {
      throw Object.assign(new Error('connect ECONNREFUSED'), {
        code: 'ECONNREFUSED',
      });
    }
    if (fault?.kind === 'answer') {
      const result = refusal(
        fault.status,
        fault.message ?? `HTTP ${fault.status}`,
      );
      return record({
        ...result,
        headers: { ...result.headers, ...fault.headers },
      });
    }
    if (fault?.kind === 'lost_after') record(answerTo(request));
    if (fault !== undefined) throw new Error('socket hang up');
    return record(answerTo(request));
  };

  return {
    transport,
    fail(route: string, fault: FakeFault, times = 1): void {
      faults.push({ route, fault, times });
    },
  };
}
