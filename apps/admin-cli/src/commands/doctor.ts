import type { Command } from 'commander';
import { addExamples } from '../cli/examples.ts';
import type { Session } from '../cli/session.ts';

/** Checks the whole setup and shows how to fix it. */
export function addDoctor(program: Command, session: Session): void {
  const doctor = program
    .command('doctor')
    .description('Check the setup and show how to fix it; exit 1 on errors')
    .usage('[flags]')
    .action(async () => {
      const { runChecks } = await import('../doctor/run-checks.ts');
      await runChecks(session);
    });
  addExamples(doctor, [{ args: 'doctor' }, { args: 'doctor --json' }]);
}
