import type { Command } from 'commander';
import type { InitFlags } from '../init/run-init.ts';
import type { Session } from '../cli/session.ts';

/** Sets up the repository one stands in. */
export function addInit(program: Command, session: Session): void {
  const init = program
    .command('init')
    .description(
      'Write the configuration and the workflows into the repository you are in',
    )
    .option('-y, --yes', 'ask nothing: take the flags, and what can be known')
    .option(
      '--repository <owner/name>',
      'the repository that has the workflows',
    )
    .option('--deploy-workflow <file>', 'the workflow that deploys')
    .option('--diagnose-workflow <file>', 'the workflow that diagnoses')
    .option('--frontend <url>', 'where the frontend is')
    .option('--api <url>', 'where its API is')
    .option('--admin-roles <ids>', 'Discord roles that may start workflows')
    .option('--allowed-domains <hosts>', 'hosts that people may name in URLs')
    .option(
      '--overwrite',
      'with --yes: replace an existing yardmaster.config.ts',
    )
    .option('--dry-run', 'show what would be written, and write nothing')
    .addHelpText(
      'after',
      '\nExisting workflows are only added to: the trigger, the inputs and the id in the run’s name.\n\nExamples:\n  $ yardmaster init\n      asks, and shows each change before it makes it\n  $ yardmaster init --yes --repository acme/shop --frontend https://shop.example.com\n  $ yardmaster init --yes --deploy-workflow deploy.yml --dry-run\n      shows what your own workflow lacks\n',
    );
  init.action(async () => {
    const { runInit } = await import('../init/run-init.ts');
    await runInit(session, init.opts<InitFlags>());
  });
}
