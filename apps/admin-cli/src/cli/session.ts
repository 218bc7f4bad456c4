import { inspect, styleText } from 'node:util';
import {
  createRedactor,
  type Redactor,
} from '@yardmaster/agent-registry/config';
import { printable } from '../terminal/printable.ts';
import {
  usesColor,
  widthOf,
  type Output,
  type Terminal,
} from '../terminal/terminal.ts';
import { wrapLine } from '../terminal/wrap.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { readGlobals } from './globals.ts';

/** One run of the program: its surroundings, its global flags, and the exit code it will have. */
export interface Session {
  /** The caller's terminal, except that no hidden text gets through to its outputs. */
  readonly terminal: Terminal;
  readonly json: boolean;
  readonly debug: boolean;
  /** `owner/name` of --repository. */
  readonly repository: string | undefined;
  exitCode: number;
  /** Whether the one JSON document was printed. */
  printed: boolean;
  /** Keeps these texts out of everything that is written from now on. */
  hide(secrets: readonly string[]): void;
}

/** A token in GitHub's format, also one that is not in the configuration: in a log, in a response. */
const GITHUB_TOKEN = /\b(?:gh[pousr]_\w{16,}|github_pat_\w{16,})/g;
/** Shorter ones would hide parts of ordinary words. */
const MIN_SECRET_LENGTH = 6;

export function createSession(
  argv: readonly string[],
  terminal: Terminal,
): Session {
  const { json, debug, repository } = readGlobals(argv);
  let redactor: Redactor = createRedactor([]);
  const secrets = new Set<string>();
  const guard = (output: Output): Output => ({
    write: (text: string) =>
      output.write(redactor.text(text).replace(GITHUB_TOKEN, '[redacted]')),
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
      env:
        repository === undefined
          ? terminal.env
          : { ...terminal.env, GITHUB_REPOSITORY: repository },
      stdout: guard(terminal.stdout),
      stderr: guard(terminal.stderr),
    },
    json,
    debug,
    repository,
    exitCode: EXIT.done,
    printed: false,
    hide(more) {
      for (const secret of more)
        if (secret.length >= MIN_SECRET_LENGTH) secrets.add(secret);
      redactor = createRedactor([...secrets]);
    },
  };
}

/** Something that ends a command. */
export interface Failed {
  /** What is wrong, where, and what to do. */
  readonly message: string;
  readonly exitCode: ExitCode;
  readonly error?: unknown;
  /** The command whose help explains more: `yardmaster status`. */
  readonly helpFor?: string | undefined;
  /** What `--json` prints; default: the message and the exit code. */
  readonly document?: unknown;
}

/** Prints an error on standard error, and as the one document with `--json`. The stack only with `--debug`. */
export function fail(session: Session, failed: Failed): void {
  const { error, exitCode, helpFor } = failed;
  const { stderr } = session.terminal;
  const cause = error instanceof Error ? ` (${error.message})` : '';
  const message = failed.message + cause;
  const label = usesColor(session.terminal, stderr)
    ? styleText(['red', 'bold'], 'error:', { validateStream: false })
    : 'error:';
  writeLines(stderr, message, `${label} `);
  if (helpFor !== undefined) stderr.write(`Help: ${helpFor} --help\n`);
  if (session.debug && error !== undefined)
    stderr.write(`${printable(inspect(error), { multiline: true })}\n`);
  session.exitCode = exitCode;
  if (session.json && !session.printed)
    printJson(session, failed.document ?? { error: { message, exitCode } });
}

/** Prints a remark on standard error: what a person should know, and a script need not. */
export function note({ terminal }: Session, text: string): void {
  writeLines(terminal.stderr, text);
}

/** Text from anywhere, made printable and broken between words at the width of a terminal. */
function writeLines(output: Output, text: string, first = ''): void {
  const width = widthOf(output);
  const [head = '', ...rest] = printable(text, { multiline: true }).split('\n');
  output.write(
    `${[
      wrapLine(first + head, width),
      ...rest.map((line) =>
        line.startsWith('- ')
          ? wrapLine(line.slice(2), width, { first: '- ', rest: '  ' }, 2)
          : wrapLine(line, width),
      ),
    ].join('\n')}\n`,
  );
}

/** Beyond what JSON escapes by itself: characters that a terminal acts on, too. */
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
