import { isFinal } from '@yardmaster/github-dispatcher';
import { z } from 'zod';
import { defineCommand } from '../command/agent.ts';
import { failureSentence, runWord } from '../report/run-words.ts';
import { findTarget, runInput, said } from './run-action.ts';

/** Cancels a run of a configured workflow: a button and a verb. */
export const cancelCommand = defineCommand({
  command: 'cancel',
  description: 'Cancel a run',
  effect: 'write',
  visibility: 'ephemeral',
  input: z.object({
    ...runInput,
    force: z
      .boolean()
      .default(false)
      .describe('Also where the run’s own steps resist'),
  }),
  examples: [{ input: { run_id: 123456789 }, does: 'cancels that run' }],
  async run(input, { core, signal }) {
    const target = await findTarget(input, core, signal);
    if (!target.ok) return target.reply;
    const { run } = target;
    if (isFinal(run))
      return said(
        'failed',
        `Run #${run.id} is over: ${runWord(run).toLowerCase()}.`,
        run,
      );
    const cancelled = await (input.force
      ? core.github.forceCancelRun(run.id, { signal })
      : core.github.cancelRun(run.id, { signal }));
    if (cancelled.ok)
      return said(
        'answered',
        `GitHub is cancelling run #${run.id}; its message tells when it has ended.`,
        run,
      );
    if (cancelled.reason === 'conflict')
      return said(
        'failed',
        `Run #${run.id} cannot be cancelled now: it has just ended, or is being cancelled.`,
        run,
      );
    // Cancelling again does no harm, so a lost answer is as good as a failure.
    return said('error', failureSentence(cancelled), run);
  },
});
