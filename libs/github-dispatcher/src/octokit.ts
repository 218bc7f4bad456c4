import type { Clock } from './clock.ts';
import type { GitHub } from './github.ts';

export type GitHubAuth =
  | { readonly token: string }
  | {
      readonly appId: string | number;
      readonly privateKey: string;
      readonly installationId: string | number;
    };

/** One HTTP request, for counting. `charged`: it counts against the primary rate limit. */
export type GitHubCall = {
  readonly route: string;
  /** HTTP status; 0 when no answer arrived. */
  readonly status: number;
  readonly charged: boolean;
  readonly ms: number;
};

export type OctokitGitHubOptions = {
  /** `owner/name` */
  readonly repository: string;
  readonly auth: GitHubAuth;
  /** Default `https://api.github.com`; GHES: `https://HOST/api/v3`. */
  readonly baseUrl?: string;
  readonly fetch?: typeof fetch;
  readonly clock?: Clock;
  readonly random?: () => number;
  readonly userAgent?: string;
  readonly onCall?: (call: GitHubCall) => void;
};

export function createOctokitGitHub(_options: OctokitGitHubOptions): GitHub {
  throw new Error('not written yet');
}
