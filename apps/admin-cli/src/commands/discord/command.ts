import type { Command } from 'commander';
import { DRY_RUN } from '../../cli/flags.ts';
import type { Session } from '../../cli/session.ts';

/** The slash commands as Discord has them, and as they should be; the link that invites the bot. */
export function addDiscord(program: Command, session: Session): void {
  const discord = program
    .command('discord')
    .description('Register slash commands and invite the bot')
    .usage('<command> [flags]')
    .helpCommand(false)
    .addHelpText(
      'after',
      '\nExamples:\n  $ yardmaster discord diff\n  $ yardmaster discord register\n  $ yardmaster discord invite\n',
    );
  discord
    .command('diff')
    .description(
      'Compare the registered commands with this configuration; exit 1 if they differ',
    )
    .usage('[flags]')
    .addHelpText(
      'after',
      '\nExample:\n  $ yardmaster discord diff\n      + /deploy-client is not registered, - /old should not be\n',
    )
    .action(async () => {
      const { diffVerb } = await import('./register.ts');
      await diffVerb(session);
    });
  discord
    .command('register')
    .description(
      'Register exactly these commands, in the server of DISCORD_GUILD_ID or globally',
    )
    .usage('[flags]')
    .option(...DRY_RUN)
    .addHelpText(
      'after',
      '\nExamples:\n  $ yardmaster discord register\n      send one request, or none if nothing differs\n  $ yardmaster discord register --dry-run\n      print that request\n',
    )
    .action(async (flags: { readonly dryRun?: boolean }) => {
      const { registerVerb } = await import('./register.ts');
      await registerVerb(session, flags);
    });
  discord
    .command('invite')
    .description('Print the link that invites the bot to a server')
    .usage('[flags]')
    .option('-w, --web', 'open the link in the browser')
    .addHelpText('after', '\nExample:\n  $ yardmaster discord invite --web\n')
    .action(async (flags: { readonly web?: boolean }) => {
      const { inviteVerb } = await import('./register.ts');
      await inviteVerb(session, flags);
    });
}
