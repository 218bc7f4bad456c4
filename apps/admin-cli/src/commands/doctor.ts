import type { Command } from 'commander';
import type { Session } from '../cli/session.ts';

/** Checks the whole set-up and says how to mend what is wrong. */
export function addDoctor(program: Command, session: Session): void {
  program
    .command('doctor')
    .description(
      'Check the set-up, one thing after the other, with the fix for each; exits 0 if nothing is wrong',
    )
    .addHelpText(
      'after',
      '\nExamples:\n  $ yardmaster doctor\n  $ yardmaster doctor --json | jq \'.checks[].findings[] | select(.status != "ok")\'\n      only what is not as it should be\n',
    )
    .action(async () => {
      const { runChecks } = await import('../doctor/run-checks.ts');
      await runChecks(session);
    });
}
