import { inspect } from 'node:util';
import { printable } from './printable.ts';
import type { Terminal } from './terminal.ts';

/** One run of the program: its surroundings, and the exit code it will have. */
export interface Session {
  readonly terminal: Terminal;
  exitCode: number;
}

/** What the flags that every command knows say. */
export interface CommonOptions {
  readonly json?: boolean;
  readonly debug?: boolean;
}

/** One sentence on standard error, and the exit code that goes with it. The stack only for who asks for it. */
export function fail(
  session: Session,
  failure: {
    readonly message: string;
    readonly exitCode: number;
    readonly error?: unknown;
    readonly debug?: boolean;
  },
): void {
  const { error } = failure;
  const cause =
    error instanceof Error && !failure.debug ? ` (${error.message})` : '';
  session.terminal.stderr.write(
    `${printable(failure.message + cause, { multiline: true })}\n`,
  );
  if (failure.debug && error !== undefined)
    session.terminal.stderr.write(`${inspect(error)}\n`);
  session.exitCode = failure.exitCode;
}

/** The one JSON document of `--json`. */
export function printJson(session: Session, document: unknown): void {
  session.terminal.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
}
