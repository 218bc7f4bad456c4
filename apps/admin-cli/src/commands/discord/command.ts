import type { Command } from 'commander';
import { addExamples } from '../../cli/examples.ts';
import { DRY_RUN } from '../../cli/flags.ts';
import type { Session } from '../../cli/session.ts';

/** The slash commands as Discord has them, and as they should be; the link that invites the bot. */
export function addDiscord(program: Command, session: Session): void {
  const discord = program
    .command('discord')
    .description('Register slash commands and invite the bot')
    .usage('<command> [flags]')
    .helpCommand(false);
  addExamples(discord, [
    { args: 'discord diff' },
    { args: 'discord register' },
    { args: 'discord invite' },
  ]);
  const diff = discord
    .command('diff')
    .description(
      'Compare the registered commands with this configuration; exit 1 if they differ',
    )
    .usage('[flags]')
    .action(async () => {
      const { diffVerb } = await import('./register.ts');
      await diffVerb(session);
    });
  addExamples(diff, [
    {
      args: 'discord diff',
      does: '+ /deploy-client is not registered, - /old should not be',
    },
  ]);
  const register = discord
    .command('register')
    .description(
      'Register exactly these commands, in the server of DISCORD_GUILD_ID or globally',
    )
    .usage('[flags]')
    .option(...DRY_RUN)
    .action(async (flags: { readonly dryRun?: boolean }) => {
      const { registerVerb } = await import('./register.ts');
      await registerVerb(session, flags);
    });
  addExamples(register, [
    {
      args: 'discord register',
      does: 'send one request, or none if nothing differs',
    },
    { args: 'discord register --dry-run', does: 'print that request' },
  ]);
  const invite = discord
    .command('invite')
    .description('Print the link that invites the bot to a server')
    .usage('[flags]')
    .option('-w, --web', 'open the link in the browser')
    .action(async (flags: { readonly web?: boolean }) => {
      const { inviteVerb } = await import('./register.ts');
      await inviteVerb(session, flags);
    });
  addExamples(invite, [{ args: 'discord invite --web' }]);
}
