/** One request the API got, and how it was answered. Credentials are left out. */
export interface LoggedRequest {
  readonly method: string;
  /** Path and query as they were asked. */
  readonly path: string;
  /** The operation in GitHub's spelling, for example `/repos/{owner}/{repo}/actions/runs`. */
  readonly route: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
  /** Epoch milliseconds. */
  readonly at: number;
  /** The answer's status; `dropped` where the connection was cut, `open` while there is none. */
  readonly status: number | 'dropped' | 'open';
  /** Whether it counted against the primary rate limit. */
  readonly charged: boolean;
  /** The kind of the fault it met. */
  readonly fault: string | undefined;
}

const SECRET = new Set(['authorization', 'cookie', 'proxy-authorization']);

export function withoutSecrets(
  headers: Readonly<Record<string, string>>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => !SECRET.has(name)),
  );
}
