import {
  VARIABLE_NAMES,
  VARIABLES,
  type Variable,
} from '@yardmaster/agent-registry/config';
import { EXIT } from '../cli/exit-code.ts';
import type { Session } from '../cli/session.ts';
import { wrapLine } from '../terminal/wrap.ts';

const WIDTH = 80;

/** Variables that only the terminal reads. */
const TERMINAL_VARIABLES: Readonly<Record<string, string>> = {
  NO_COLOR: 'set to anything: no colour',
  FORCE_COLOR: '1: colour in a pipe as well; 0: no colour',
  FORCE_HYPERLINK: '1: clickable links; 0: plain URLs',
  YARDMASTER_PAGER:
    'the pager for long lists, before PAGER; cat: no pager; less if unset',
  BROWSER: 'the browser that --web starts',
  TZ: 'the time zone of printed times',
};

const CODES: readonly (readonly [number, string])[] = [
  [EXIT.done, 'done, or the run succeeded'],
  [
    EXIT.notSuccessful,
    'the run did not succeed (any conclusion but success); `discord diff` found differences; `doctor` found errors',
  ],
  [EXIT.usage, 'wrong usage, invalid input or configuration'],
  [EXIT.notAllowed, 'not allowed'],
  [EXIT.stillRunning, 'still running when the time to wait was over'],
  [EXIT.serviceFailed, 'GitHub, Discord or the journal failed'],
  [EXIT.interrupted, 'interrupted (Ctrl-C)'],
  [
    EXIT.outputClosed,
    'the reader of standard output went away before the outcome was known',
  ],
];

/** A topic of `help`, for reading. */
export function topicText(
  topic: 'environment' | 'exit-codes',
  { terminal: { stdout } }: Session,
): string {
  const width = Math.min(WIDTH, stdout.columns ?? WIDTH);
  return topic === 'environment' ? environmentText(width) : codesText(width);
}

function environmentText(width: number): string {
  const describe = (name: string, text: string) =>
    `  ${name}\n${wrapLine(text, width, { first: '      ' }, 6)}`;
  return [
    wrapLine(
      'Variables are read from the environment, and from a file .env in the working directory; the environment wins. Variables override yardmaster.config.ts. A variable marked (file) can also be read from the file that NAME_FILE names.',
      width,
    ),
    '',
    ...VARIABLE_NAMES.map((name) => {
      const { expected, secret }: Variable = VARIABLES[name];
      return describe(secret ? `${name} (file)` : name, expected);
    }),
    '',
    'The terminal:',
    ...Object.entries(TERMINAL_VARIABLES).map(([name, text]) =>
      describe(name, text),
    ),
    '',
  ].join('\n');
}

function codesText(width: number): string {
  return CODES.map(
    ([code, text]) =>
      `${wrapLine(text, width, { first: `  ${String(code).padEnd(5)}`, rest: ' '.repeat(7) }, 7)}\n`,
  ).join('');
}
