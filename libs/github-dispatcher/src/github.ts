import type { PendingDeployment } from './run/pending-deployment.ts';
import type { Job, Run } from './run/run.ts';

/** Why GitHub did not do what was requested. Closed: map it with an exhaustive table. */
export const FAILURE_REASONS = [
  'not_found',
  /** A write to a repository that was renamed or transferred; see `movedTo`. */
  'moved',
  'unauthorized',
  /** A permission is missing; see `permission`. */
  'forbidden',
  /** The organization's SAML single sign-on has not authorized the token. */
  'sso_required',
  /** The organization's IP allow list does not have this host's address. */
  'ip_not_allowed',
  /** The repository is archived and therefore read-only. */
  'archived',
  'rate_limited',
  'invalid',
  'conflict',
  'gone',
  'unavailable',
  'aborted',
  'unexpected',
] as const;
export type FailureReason = (typeof FAILURE_REASONS)[number];

/**
 * Where a request got stuck. `intermediary`: something answered that is not GitHub's API, such as a sign-on page of a
 * proxy. `lost`: the connection broke after the request may have been sent.
 */
export const NETWORK_FAULTS = [
  'name_resolution',
  'connection',
  'tls',
  'proxy',
  'timeout',
  'intermediary',
  'lost',
] as const;
export type NetworkFault = (typeof NETWORK_FAULTS)[number];

export type Failure = {
  readonly ok: false;
  readonly reason: FailureReason;
  /** GitHub's own message if it sent one, else ours. Redacted. */
  readonly message: string;
  /** HTTP status; absent if no response arrived. */
  readonly status?: number;
  /** When to try again (`rate_limited`), by the clock the adapter was created with. */
  readonly retryAt?: Date;
  /** The permission that GitHub names as missing, as its settings call it: `Actions: write`. */
  readonly permission?: string;
  /** The new `owner/name` (`moved`). */
  readonly movedTo?: string;
  /** What failed on the way, if no response of GitHub arrived. */
  readonly network?: NetworkFault;
  /** True if the request certainly had no effect. False after a 5xx or a lost response: a write may have happened. */
  readonly definite: boolean;
};

export type Result<T> = { readonly ok: true; readonly value: T } | Failure;

/** HttpResponse to a conditional request; `modified: false` is HTTP 304, which GitHub does not charge. */
export type Fetched<T> =
  | {
      readonly modified: true;
      readonly value: T;
      readonly etag?: string;
      /** When GitHub sent it, by GitHub's clock. */
      readonly readAt?: Date;
    }
  | { readonly modified: false };

export type CallOptions = { readonly signal?: AbortSignal };
export type ConditionalOptions = CallOptions & { readonly etag?: string };

export type Repository = {
  readonly fullName: string;
  readonly defaultBranch: string;
  readonly url: string;
};

export type Workflow = {
  readonly id: number;
  readonly name: string;
  /** `.github/workflows/deploy.yml` */
  readonly path: string;
  /** `active`, `disabled_manually`, `disabled_inactivity`, … */
  readonly state: string;
  readonly url: string;
};

export type DispatchInputs = Readonly<
  Record<string, string | number | boolean>
>;

export type WorkflowDispatch = {
  /** File name (`deploy.yml`) or numeric id. */
  readonly workflow: string | number;
  /** Branch or tag; GitHub refuses a commit id. */
  readonly ref: string;
  readonly inputs: DispatchInputs;
};

export type RepositoryDispatch = {
  /** At most 100 characters. */
  readonly eventType: string;
  /** At most 10 top-level keys and 65,535 characters. */
  readonly clientPayload: Readonly<Record<string, unknown>>;
};

export type DispatchAccepted = {
  /** Present if the server names the run it created. */
  readonly run?: { readonly id: number; readonly url: string };
  /** The server's clock (`Date` header), to compare with `createdAt` of runs. */
  readonly acceptedAt?: Date;
};

export type RunsQuery = ConditionalOptions & {
  readonly workflow?: string | number;
  readonly branch?: string;
  readonly event?: string;
  readonly status?: string;
  /** Search syntax for dates, `2026-01-01T00:00:00Z..2026-01-02T00:00:00Z`. */
  readonly created?: string;
  readonly actor?: string;
  readonly headSha?: string;
  /** 1–100, default 100. */
  readonly perPage?: number;
  /** From 1. */
  readonly page?: number;
};

export type RunsPage = {
  readonly totalCount: number;
  readonly runs: readonly Run[];
};

export type DeploymentReview = {
  readonly environmentIds: readonly number[];
  readonly state: 'approved' | 'rejected';
  readonly comment: string;
};

export type RateLimit = {
  readonly limit: number;
  readonly remaining: number;
  readonly resetAt: Date;
};

export type Viewer = {
  readonly kind: 'user' | 'app';
  /** The account that runs are created as: an app's is `slug[bot]`. */
  readonly login: string;
};

/** What the headers of the responses so far said. Costs no request. */
export type Observed = {
  /** GitHub's clock minus the clock the adapter was created with, milliseconds; 0 below 2 s. `null`: no response yet. */
  readonly clockOffset: number | null;
  /** `resetAt` by the adapter's clock. `null`: no response yet, or a server without a limit. */
  readonly rateLimit: RateLimit | null;
};

/** A concurrency group of the repository and the place of one run in it. */
export type ConcurrencyPosition = {
  readonly group: string;
  /** 0: it holds the group; from 1: it waits. */
  readonly position: number;
};

/** A run or job that holds a concurrency group or waits for it. */
export type ConcurrencyMember = {
  readonly runId: number;
  readonly name: string;
  readonly url: string | null;
  readonly status: 'in_progress' | 'pending' | 'unknown';
};

