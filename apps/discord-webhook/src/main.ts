#!/usr/bin/env node
import { JournalError } from '@yardmaster/agent-registry';
import {
  describeFaults,
  loadConfig,
  secretsOf,
  withEnvFile,
} from '@yardmaster/agent-registry/config';
import { createLog } from './observability/log.ts';
import { createRedact } from './observability/redact.ts';
import { startApp } from './start.ts';

/** Restarting does not help: the configuration has to change. */
const MISCONFIGURED = 2;
const FAILED = 1;
/** A stop that takes longer is cut off. Everything that is open is in the journal. */
const STOP_WITHIN_MS = 9000;

const loaded = await loadConfig(await withEnvFile(process.env, process.cwd()), {
  parts: ['github', 'discord', 'database'],
});
if (!loaded.ok) {
  const lines = describeFaults(loaded.faults).map((line) => `- ${line}\n`);
  process.stderr.write(
    `Yardmaster cannot start with this configuration:\n${lines.join('')}`,
  );
  process.exit(MISCONFIGURED);
}
const { config } = loaded;
const redact = createRedact(secretsOf(config));
const log = createLog(config.logLevel, redact);

process.on('unhandledRejection', (error) =>
  log.error({ error }, 'unhandled rejection'),
);
process.on('uncaughtException', (error) => {
  log.fatal({ error }, 'uncaught exception');
  process.exit(FAILED);
});

try {
  const register = process.argv.includes('--register');
  const app = await startApp({ config, log, register });
  log.info({ host: config.host, port: app.port }, 'listening');
  const stop = (signal: NodeJS.Signals) => {
    log.info({ signal }, 'stopping');
    setTimeout(() => process.exit(0), STOP_WITHIN_MS).unref();
    app.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ error }, 'stopping failed');
        process.exit(0);
      },
    );
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
} catch (error) {
  if (error instanceof JournalError)
    process.stderr.write(`${redact.outside(error.message)}\n`);
  else log.fatal({ error }, 'cannot start');
  process.exit(FAILED);
}
