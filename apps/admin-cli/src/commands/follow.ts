import type { Command } from 'commander';
import { addExamples } from '../cli/examples.ts';
import { addTimeout, addWeb } from '../cli/flags.ts';
import type { Session } from '../cli/session.ts';
import type { FollowFlags } from '../runs/follow.ts';

export const RUN_ARGUMENT = [
  '<run>',
  'short id of the command that started it, run id, or URL of the run',
] as const;

/** Follows a run that was started before, by Yardmaster or by anyone. */
export function addFollow(program: Command, session: Session): void {
  const follow = program
    .command('follow')
    .description('Follow a run to its conclusion')
    .argument(...RUN_ARGUMENT);
  addExamples(follow, [
    { args: 'follow 1f0c9a2b', does: 'continue where Ctrl-C stopped' },
    {
      args: 'follow 20363538233 --timeout 10m',
      does: 'follow a run that anyone started',
    },
  ]);
  addTimeout(follow);
  addWeb(follow);
  follow.action(async (run: string, flags: FollowFlags) => {
    const { followRun } = await import('../runs/follow.ts');
    await followRun(session, run, flags);
  });
}
