import { CommanderError, type Command } from 'commander';
import { addExamples } from '../cli/examples.ts';
import { printJson, type Session } from '../cli/session.ts';
import { ownVersion, versionText } from '../cli/version.ts';

/** `version` and `--version`. */
export function addVersion(program: Command, session: Session): void {
  const show = () => {
    const version = ownVersion();
    if (session.json) printJson(session, version);
    else session.terminal.stdout.write(versionText(version));
  };
  program
    .option('-V, --version', 'print the version')
    .on('option:version', () => {
      show();
      throw new CommanderError(0, 'commander.version', '');
    });
  const version = program
    .command('version')
    .description('Print the version')
    .usage('[flags]')
    .action(show);
  addExamples(version, [{ args: 'version' }]);
}
