import type { Readable } from 'node:stream';
import type { ReadStream, WriteStream } from 'node:tty';

/** A stream to write to, as much as this program needs of it. */
export interface Output extends Partial<
  Pick<WriteStream, 'isTTY' | 'columns' | 'rows'>
> {
  write(text: string): unknown;
}

/**
 * What happens to the process while it draws: `suspend` (Ctrl-Z, before it stops), `resume` (`fg`), `resize`, and `exit`
 * (the last moment to put the cursor back).
 */
export type LifecycleEvent = 'suspend' | 'resume' | 'resize' | 'exit';

/** The surroundings of one run of the program; tests pass their own. */
export interface Terminal {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly stdin: Readable & Partial<Pick<ReadStream, 'isTTY'>>;
  readonly stdout: Output;
  readonly stderr: Output;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  /** Listens until the returned function is called. Absent in tests that have no process. */
  readonly on?: (event: LifecycleEvent, listener: () => void) => () => void;
  /**
   * Starts a program on this terminal, writes `input` to it and waits for its end. False if it cannot be started.
   * Absent if there is no terminal to hand over.
   */
  readonly launch?: (
    command: string,
    args: readonly string[],
    input?: string,
  ) => Promise<boolean>;
  /** Rejects with whatever ends the program outside the command's own promise, such as an uncaught exception. */
  readonly crashed?: Promise<never>;
}

/** Colour for people at a terminal, never into a pipe. https://no-color.org */
export function usesColor(terminal: Terminal, output: Output): boolean {
  if (terminal.env['NO_COLOR']) return false;
  const forced = terminal.env['FORCE_COLOR'];
  if (forced !== undefined) return forced !== '0' && forced !== 'false';
  return output.isTTY === true && terminal.env['TERM'] !== 'dumb';
}

/** Whether lines that were written can be drawn over. */
export function isLive(terminal: Terminal, output: Output): boolean {
  return output.isTTY === true && terminal.env['TERM'] !== 'dumb';
}

/** Columns to write in; a pipe has no end, and its lines are not broken. */
export function widthOf(output: Output): number {
  if (output.isTTY !== true) return Number.POSITIVE_INFINITY;
  return Math.max(output.columns ?? 80, 20);
}

const LINKING_PROGRAMS = new Set([
  'iTerm.app',
  'WezTerm',
  'vscode',
  'ghostty',
  'Hyper',
  'Tabby',
]);
const LINKING_TERMS = /^(?:xterm-kitty|xterm-ghostty|alacritty|foot|contour)/;

/**
 * Whether the terminal shows OSC 8 links, as far as its environment shows; FORCE_HYPERLINK decides otherwise. An unknown
 * terminal gets the plain URL. https://gist.github.com/egmontkob/eb114294efbcd5adb1944c9f3cb5feda
 */
export function usesLinks(terminal: Terminal, output: Output): boolean {
  const { env } = terminal;
  const forced = env['FORCE_HYPERLINK'];
  if (forced !== undefined) return forced !== '0' && forced !== 'false';
  if (!isLive(terminal, output) || env['TMUX'] || env['STY']) return false;
  return (
    LINKING_PROGRAMS.has(env['TERM_PROGRAM'] ?? '') ||
    LINKING_TERMS.test(env['TERM'] ?? '') ||
    Number(env['VTE_VERSION'] ?? 0) >= 5000 ||
    env['WT_SESSION'] !== undefined ||
    env['KONSOLE_VERSION'] !== undefined
  );
}
