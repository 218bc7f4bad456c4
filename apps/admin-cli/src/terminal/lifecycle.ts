import { spawn } from 'node:child_process';
import type { Terminal } from './terminal.ts';

type Listen = NonNullable<Terminal['on']>;

/**
 * The process as the terminal's commands see it: listeners for Ctrl-Z, `fg`, a resize and the end. Ctrl-Z stops the
 * process only after the listeners ran, so that they can put the cursor back.
 */
export function createLifecycle(process: NodeJS.Process): Listen {
  const suspends = process.platform !== 'win32';
  return (event, listener) => {
    switch (event) {
      case 'exit':
        process.on('exit', listener);
        return () => void process.off('exit', listener);
      case 'resize':
        process.stderr.on('resize', listener);
        return () => void process.stderr.off('resize', listener);
      case 'resume':
        return suspends ? onSignal('SIGCONT', listener) : () => {};
      case 'suspend':
        return suspends
          ? onSignal('SIGTSTP', () => {
              listener();
              process.kill(process.pid, 'SIGSTOP');
            })
          : () => {};
    }
  };

  function onSignal(signal: NodeJS.Signals, listener: () => void) {
    process.on(signal, listener);
    return () => void process.off(signal, listener);
  }
}

/** Starts a program on this process's terminal; what it is given is written to its standard input. */
export function createLauncher(
  env: Terminal['env'],
): NonNullable<Terminal['launch']> {
  return (command, args, input) =>
    new Promise((resolve) => {
      const child = spawn(command, args, {
        env: { ...env, LESS: env['LESS'] ?? 'FRX' },
        stdio: [
          input === undefined ? 'ignore' : 'pipe',
          input === undefined ? 'ignore' : 'inherit',
          'ignore',
        ],
      });
      child.once('error', () => resolve(false));
      child.once('close', (code) =>
        // A pager that was left early is no failure; a shell's "command not found" is.
        resolve(input === undefined ? code === 0 : code !== 127),
      );
      child.stdin?.on('error', () => {});
      child.stdin?.end(input);
    });
}
