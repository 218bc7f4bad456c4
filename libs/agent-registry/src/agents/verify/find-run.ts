import type { Result, Run } from '@yardmaster/github-dispatcher';
import type { Reply } from '../../command/agent.ts';
import type { Core } from '../../command/core.ts';
import { createReport, type Report } from '../../report/report.ts';
import { failureSentence, runName, runWord } from '../../report/run-words.ts';
import { namedRun } from './run-url.ts';

/** The deploy run that is named, or the latest; else what to say instead. */
export async function findRun(
  url: string | undefined,
  { github }: Core,
  file: string,
  signal: AbortSignal,
): Promise<
  | { readonly run: Run }
  | { readonly problem: Report; readonly outcome: Reply['outcome'] }
> {
  if (url === undefined) {
    const page = await github.listRunsPage({
      workflow: file,
      perPage: 1,
      signal,
    });
    if (!page.ok) return githubFailed(page);
    const run = page.value.modified ? page.value.value.runs[0] : undefined;
    return run === undefined
      ? noSuchRun('There is no deploy to check yet.')
      : { run };
  }
  const { runId, attempt } = namedRun(url);
  const got =
    attempt === undefined
      ? await github.getRun(runId, { signal })
      : await github.getRunAttempt(runId, attempt, { signal });
  if (!got.ok && got.reason !== 'not_found') return githubFailed(got);
  if (!got.ok || !got.value.modified)
    return noSuchRun(`${github.repository} has no run #${runId}.`);
  const run = got.value.value;
  return run.path !== undefined && !run.path.split('@')[0]?.endsWith(`/${file}`)
    ? noSuchRun(
        `Run ${runName(run)} belongs to another workflow, ${run.workflowName ?? run.path}.`,
      )
    : { run };
}

function noSuchRun(summary: string) {
  return {
    problem: createReport({
      title: 'No deploy to check',
      tone: 'warning',
      summary,
      data: { verdict: 'no_run', message: summary },
    }),
    outcome: 'failed',
  } as const;
}

function githubFailed(failure: Extract<Result<never>, { ok: false }>) {
  const summary = failureSentence(failure);
  return {
    problem: createReport({
      title: 'The deploy could not be checked',
      tone: 'failure',
      summary,
      data: { verdict: 'error', reason: failure.reason, message: summary },
    }),
    outcome: 'error',
  } as const;
}

/** Deploy runs to choose from, newest first. */
export async function recentRuns(
  typed: string,
  { github }: Core,
  file: string,
): Promise<readonly { name: string; value: string }[]> {
  const page = await github.listRunsPage({ workflow: file, perPage: 25 });
  const runs = page.ok && page.value.modified ? page.value.value.runs : [];
  return runs
    .map((run) => ({
      name: `${runName(run)} ${runWord(run)}, ${run.startedAt.toISOString().slice(0, 16).replace('T', ' ')} UTC`,
      // Discord takes values of at most 100 characters; the number alone is understood, too.
      value: run.url.length <= 100 ? run.url : String(run.id),
    }))
    .filter(({ name, value }) =>
      `${name} ${value}`.toLowerCase().includes(typed.trim().toLowerCase()),
    );
}
