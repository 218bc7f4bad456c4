import type { PendingDeployment } from './run/pending-deployment.ts';
import type { Job, Run } from './run/run.ts';

/** Why GitHub did not do what it was asked. Closed: map it with an exhaustive table. */
export const FAILURE_REASONS = [
  'not_found',
  'unauthorized',
  'forbidden',
  'rate_limited',
  'invalid',
  'conflict',
  'gone',
  'unavailable',
  'aborted',
  'unexpected',
] as const;
export type FailureReason = (typeof FAILURE_REASONS)[number];

export type Failure = {
  readonly ok: false;
  readonly reason: FailureReason;
  /** GitHub's own sentence where it gave one, else ours. Holds no secret. */
  readonly message: string;
  /** HTTP status; absent when no answer arrived. */
  readonly status?: number;
  /** When to ask again (`rate_limited`). */
  readonly retryAt?: Date;
  /** True when the request surely had no effect. False after a 5xx or a lost answer: a write may have happened. */
  readonly definite: boolean;
};

export type Result<T> = { readonly ok: true; readonly value: T } | Failure;

/** HttpResponse to a conditional request; `modified: false` is HTTP 304, which GitHub does not charge. */
export type Fetched<T> =
  | { readonly modified: true; readonly value: T; readonly etag?: string }
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
  /** Present where the server names the run it created. */
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
  readonly kind: 'user' | 'app' | 'installation';
  readonly login: string;
};

/**
 * One repository on one GitHub, as this library needs it. Reads are retried by the adapter (at most twice);
 * writes never are. Nothing here throws for what GitHub may answer.
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
  /** Plain text, at most `maxBytes` from its end (default 1 MiB). The redirect is followed without our token. */
  getJobLog(
    jobId: number,
    options?: CallOptions & { readonly maxBytes?: number },
  ): Promise<Result<string>>;
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
  /** Costs nothing. `null`: this server does not limit, as Enterprise Server by default. */
  rateLimit(options?: CallOptions): Promise<Result<RateLimit | null>>;
  /** Who the credentials belong to. */
  viewer(options?: CallOptions): Promise<Result<Viewer>>;
};
