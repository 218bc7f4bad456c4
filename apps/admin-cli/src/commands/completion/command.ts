import { Argument, type Command } from 'commander';
import { addExamples } from '../../cli/examples.ts';
import { printJson, type Session } from '../../cli/session.ts';
import { SHELLS, type Shell } from './script.ts';

const INSTRUCTIONS = `
bash: add to ~/.bashrc
  source <(yardmaster completion bash)

zsh: write it once, and start a new shell
  mkdir -p ~/.zfunc
  yardmaster completion zsh > ~/.zfunc/_yardmaster
  # and in ~/.zshrc, before compinit:
  fpath=(~/.zfunc $fpath)

fish: write it once
  yardmaster completion fish \\
    > ~/.config/fish/completions/yardmaster.fish`;

/** Prints the script by which a shell asks this program for completions. */
export function addCompletion(program: Command, session: Session): void {
  const completion = program
    .command('completion')
    .description('Print the completion script for a shell')
    .addArgument(new Argument('<shell>', 'your shell').choices(SHELLS))
    .addHelpText('after', INSTRUCTIONS)
    .action(async (shell: Shell) => {
      const { completionScript } = await import('./script.ts');
      const script = completionScript(shell);
      if (session.json) printJson(session, { shell, script });
      else session.terminal.stdout.write(script);
    });
  addExamples(
    completion,
    SHELLS.map((shell) => ({ args: `completion ${shell}` })),
  );
}
