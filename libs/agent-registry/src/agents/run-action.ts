import type { Run } from '@yardmaster/github-dispatcher';
import { z } from 'zod';
import type { Reply } from '../command/agent.ts';
import type { WorkflowConfig } from '../config/configuration.ts';
import type { Core } from '../command/core.ts';
import { createReport } from '../report/report.ts';
import { failureSentence } from '../report/run-words.ts';

/** Which run an action is about. */
export const runInput = {
  run_id: z.int().min(1).describe('Number of the run'),
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
      : { ok: false, reply: said('error', failureSentence(got)) };
  if (!got.value.modified) throw new Error('unconditional request unchanged');
  const run = got.value.value;
  const workflow = Object.values(config.workflows).find((one) =>
    run.path?.split('@')[0]?.endsWith(`/${one.file}`),
  );
  if (workflow === undefined)
    return refuse(
      `Run #${run_id} is of a workflow that Yardmaster does not drive${run.workflowName === undefined ? '' : `, ${run.workflowName}`}.`,
      run,
    );
  if (attempt !== undefined && run.attempt !== attempt)
    return refuse(
      `This was about attempt ${attempt}; run #${run_id} is at attempt ${run.attempt} by now.`,
      run,
    );
  return { ok: true, run, workflow };
}

function refuse(sentence: string, run?: Run): Target {
  return { ok: false, reply: said('failed', sentence, run) };
}

const TITLES = {
  answered: ['Done', 'info'],
  failed: ['Not possible', 'warning'],
  ambiguous: ['Not certain', 'warning'],
  error: ['GitHub failed', 'failure'],
} as const;

/** What came of an action, in a sentence. */
export function said(
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
