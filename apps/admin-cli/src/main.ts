import { withEnvFile } from '@yardmaster/agent-registry/config';
import { EXIT } from './cli/exit-code.ts';
import { runCli } from './run.ts';
import { createLauncher, createLifecycle } from './terminal/lifecycle.ts';
import type { Output } from './terminal/terminal.ts';

/*
 * The one place that touches the process: everything else gets its surroundings as parameters.
 */

/** After an interruption a command has this long to finish; the journal has what counts. Milliseconds. */
const INTERRUPT_TIMEOUT_MS = 5_000;
/** What is still open when a command is done, such as a timer of a configuration file, is cut off after this time. */
const EXIT_TIMEOUT_MS = 1_000;

const exit: (code: number | string) => never = process.exit.bind(process);
const interrupted = new AbortController();
function interrupt(): void {
  interrupted.abort('interrupted');
  setTimeout(() => exit(EXIT.interrupted), INTERRUPT_TIMEOUT_MS).unref();
}
process.once('SIGINT', interrupt);
process.once('SIGTERM', interrupt);

const crashed = new Promise<never>((_resolve, reject) => {
  process.on('uncaughtException', reject);
  process.on('unhandledRejection', reject);
  process.once('beforeExit', () =>
    reject(new Error('The command stopped before it was done')),
  );
});
crashed.catch(() => {});

/** A reader that goes away (`| head`) does not change what a command does, nor its exit code. */
function outputTo(stream: NodeJS.WriteStream): Output & { closed: boolean } {
  const write = stream.write.bind(stream);
  const output = {
    closed: false,
    write(text: string) {
      if (!output.closed) write(text);
    },
    get isTTY() {
      return stream.isTTY;
    },
    get columns() {
      return stream.columns;
    },
    get rows() {
      return stream.rows;
    },
  };
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    output.closed = true;
  });
  return output;
}

const stdout = outputTo(process.stdout);
const stderr = outputTo(process.stderr);
// Standard output belongs to the command. What a configuration file prints while it loads goes to standard error, and it
// cannot end the program: it would leave a script without a document and with the wrong exit code.
process.stdout.write = process.stderr.write.bind(process.stderr);
process.exit = (code) => {
  throw new Error(`process.exit(${code ?? ''}) was called`);
};

const cwd = process.cwd();
const env = await withEnvFile(process.env, cwd).catch((error: unknown) => {
  stderr.write(`error: .env cannot be read (${String(error)}).\n`);
  return exit(EXIT.usage);
});
// For configuration files and drivers that read the process's own environment.
Object.assign(process.env, env);
const code = await runCli(process.argv.slice(2), {
  env,
  cwd,
  stdin: process.stdin,
  stdout,
  stderr,
  signal: interrupted.signal,
  on: createLifecycle(process),
  launch: createLauncher(env),
  crashed,
});
process.exitCode =
  stdout.closed && code === EXIT.interrupted ? EXIT.outputClosed : code;
setTimeout(() => exit(process.exitCode ?? code), EXIT_TIMEOUT_MS).unref();
