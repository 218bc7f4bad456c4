import { isFinal, type Failure, type Run } from '@yardmaster/github-dispatcher';
import { z } from 'zod';
import { defineCommand } from '../command/agent.ts';
import type { Core } from '../command/core.ts';
import { failureSentence, runName } from '../report/run-words.ts';
import { findTarget, runInput, actionReply } from './run-action.ts';

/** Runs a run again, as its next attempt: a button and a verb. */
export const rerunCommand = defineCommand({
  command: 'rerun',
  description: 'Re-run a run, or only its failed jobs',
  effect: 'write',
  permission: () => ({ action: 'rerun', where: null }),
  visibility: 'public',
  input: z.object({
    ...runInput,
    failed_only: z
      .boolean()
      .default(false)
      .describe('Only failed jobs and the jobs that depend on them'),
    wait: z
      .boolean()
      .default(false)
      .describe('Follow the new attempt and report its result'),
  }),
  examples: [
    {
      input: { run_id: 123456789, failed_only: true },
      does: 're-runs its failed jobs',
    },
  ],
  defers: ({ wait }) => wait,
  async run(input, { core, signal, watch }) {
    const target = await findTarget(input, core, signal);
    if (!target.ok) return target.reply;
    const { run, workflow } = target;
    if (!isFinal(run))
      return actionReply(
        'failed',
        `Run ${runName(run)} is still running. Cancel it first, or wait.`,
        run,
      );
    if (input.failed_only && run.conclusion === 'success')
      return actionReply(
        'failed',
        `Nothing failed in run ${runName(run)}.`,
        run,
      );
    const begun = await (input.failed_only
      ? core.github.rerunFailedJobs(run.id, { signal })
      : core.github.rerun(run.id, { signal }));
    if (!begun.ok) {
      const known = await whatBecame(begun, run, core, signal);
      if (known === 'not_begun')
        return actionReply(
          begun.reason === 'conflict' ? 'failed' : 'error',
          failureSentence(begun),
          run,
        );
      if (known === 'unknown')
        return actionReply(
          'ambiguous',
          `GitHub did not confirm it. Check run ${runName(run)} before you try again.`,
          run,
        );
    }
    return watch({
      runId: run.id,
      runUrl: run.url,
      attempt: run.attempt + 1,
      workflow: workflow.file,
      title: workflow.name,
      wait: input.wait,
    });
  },
});

/** After a lost response the number of the attempt shows whether the re-run was started. Nothing is sent again. */
async function whatBecame(
  failure: Failure,
  run: Run,
  { github }: Core,
  signal: AbortSignal,
): Promise<'begun' | 'not_begun' | 'unknown'> {
  if (failure.definite) return 'not_begun';
  const got = await github.getRun(run.id, { signal });
  return got.ok && got.value.modified && got.value.value.attempt > run.attempt
    ? 'begun'
    : 'unknown';
}
