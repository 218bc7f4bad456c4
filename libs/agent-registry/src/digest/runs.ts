import type { Attempt } from '@yardmaster/digest';
import { listRuns, type Run } from '@yardmaster/github-dispatcher';
import type { WorkflowConfig } from '../config/configuration.ts';
import type { Core } from '../command/core.ts';
import { failureSentence } from '../report/run-words.ts';

export interface RunsOfWindow {
  readonly runs: readonly Attempt[];
  /** Why attempts are missing; absent if none are. */
  readonly partial?: string;
  /** Why no workflow could be listed at all. */
  readonly failure?: string;
}

/** Every run of the workflows that was created in the time, with its requester if it was started here. */
export async function runsBetween(
  workflows: readonly WorkflowConfig[],
  from: Date,
  to: Date,
  { github, journal }: Core,
  signal?: AbortSignal,
): Promise<RunsOfWindow> {
  const lists = await Promise.all(
    workflows.map(async (workflow) => ({
      workflow: workflow.name,
      list: await listRuns(github, {
        workflow: workflow.file,
        from,
        to,
        ...(signal === undefined ? {} : { signal }),
      }),
    })),
  );
  const found = lists.flatMap(({ workflow, list }) =>
    list.kind === 'listed' ? list.runs.map((run) => ({ run, workflow })) : [],
  );
  const requesters = await journal.requestersOf(found.map(({ run }) => run.id));
  const reasons = lists.flatMap(({ workflow, list }) => {
    if (list.kind === 'failed')
      return [`${workflow}: ${failureSentence(list.failure)}`];
    return list.partial
      ? [`${workflow}: GitHub did not list every run of this time.`]
      : [];
  });
  return {
    runs: found.map(({ run, workflow }) =>
      toAttempt(run, workflow, requesters.get(run.id)?.name ?? null),
    ),
    ...(reasons.length === 0 ? {} : { partial: reasons.join(' ') }),
    ...(lists.every(({ list }) => list.kind === 'failed')
      ? { failure: reasons.join(' ') }
      : {}),
  };
}

function toAttempt(
  run: Run,
  workflow: string,
  requester: string | null,
): Attempt {
  return {
    runId: run.id,
    attempt: run.attempt,
    workflowId: run.workflowId,
    workflow,
    event: run.event,
    status: run.status,
    conclusion: run.conclusion,
    createdAt: run.createdAt,
    startedAt: run.startedAt,
    updatedAt: run.updatedAt,
    url: run.url,
    branch: run.headBranch,
    sha: run.headSha,
    requester,
    displayTitle: run.displayTitle,
  };
}
