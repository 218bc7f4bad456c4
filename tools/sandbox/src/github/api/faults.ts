import { primaryLimit, secondaryLimit } from './limits.ts';
import { type Refusal, REFUSALS } from './refusals.ts';
import { type ApiResponse, problem } from './response.ts';

/** What can go wrong with an answer of the API. */
export type Fault =
  /** Refused before anything happened. */
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly body?: string;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** The effect happened, and this is what is answered. */
  | {
      readonly kind: 'status-after';
      readonly status: number;
      readonly body?: string;
    }
  /** Refused before anything happened, with GitHub's own body and headers for this cause. */
  | { readonly kind: 'refusal'; readonly cause: Refusal }
  | {
      readonly kind: 'primary-limit';
      readonly status?: 403 | 429;
      readonly resetInSeconds?: number;
    }
  | {
      readonly kind: 'secondary-limit';
      readonly status?: 403 | 429;
      readonly retryAfterSeconds?: number;
    }
  /** No connection is made, and nothing happened. Over HTTP it is cut instead: a server that listens cannot refuse. */
  | { readonly kind: 'unreachable' }
  /** The connection is cut, and nothing happened. */
  | { readonly kind: 'drop' }
  /** The connection is cut after the effect: the run is made, its answer is lost. */
  | { readonly kind: 'drop-after' }
  /** No answer at all; the effect happens or not. */
  | { readonly kind: 'hang'; readonly after?: boolean }
  | { readonly kind: 'delay'; readonly ms: number }
  /** A dispatch answered with an empty 204 although run details were asked for. */
  | { readonly kind: 'no-run-details' }
  /** A server that does not know `return_run_details`: 400, and no run. */
  | { readonly kind: 'run-details-unknown' };

/** `'POST /dispatches'` (method, then a part of the path), `'GET '`, `'*'`, an expression over `METHOD /path?query`, or a function of it. */
export type Matcher =
  string | RegExp | ((method: string, path: string) => boolean);

export interface ArmedFault {
  readonly matcher: Matcher;
  readonly fault: Fault;
  remaining: number;
}

export interface FaultHandle {
  /** How many more requests it will meet. */
  readonly remaining: number;
  clear(): void;
}

function matches(matcher: Matcher, method: string, path: string): boolean {
  if (typeof matcher === 'function') return matcher(method, path);
  if (matcher instanceof RegExp) return matcher.test(`${method} ${path}`);
  if (matcher === '*') return true;
  const [verb = '', part = ''] = matcher.split(' ');
  return verb === method && path.includes(part);
}

export type Faults = ReturnType<typeof createFaults>;

export function createFaults() {
  const armed: ArmedFault[] = [];
  function remove(fault: ArmedFault) {
    const index = armed.indexOf(fault);
    if (index !== -1) armed.splice(index, 1);
  }
  return {
    list: (): readonly Readonly<ArmedFault>[] =>
      armed.map((fault) => ({ ...fault })),
    clear: () => {
      armed.length = 0;
    },
    add(matcher: Matcher, fault: Fault, times: number): FaultHandle {
      const entry: ArmedFault = { matcher, fault, remaining: times };
      armed.push(entry);
      return {
        get remaining() {
          return armed.includes(entry) ? entry.remaining : 0;
        },
        clear: () => remove(entry),
      };
    },
    /** The fault of this request, counted as used. */
    take(method: string, path: string): Fault | undefined {
      const entry = armed.find((fault) => matches(fault.matcher, method, path));
      if (entry === undefined) return undefined;
      entry.remaining -= 1;
      if (entry.remaining <= 0) remove(entry);
      return entry.fault;
    },
  };
}

/** Whether the request is lost on its way, so that it has no effect. */
export function neverArrives(fault: Fault): boolean {
  return (
    fault.kind === 'drop' ||
    fault.kind === 'unreachable' ||
    (fault.kind === 'hang' && fault.after !== true)
  );
}

const MESSAGES: Readonly<Record<number, string>> = {
  401: 'Bad credentials',
  404: 'Not Found',
  409: 'Conflict',
  410: 'Gone',
  500: 'Server Error',
  502: 'Server Error',
  503: 'Service unavailable',
};

function withStatus(status: number, body: string | undefined): ApiResponse {
  return body === undefined
    ? problem(status, MESSAGES[status] ?? 'Error')
    : { status, text: body };
}

/** The answer a fault gives in place of doing anything; undefined where the request goes on. */
export function refusalOf(
  fault: Fault,
  now: number,
  owner: string,
): ApiResponse | undefined {
  switch (fault.kind) {
    case 'status':
      return {
        ...withStatus(fault.status, fault.body),
        ...(fault.headers === undefined ? {} : { headers: fault.headers }),
      };
    case 'refusal':
      return REFUSALS[fault.cause](owner);
    case 'primary-limit':
      return {
        ...primaryLimit(fault.status),
        headers: {
          'x-ratelimit-remaining': '0',
          'x-ratelimit-reset': String(
            Math.ceil(now / 1000) + (fault.resetInSeconds ?? 60),
          ),
        },
      };
    case 'secondary-limit':
      return secondaryLimit(fault.retryAfterSeconds, fault.status);
    case 'run-details-unknown':
      return problem(400, '"return_run_details" is not a permitted key.', {
        docs: '/actions/workflows#create-a-workflow-dispatch-event',
      });
    case 'status-after':
    case 'unreachable':
    case 'drop':
    case 'drop-after':
    case 'hang':
    case 'delay':
    case 'no-run-details':
      return undefined;
  }
}

/** The answer a fault puts in the place of the one that was made. */
export function replacementOf(
  fault: Fault | undefined,
  answer: ApiResponse,
): ApiResponse {
  if (fault?.kind === 'status-after')
    return withStatus(fault.status, fault.body);
  if (fault?.kind === 'no-run-details' && answer.status === 200)
    return { status: 204 };
  return answer;
}
