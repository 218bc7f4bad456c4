import type { Command } from 'commander';
import type { Session } from '../../cli/session.ts';
import { DRY_RUN } from '../../cli/flags.ts';

/** `discord diff` and `discord register`: the commands as Discord has them, and as they should be. */
export function addDiscord(program: Command, session: Session): void {
  const discord = program
    .command('discord')
    .description('Register the commands with Discord, or see what would change')
    .addHelpText(
      'after',
      '\nExamples:\n  $ yardmaster discord diff\n  $ yardmaster discord register\n',
    );
  discord
    .command('diff')
    .description(
      'Show how the registered commands differ from these; exits 1 where they do',
    )
    .addHelpText(
      'after',
      '\nExample:\n  $ yardmaster discord diff\n      + /deploy-client is missing at Discord, - /old is there and should not be\n',
    )
    .action(async () => {
      const { diffVerb } = await import('./run.ts');
      await diffVerb(session);
    });
  const register = discord
    .command('register')
    .description(
      'Make the registered commands exactly these, in the server of DISCORD_GUILD_ID or everywhere',
    )
    .option(...DRY_RUN)
    .addHelpText(
      'after',
      '\nExamples:\n  $ yardmaster discord register\n      sends one request, and none where all is as it should be\n  $ yardmaster discord register --dry-run\n      prints that request\n',
    );
  register.action(async () => {
    const { registerVerb } = await import('./run.ts');
    await registerVerb(session, register.opts<{ dryRun?: boolean }>());
  });
}
