import type { ParsedBody } from '../wire/body.ts';
import type { Operation } from '../wire/operation.ts';

export interface ApiResponse {
  readonly status: number;
  readonly body?: unknown;
  /** In place of JSON. */
  readonly text?: string;
  readonly headers?: Record<string, string>;
  readonly interactionId?: string;
}

export interface Call {
  readonly param: (name: string) => string;
  readonly query: URLSearchParams;
  readonly body: ParsedBody;
}

export interface Route {
  readonly operation: Operation;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below `/api/v10`. */
  readonly path: string;
  /** `bot`: needs the bot's token. `none`: the path carries an interaction's token. */
  readonly auth: 'bot' | 'none';
  readonly handle: (call: Call) => ApiResponse | Promise<ApiResponse>;
}
