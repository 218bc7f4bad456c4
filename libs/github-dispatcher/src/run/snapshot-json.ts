import type { PendingDeployment } from './pending-deployment.ts';
import {
  asArray,
  asDate,
  asId,
  asObject,
  asString,
  parseAll,
} from '../json.ts';
import { stateOf, type Job, type Run, type Step } from './run.ts';
import { snapshotOf, type ConcurrencyWait, type Snapshot } from './snapshot.ts';

/** Plain JSON for a store: dates as ISO 8601, everything else as it is. */
export function snapshotToJson(snapshot: Snapshot): unknown {
  return JSON.parse(JSON.stringify(snapshot));
}

/** `undefined` for what `snapshotToJson` did not write; unknown members are dropped. */
export function snapshotFromJson(value: unknown): Snapshot | undefined {
  const json = asObject(value);
  const run = readRun(json?.['run']);
  const jobs = parseAll(json?.['jobs'], readJob);
  if (json === undefined || run === undefined || jobs === undefined)
    return undefined;
  const pendingApprovals = parseAll(json['pendingApprovals'], readApproval);
  const concurrency = readConcurrency(json['concurrency']);
  const waitReadAt = asDate(json['waitReadAt']);
  const readAt = asDate(json['readAt']);
  return snapshotOf(run, {
    jobs,
    jobsComplete: json['jobsComplete'] === true,
    superseded: json['superseded'] === true,
    ...(readAt === undefined ? {} : { readAt }),
    ...(pendingApprovals === undefined ? {} : { pendingApprovals }),
    ...(concurrency === undefined ? {} : { concurrency }),
    ...(waitReadAt === undefined ? {} : { waitReadAt }),
  });
}

function readRun(value: unknown): Run | undefined {
  const json = asObject(value);
  const [id, attempt] = [asId(json?.['id']), asId(json?.['attempt'])];
  const [createdAt, startedAt] = [
    asDate(json?.['createdAt']),
    asDate(json?.['startedAt']),
  ];
  const updatedAt = asDate(json?.['updatedAt']);
  if (json === undefined || id === undefined || attempt === undefined)
    return undefined;
  if (
    createdAt === undefined ||
    startedAt === undefined ||
    updatedAt === undefined
  )
    return undefined;
  const optional = (
    ['workflowName', 'name', 'actor', 'triggeringActor', 'path'] as const
  ).flatMap((key) => {
    const text = asString(json[key]);
    return text === undefined ? [] : [[key, text] as const];
  });
  const runNumber = asId(json['runNumber']);
  const headCommittedAt = asDate(json['headCommittedAt']);
  return {
    id,
    attempt,
    workflowId: asId(json['workflowId']) ?? 0,
    displayTitle: asString(json['displayTitle']) ?? '',
    event: asString(json['event']) ?? '',
    ...stateOf(json),
    headBranch: asString(json['headBranch']) ?? null,
    headSha: asString(json['headSha']) ?? '',
    url: asString(json['url']) ?? '',
    createdAt,
    startedAt,
    updatedAt,
    ...Object.fromEntries(optional),
    ...(runNumber === undefined ? {} : { runNumber }),
    ...(headCommittedAt === undefined ? {} : { headCommittedAt }),
  };
}

function timesOf(json: Readonly<Record<string, unknown>>) {
  return {
    startedAt: asDate(json['startedAt']) ?? null,
    completedAt: asDate(json['completedAt']) ?? null,
  };
}

function readJob(value: unknown): Job | undefined {
  const json = asObject(value);
  const id = asId(json?.['id']);
  const steps = parseAll(json?.['steps'], readStep);
  if (json === undefined || id === undefined || steps === undefined)
    return undefined;
  const [name, url] = [
    asString(json['name']) ?? '',
    asString(json['url']) ?? '',
  ];
  const createdAt = asDate(json['createdAt']);
  return {
    id,
    name,
    ...stateOf(json),
    ...timesOf(json),
    ...(createdAt === undefined ? {} : { createdAt }),
    url,
    steps,
  };
}

function readStep(value: unknown): Step | undefined {
  const json = asObject(value);
  const number = asId(json?.['number']);
  if (json === undefined || number === undefined) return undefined;
  return {
    number,
    name: asString(json['name']) ?? '',
    ...stateOf(json),
    ...timesOf(json),
  };
}

function readApproval(value: unknown): PendingDeployment | undefined {
  const json = asObject(value);
  const environment = asObject(json?.['environment']);
  const id = asId(environment?.['id']);
  if (json === undefined || id === undefined) return undefined;
  return {
    environment: { id, name: asString(environment?.['name']) ?? '' },
    currentUserCanApprove: json['currentUserCanApprove'] === true,
    waitTimer: asId(json['waitTimer']) ?? 0,
    waitTimerStartedAt: asDate(json['waitTimerStartedAt']) ?? null,
    reviewers: (asArray(json['reviewers']) ?? []).filter(
      (name) => typeof name === 'string',
    ),
  };
}

function readConcurrency(value: unknown): ConcurrencyWait | undefined {
  const json = asObject(value);
  const group = asString(json?.['group']);
  const behind = parseAll(json?.['behind'], (item) => {
    const member = asObject(item);
    const runId = asId(member?.['runId']);
    if (runId === undefined) return undefined;
    const name = asString(member?.['name']) ?? '';
    return { runId, name, url: asString(member?.['url']) ?? null };
  });
  return group === undefined || behind === undefined
    ? undefined
    : { group, behind };
}
