import type { Command } from 'commander';
import type { Session } from '../cli/session.ts';
import type { InitFlags } from '../init/run-init.ts';

/** Sets up the repository in the working directory. */
export function addInit(program: Command, session: Session): void {
  program
    .command('init')
    .description('Write the configuration and the workflows of a repository')
    .usage('[flags]')
    .option('-y, --yes', 'ask nothing; use flags and defaults')
    .option('--deploy-workflow <name>', 'file of the workflow that deploys')
    .option('--diagnose-workflow <name>', 'file of the diagnosis workflow')
    .option('--frontend <url>', 'URL of the frontend')
    .option('--api <url>', 'URL of its API')
    .option('--admin-roles <ids>', 'Discord roles that may start workflows')
    .option('--allowed-domains <hosts>', 'hosts that are allowed in URLs')
    .option('--overwrite', 'with --yes: replace yardmaster.config.ts')
    .option('--dry-run', 'show what would be written without writing it')
    .addHelpText(
      'after',
      '\nExisting workflows keep everything they have. The workflow you choose gets the\ndispatch trigger, the inputs and the correlation id in its run-name, if it\nlacks them.\n\nExamples:\n  $ yardmaster init\n      ask, and show each change before it is made\n  $ yardmaster init --yes --repository acme/shop \\\n      --frontend https://shop.example.com\n  $ yardmaster init --yes --deploy-workflow deploy.yml --dry-run\n      show what your own workflow lacks\n',
    )
    .action(async (flags: InitFlags) => {
      const { runInit } = await import('../init/run-init.ts');
      await runInit(session, flags);
    });
}