export type Commit = { readonly sha: string };

export type Comparison = {
  readonly status: 'ahead' | 'behind' | 'diverged' | 'identical';
  readonly aheadBy: number;
  readonly behindBy: number;
  readonly totalCommits: number;
  /** Commit id of the merge base. */
  readonly mergeBase: string;
  /** The page for people. */
  readonly url: string;
  /** Oldest first, at most 250. */
  readonly commits: readonly {
    readonly sha: string;
    /** First line of the message. */
    readonly subject: string;
    /** Login, or the author's name in Git. */
    readonly author: string;
  }[];
};

/** Check runs and commit statuses of a commit, together. */
export type Checks = {
  readonly state: 'success' | 'pending' | 'failure' | 'none';
  /** Names, at most 10. */
  readonly failing: readonly string[];
  /** Names, at most 10. */
  readonly pending: readonly string[];
  readonly total: number;
};

export type Deployment = {
  readonly sha: string;
  readonly ref: string;
  readonly createdAt: Date;
  /** Of its newest status (`success`, `failure`, `inactive`, …); `pending` without one. */
  readonly state: string;
  readonly creator: string | null;
};

/** Reads a text piece by piece, keeping only what it needs. */
export type LogScan<T> = {
  push(text: string): void;
  /** Called once, after the last piece. */
  finish(): T;
};

/**
 * One repository on one GitHub, as this library needs it. Reads are retried by the adapter (at most twice);
 * writes never are. Nothing here throws, whatever GitHub responds.
 */
export type GitHub = {
  /** `owner/name` */
  readonly repository: string;
  getRepository(options?: CallOptions): Promise<Result<Repository>>;
  getWorkflow(
    workflow: string | number,
    options?: CallOptions,
  ): Promise<Result<Workflow>>;
  listWorkflows(options?: CallOptions): Promise<Result<readonly Workflow[]>>;
  dispatchWorkflow(
    request: WorkflowDispatch,
    options?: CallOptions,
  ): Promise<Result<DispatchAccepted>>;
  dispatchRepositoryEvent(
    request: RepositoryDispatch,
    options?: CallOptions,
  ): Promise<Result<DispatchAccepted>>;
  getRun(
    runId: number,
    options?: ConditionalOptions,
  ): Promise<Result<Fetched<Run>>>;
  getRunAttempt(
    runId: number,
    attempt: number,
    options?: ConditionalOptions,
  ): Promise<Result<Fetched<Run>>>;
  listRunsPage(query?: RunsQuery): Promise<Result<Fetched<RunsPage>>>;
  /** All jobs of one attempt. */
  listJobs(
    runId: number,
    attempt: number,
    options?: ConditionalOptions,
  ): Promise<Result<Fetched<readonly Job[]>>>;
  /** Plain text, at most `maxCharacters` from its end (default 1 MiB). The redirect is followed without our token. */
  getJobLog(
    jobId: number,
    options?: CallOptions & { readonly maxCharacters?: number },
  ): Promise<Result<string>>;
  /** The whole log through a scan; a new one for each try. The redirect is followed without our token. */
  scanJobLog<T>(
    jobId: number,
    createScan: () => LogScan<T>,
    options?: CallOptions,
  ): Promise<Result<T>>;
  cancelRun(runId: number, options?: CallOptions): Promise<Result<void>>;
  forceCancelRun(runId: number, options?: CallOptions): Promise<Result<void>>;
  rerun(runId: number, options?: CallOptions): Promise<Result<void>>;
  rerunFailedJobs(runId: number, options?: CallOptions): Promise<Result<void>>;
  listPendingDeployments(
    runId: number,
    options?: CallOptions,
  ): Promise<Result<readonly PendingDeployment[]>>;
  reviewPendingDeployments(
    runId: number,
    review: DeploymentReview,
    options?: CallOptions,
  ): Promise<Result<void>>;
  /** Text of a file on `ref` (default branch without it). */
  getFileContent(
    path: string,
    options?: CallOptions & { readonly ref?: string },
  ): Promise<Result<string>>;
  /** The commit a branch, a tag or a commit id names now. */
  resolveCommit(ref: string, options?: CallOptions): Promise<Result<Commit>>;
  compareCommits(
    base: string,
    head: string,
    options?: CallOptions,
  ): Promise<Result<Comparison>>;
  getChecks(sha: string, options?: CallOptions): Promise<Result<Checks>>;
  /** Deployments of an environment, newest first. One call, and one more for each deployment. */
  listDeployments(
    environment: string,
    options?: CallOptions & {
      /** 1–100, default 10. */
      readonly limit?: number;
    },
  ): Promise<Result<readonly Deployment[]>>;
  /** The concurrency groups of a run. Enterprise Server may not have them: `not_found`. */
  listConcurrencyPositions(
    runId: number,
    options?: CallOptions,
  ): Promise<Result<readonly ConcurrencyPosition[]>>;
  /** Who holds a group and who waits for it, first in line first; with `aheadOfRun`, only those before that run. */
  listConcurrencyMembers(
    group: string,
    options?: CallOptions & { readonly aheadOfRun?: number },
  ): Promise<Result<readonly ConcurrencyMember[]>>;
  /** Messages of the annotations of a job, at most 100. Fine-grained personal access tokens cannot read them. */
  listAnnotations(
    jobId: number,
    options?: CallOptions,
  ): Promise<Result<readonly string[]>>;
  /** Costs nothing. `null`: this server has no limit, as Enterprise Server by default. */
  rateLimit(options?: CallOptions): Promise<Result<RateLimit | null>>;
  /** Who the credentials belong to. */
  viewer(options?: CallOptions): Promise<Result<Viewer>>;
  observed(): Promise<Observed>;
};
