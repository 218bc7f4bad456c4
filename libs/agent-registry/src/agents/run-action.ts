import type { Run } from '@yardmaster/github-dispatcher';
import { z } from 'zod';
import type { Reply } from '../command/agent.ts';
import type { WorkflowConfig } from '../config/configuration.ts';
import type { Core } from '../command/core.ts';
import { createReport } from '../report/report.ts';
import { failureSentence, runName } from '../report/run-words.ts';

/** Which run an action is about. */
export const runInput = {
  run_id: z.int().min(1).describe('Id of the run'),
  attempt: z
    .int()
    .min(1)
    .optional()
    .describe('Only if the run is still at this attempt'),
};

export type Target =
  | { readonly ok: true; readonly run: Run; readonly workflow: WorkflowConfig }
  | { readonly ok: false; readonly reply: Reply };

/**
 * The run of an action, as it is now. Runs of workflows that are not configured here, and attempts that are over, are
 * refused: a button may be older than what it is pressed for.
 */
export async function findTarget(
  { run_id, attempt }: { run_id: number; attempt?: number | undefined },
  { github, config }: Core,
  signal: AbortSignal,
): Promise<Target> {
  const got = await github.getRun(run_id, { signal });
  if (!got.ok)
    return got.reason === 'not_found'
      ? refuse(`${github.repository} has no run #${run_id}.`)
      : { ok: false, reply: actionReply('error', failureSentence(got)) };
  if (!got.value.modified) throw new Error('unconditional request unchanged');
  const run = got.value.value;
  const workflow = Object.values(config.workflows).find((one) =>
    run.path?.split('@')[0]?.endsWith(`/${one.file}`),
  );
  if (workflow === undefined)
    return refuse(
      `Run ${runName(run)} belongs to a workflow that is not configured here${run.workflowName === undefined ? '' : `, ${run.workflowName}`}.`,
      run,
    );
  if (attempt !== undefined && run.attempt !== attempt)
    return refuse(
      `This was about attempt ${attempt}; run ${runName(run)} is at attempt ${run.attempt} by now.`,
      run,
    );
  return { ok: true, run, workflow };
}

function refuse(sentence: string, run?: Run): Target {
  return { ok: false, reply: actionReply('failed', sentence, run) };
}

const TITLES = {
  answered: ['Done', 'info'],
  failed: ['Not possible', 'warning'],
  ambiguous: ['Not certain', 'warning'],
  error: ['GitHub did not do it', 'failure'],
} as const;

/** The reply of an action: its result in a sentence. */
export function actionReply(
  outcome: keyof typeof TITLES,
  sentence: string,
  run?: Run,
): Reply {
  const [title, tone] = TITLES[outcome];
  return {
    outcome,
    report: createReport({
      title,
      tone,
      summary: sentence,
      links: run === undefined ? [] : [{ label: 'View run', url: run.url }],
      data: {
        outcome,
        message: sentence,
        run:
          run === undefined
            ? null
            : { id: run.id, attempt: run.attempt, url: run.url },
      },
    }),
  };
}
