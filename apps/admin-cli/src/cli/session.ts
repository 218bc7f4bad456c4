import { inspect } from 'node:util';
import { createRedactor } from '@yardmaster/agent-registry/config';
import { EXIT, type ExitCode } from './exit-code.ts';
import { printable } from '../terminal/printable.ts';
import type { Output, Terminal } from '../terminal/terminal.ts';

/** One run of the program: its surroundings, what its flags say, and the exit code it will have. */
export interface Session {
  /** As it was given, but nothing that was hidden gets through to its outputs. */
  readonly terminal: Terminal;
  readonly json: boolean;
  readonly debug: boolean;
  exitCode: number;
  /** Whether the one JSON document was printed. */
  printed: boolean;
  /** Keeps these texts out of everything that is written from now on. */
  hide(secrets: readonly string[]): void;
}

/** What the flags that every command knows say. */
export interface CommonOptions {
  readonly json?: boolean;
  readonly debug?: boolean;
}

/** A token in the form GitHub gives it, also one that nobody configured: in a log, in a page's answer. */
const GITHUB_TOKEN = /\b(?:gh[pousr]_\w{16,}|github_pat_\w{16,})/g;
/** Shorter ones would hide parts of ordinary words. */
const SHORTEST_SECRET = 6;

export function createSession(
  argv: readonly string[],
  terminal: Terminal,
): Session {
  const end = argv.indexOf('--');
  const flags = end < 0 ? argv : argv.slice(0, end);
  let redact = (text: string) => text;
  const secrets = new Set<string>();
  const guard = (output: Output): Output => ({
    write: (text: string) =>
      output.write(redact(text).replace(GITHUB_TOKEN, '[redacted]')),
    get isTTY() {
      return output.isTTY === true;
    },
    get columns() {
      return output.columns ?? 80;
    },
    get rows() {
      return output.rows ?? 24;
    },
  });
  return {
    terminal: {
      ...terminal,
      stdout: guard(terminal.stdout),
      stderr: guard(terminal.stderr),
    },
    json: flags.includes('--json'),
    debug: flags.includes('--debug'),
    exitCode: EXIT.done,
    printed: false,
    hide(more) {
      for (const secret of more)
        if (secret.length >= SHORTEST_SECRET) secrets.add(secret);
      redact = createRedactor([...secrets]).text;
    },
  };
}

/** Something that ends a command: one sentence, with what to do next, and the exit code that goes with it. */
export interface Failed {
  readonly message: string;
  readonly exitCode: ExitCode;
  readonly error?: unknown;
  /** What `--json` prints; default: the sentence and the exit code. */
  readonly document?: unknown;
}

/** Says what went wrong on standard error, and as the one document with `--json`. The stack only for who asks for it. */
export function fail(session: Session, failed: Failed): void {
  const { error, exitCode } = failed;
  const cause = error instanceof Error ? ` (${error.message})` : '';
  const message = failed.message + cause;
  session.terminal.stderr.write(`${printable(message, { multiline: true })}\n`);
  if (session.debug && error !== undefined)
    session.terminal.stderr.write(
      `${printable(inspect(error), { multiline: true })}\n`,
    );
  session.exitCode = exitCode;
  if (session.json && !session.printed)
    printJson(session, failed.document ?? { error: { message, exitCode } });
}

/** Beyond what JSON escapes by itself: a terminal acts on some of these, too. */
const ACTING = /[\u007f-\u009f\u2028\u2029\p{Bidi_Control}]/gu;

/** The one JSON document of `--json`. */
export function printJson(session: Session, document: unknown): void {
  if (session.printed) throw new Error('A second JSON document');
  session.printed = true;
  const text = JSON.stringify(document, null, 2).replace(
    ACTING,
    (character) =>
      `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  session.terminal.stdout.write(`${text}\n`);
}
