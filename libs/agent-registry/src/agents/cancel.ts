import { isFinal } from '@yardmaster/github-dispatcher';
import { z } from 'zod';
import { defineCommand } from '../command/agent.ts';
import { failureSentence, runName, runWord } from '../report/run-words.ts';
import { findTarget, runInput, actionReply } from './run-action.ts';

/** Cancels a run of a configured workflow: a button and a verb. */
export const cancelCommand = defineCommand({
  command: 'cancel',
  description: 'Cancel a run',
  effect: 'write',
  permission: () => ({ action: 'cancel', where: null }),
  visibility: 'ephemeral',
  input: z.object({
    ...runInput,
    force: z
      .boolean()
      .default(false)
      .describe('Force-cancel, even if steps use always()'),
  }),
  examples: [{ input: { run_id: 123456789 }, does: 'cancels that run' }],
  async run(input, { core, signal }) {
    const target = await findTarget(input, core, signal);
    if (!target.ok) return target.reply;
    const { run } = target;
    if (isFinal(run))
      return actionReply(
        'failed',
        `Run ${runName(run)} has ended: ${runWord(run).toLowerCase()}.`,
        run,
      );
    const cancelled = await (input.force
      ? core.github.forceCancelRun(run.id, { signal })
      : core.github.cancelRun(run.id, { signal }));
    if (cancelled.ok)
      return actionReply(
        'answered',
        `GitHub is cancelling run ${runName(run)}; its message shows when it has ended.`,
        run,
      );
    if (cancelled.reason === 'conflict')
      return actionReply(
        'failed',
        `Run ${runName(run)} cannot be cancelled now: it has just ended, or is being cancelled.`,
        run,
      );
    // Cancelling again does no harm, so a lost answer is as good as a failure.
    return actionReply('error', failureSentence(cancelled), run);
  },
});
