/** An answer before the protocol's own headers are put on it. */
export interface ApiResponse {
  readonly status: number;
  /** Sent as JSON. Without it and without `text` the answer has no body. */
  readonly json?: unknown;
  readonly text?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const DOCS = 'https://docs.github.com/rest';

/** GitHub's error body. https://docs.github.com/rest/using-the-rest-api/troubleshooting-the-rest-api */
export function problem(
  status: number,
  message: string,
  more: {
    readonly docs?: string;
    readonly errors?: readonly unknown[];
    readonly headers?: Readonly<Record<string, string>>;
  } = {},
): ApiResponse {
  return {
    status,
    json: {
      message,
      ...(more.errors === undefined ? {} : { errors: more.errors }),
      documentation_url: DOCS + (more.docs ?? ''),
      status: String(status),
    },
    ...(more.headers === undefined ? {} : { headers: more.headers }),
  };
}

export function notFound(docs?: string): ApiResponse {
  return problem(404, 'Not Found', docs === undefined ? {} : { docs });
}

export function ok(json: unknown): ApiResponse {
  return { status: 200, json };
}
export const noContent: ApiResponse = { status: 204 };
export const accepted: ApiResponse = { status: 202, json: {} };
export const created: ApiResponse = { status: 201, json: {} };
