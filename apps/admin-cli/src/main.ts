#!/usr/bin/env node
import { existsSync } from 'node:fs';
import * as nodeModule from 'node:module';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 19)) {
  process.stderr.write(
    `yardmaster needs Node.js 22.19 or newer; this is ${process.version}.\n`,
  );
  process.exit(2);
}
// Before anything is imported: compiling is most of a short command's time, and is done once.
nodeModule.enableCompileCache();

// The one place that touches the process: everything below takes its surroundings as parameters.
const interrupted = new AbortController();
/** A command that is not done with what it must finish after so many milliseconds is cut off; the journal has what counts. */
const PATIENCE = 5_000;
const interrupt = () => {
  interrupted.abort('interrupted');
  setTimeout(() => process.exit(130), PATIENCE).unref();
};
process.once('SIGINT', interrupt);
process.once('SIGTERM', interrupt);
// A reader that went away (`| head`) is no error.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });

// What is set already wins over the file.
if (existsSync('.env')) process.loadEnvFile('.env');

const { runCli } = await import('./run.ts');
process.exitCode = await runCli(process.argv.slice(2), {
  env: process.env,
  cwd: process.cwd(),
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  signal: interrupted.signal,
});
