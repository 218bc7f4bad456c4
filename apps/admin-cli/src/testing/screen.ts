import { stripVTControlCharacters } from 'node:util';
import { spawn, type IPty } from 'node-pty';

/*
 * A real pseudo-terminal. node-pty is a native module: if it was not built, importing it fails, and with it the test.
 * `npm rebuild node-pty` builds it.
 */

export interface ScreenOptions {
  readonly columns?: number;
  readonly rows?: number;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

export interface Screen {
  readonly pid: number;
  /** Everything that was drawn, without the sequences that drew it. */
  readonly text: () => string;
  /** As it came. */
  readonly raw: () => string;
  type(keys: string): void;
  resize(columns: number, rows: number): void;
  /** Resolves once this is on the screen; rejects with what is there instead. `from`: after so many characters of `text`. */
  shows(expected: string | RegExp, from?: number): Promise<void>;
  /** Called with `text` after each change. */
  onChange(listener: (text: string) => void): void;
  readonly ended: Promise<number>;
  kill(): void;
}

const TIMEOUT_MS = 20_000;

/** Starts a program in a pseudo-terminal. */
export function openScreen(
  command: string,
  argv: readonly string[],
  { columns = 80, rows = 24, cwd, env }: ScreenOptions,
): Screen {
  const given = { TERM: 'xterm-256color', ...env };
  const pty: IPty = spawn(command, [...argv], {
    name: given.TERM,
    cols: columns,
    rows,
    cwd,
    env: given,
  });
  let raw = '';
  let over = false;
  const waiting = new Set<() => void>();
  const ended = new Promise<number>((resolve) =>
    pty.onExit(({ exitCode }) => {
      over = true;
      resolve(exitCode);
    }),
  );
  const text = () => stripVTControlCharacters(raw);
  pty.onData((data) => {
    raw += data;
    for (const look of waiting) look();
  });
  return {
    pid: pty.pid,
    text,
    raw: () => raw,
    ended,
    type: (keys) => pty.write(keys),
    resize: (more, less) => pty.resize(more, less),
    onChange: (listener) => void waiting.add(() => listener(text())),
    kill() {
      if (!over) pty.kill('SIGKILL');
    },
    shows: (expected, from = 0) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const part = text().slice(from);
          const found =
            typeof expected === 'string'
              ? part.includes(expected)
              : expected.test(part);
          if (!found) return;
          waiting.delete(look);
          clearTimeout(timer);
          resolve();
        };
        const timer = setTimeout(() => {
          waiting.delete(look);
          reject(new Error(`${expected} is not on the screen:\n${text()}`));
        }, TIMEOUT_MS);
        waiting.add(look);
        look();
      }),
  };
}
