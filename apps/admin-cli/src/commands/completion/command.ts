import { Argument, type Command } from 'commander';
import { printJson, type Session } from '../../cli/session.ts';

const SHELLS = ['bash', 'zsh', 'fish'] as const;

/** Prints what makes a shell complete this program, made from the command line as it is configured here. */
export function addCompletion(program: Command, session: Session): void {
  program
    .command('completion')
    .description('Print the completions for a shell')
    .addArgument(new Argument('<shell>', 'whose completions').choices(SHELLS))
    .addHelpText(
      'after',
      '\nExamples:\n  $ source <(yardmaster completion bash)\n      in ~/.bashrc\n  $ yardmaster completion zsh > "${fpath[1]}/_yardmaster"\n  $ yardmaster completion fish > ~/.config/fish/completions/yardmaster.fish\n',
    )
    .action(async (shell: (typeof SHELLS)[number]) => {
      const { completionScript } = await import('./script.ts');
      const script = completionScript(shell, program);
      if (session.json) printJson(session, { shell, script });
      else session.terminal.stdout.write(script);
    });
}
