import type { Readable } from 'node:stream';
import type { ReadStream, WriteStream } from 'node:tty';

/** A stream to write to, as much as this program needs of it. */
export interface Output extends Partial<
  Pick<WriteStream, 'isTTY' | 'columns' | 'rows'>
> {
  write(text: string): unknown;
}

/** What surrounds a run of the program; tests give their own. */
export interface Terminal {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly stdin: Readable & Partial<Pick<ReadStream, 'isTTY'>>;
  readonly stdout: Output;
  readonly stderr: Output;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
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

/** Columns to write in: what the terminal has, else 80. */
export function widthOf(output: Output): number {
  return Math.max(output.columns ?? 80, 40);
}
