import type { PendingDeployment } from '../run/pending-deployment.ts';
import type { Repository, RunsPage, Workflow } from '../github.ts';
import {
  asArray,
  asDate,
  asId,
  asObject,
  asString,
  parseAll,
  type Json,
} from '../json.ts';
import { stateOf, type Job, type Run, type Step } from '../run/run.ts';

/**
 * GitHub's JSON (REST and webhooks) to our values. Only what identifies a thing is required; the documented
 * examples themselves lack required members now and then, so everything else has a default.
 */
export function parseRun(value: unknown): Run | undefined {
  const json = asObject(value);
  const id = asId(json?.['id']);
  const createdAt = asDate(json?.['created_at']);
  if (json === undefined || id === undefined || createdAt === undefined)
    return undefined;
  const workflowName =
    asString(json['workflow_name']) ?? asString(json['name']);
  const name = asString(json['name']);
  const actor = asString(asObject(json['actor'])?.['login']);
  const triggeringActor = asString(
    asObject(json['triggering_actor'])?.['login'],
  );
  const path = asString(json['path']);
  const runNumber = asId(json['run_number']);
  const headCommittedAt = asDate(asObject(json['head_commit'])?.['timestamp']);
  return {
    id,
    attempt: asId(json['run_attempt']) ?? 1,
    workflowId: asId(json['workflow_id']) ?? 0,
    ...(workflowName === undefined ? {} : { workflowName }),
    ...(name === undefined ? {} : { name }),
    displayTitle: asString(json['display_title']) ?? name ?? '',
    event: asString(json['event']) ?? '',
    ...stateOf(json),
    headBranch: asString(json['head_branch']) ?? null,
    headSha: asString(json['head_sha']) ?? '',
    url: asString(json['html_url']) ?? '',
    createdAt,
    startedAt: asDate(json['run_started_at']) ?? createdAt,
    updatedAt: asDate(json['updated_at']) ?? createdAt,
    ...(actor === undefined ? {} : { actor }),
    ...(triggeringActor === undefined ? {} : { triggeringActor }),
    ...(path === undefined ? {} : { path }),
    ...(runNumber === undefined ? {} : { runNumber }),
    ...(headCommittedAt === undefined ? {} : { headCommittedAt }),
  };
}

export function parseRunsPage(value: unknown): RunsPage | undefined {
  const json = asObject(value);
  const runs = parseAll(json?.['workflow_runs'], parseRun);
  return (
    runs && { totalCount: asId(json?.['total_count']) ?? runs.length, runs }
  );
}

/** How far a job or a step has got. GitHub stamps what it skips with an end before its start. */
function progressOf(json: Json) {
  const startedAt = asDate(json['started_at']) ?? null;
  const completedAt = asDate(json['completed_at']) ?? null;
  const isReversed =
    startedAt !== null && completedAt !== null && completedAt < startedAt;
  return {
    ...stateOf(json),
    startedAt: isReversed ? completedAt : startedAt,
    completedAt,
  };
}

export function parseStep(value: unknown): Step | undefined {
  const json = asObject(value);
  const number = asId(json?.['number']);
  if (json === undefined || number === undefined) return undefined;
  return {
    number,
    name: asString(json['name']) ?? '',
    ...progressOf(json),
  };
}

export function parseJob(value: unknown): Job | undefined {
  const json = asObject(value);
  const id = asId(json?.['id']);
  if (json === undefined || id === undefined) return undefined;
  const createdAt = asDate(json['created_at']);
  return {
    id,
    name: asString(json['name']) ?? '',
    ...progressOf(json),
    ...(createdAt === undefined ? {} : { createdAt }),
    url: asString(json['html_url']) ?? '',
    steps: parseAll(json['steps'], parseStep) ?? [],
  };
}

export function parseWorkflow(value: unknown): Workflow | undefined {
  const json = asObject(value);
  const id = asId(json?.['id']);
  if (json === undefined || id === undefined) return undefined;
  return {
    id,
    name: asString(json['name']) ?? '',
    path: asString(json['path']) ?? '',
    state: asString(json['state']) ?? 'unknown',
    url: asString(json['html_url']) ?? '',
  };
}

export function parseRepository(value: unknown): Repository | undefined {
  const json = asObject(value);
  const fullName = asString(json?.['full_name']);
  const defaultBranch = asString(json?.['default_branch']);
  if (fullName === undefined || defaultBranch === undefined) return undefined;
  return { fullName, defaultBranch, url: asString(json?.['html_url']) ?? '' };
}

export function parsePendingDeployment(
  value: unknown,
): PendingDeployment | undefined {
  const json = asObject(value);
  const environment = asObject(json?.['environment']);
  const id = asId(environment?.['id']);
  if (json === undefined || id === undefined) return undefined;
  const reviewers = (asArray(json['reviewers']) ?? []).map((item) => {
    const reviewer = asObject(asObject(item)?.['reviewer']);
    return asString(reviewer?.['login']) ?? asString(reviewer?.['slug']);
  });
  return {
    environment: { id, name: asString(environment?.['name']) ?? '' },
    currentUserCanApprove: json['current_user_can_approve'] === true,
    waitTimer: asId(json['wait_timer']) ?? 0,
    waitTimerStartedAt: asDate(json['wait_timer_started_at']) ?? null,
    reviewers: reviewers.filter((name) => name !== undefined),
  };
}

/** The run named in the response to a dispatch; GitHub's three members are all required. */
export function parseDispatchedRun(
  value: unknown,
): { readonly id: number; readonly url: string } | undefined {
  const json = asObject(value);
  const id = asId(json?.['workflow_run_id']);
  const url = asString(json?.['html_url']);
  return id === undefined || id === 0 || url === undefined
    ? undefined
    : { id, url };
}
