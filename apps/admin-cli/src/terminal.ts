import type { ReadStream, WriteStream } from 'node:tty';

/** A stream to write to, as much as this program needs of it. */
export type Output = Pick<WriteStream, 'write'> &
  Partial<Pick<WriteStream, 'isTTY' | 'columns'>>;

/** What surrounds a run of the program; tests give their own. */
export interface Terminal {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly stdin: NodeJS.ReadableStream & Partial<Pick<ReadStream, 'isTTY'>>;
  readonly stdout: Output;
  readonly stderr: Output;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
}

/** Colour for people at a terminal, never into a pipe. https://no-color.org */
export function usesColor(terminal: Terminal, output: Output): boolean {
  if (terminal.env['NO_COLOR']) return false;
  if (terminal.env['FORCE_COLOR']) return true;
  return output.isTTY === true && terminal.env['TERM'] !== 'dumb';
}

/** Columns to write in: what the terminal has, else 80. */
export function widthOf(output: Output): number {
  return Math.max(output.columns ?? 80, 40);
}
