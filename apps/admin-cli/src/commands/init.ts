import type { Command } from 'commander';
import { addExamples } from '../cli/examples.ts';
import type { Session } from '../cli/session.ts';
import type { InitFlags } from '../init/run-init.ts';

/** Sets up the repository in the working directory. */
export function addInit(program: Command, session: Session): void {
  const init = program
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
    .action(async (flags: InitFlags) => {
      const { runInit } = await import('../init/run-init.ts');
      await runInit(session, flags);
    });
  addExamples(
    init,
    [
      { args: 'init', does: 'ask, and show each change before it is made' },
      {
        args: 'init --yes --repository acme/shop --frontend https://shop.example.com',
      },
      {
        args: 'init --yes --deploy-workflow deploy.yml --dry-run',
        does: 'show what your own workflow lacks',
      },
    ],
    [
      'Existing workflows keep everything they have. The workflow you choose gets the dispatch trigger, the inputs and the correlation id in its run-name, if it lacks them.',
    ],
  );
}
