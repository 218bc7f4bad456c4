import { InvalidArgumentError, Option, type Command } from 'commander';
import { parseDuration } from './duration.ts';

/** The flag of every command that changes something. */
export const DRY_RUN = [
  '--dry-run',
  'print the request without sending it',
] as const;

export interface PictureFlags {
  readonly png?: string;
  readonly svg?: string;
}

export function addPictureFlags(command: Command): Command {
  return command
    .option('--png <file>', 'write the picture as PNG')
    .option('--svg <file>', 'write the picture as SVG');
}

export interface WaitFlags {
  /** Milliseconds; absent: as configured. */
  readonly timeout?: number;
}

/** For commands that can wait for a run. */
export function addTimeout(command: Command): Command {
  return command.addOption(
    new Option(
      '--timeout <duration>',
      'stop waiting after this time: 90s, 5m, 1h30m (the run continues)',
    ).argParser((text) => {
      const duration = parseDuration(text);
      if (duration === undefined)
        throw new InvalidArgumentError(
          'Use a duration such as 90s, 5m or 1h30m.',
        );
      return duration;
    }),
  );
}

export interface WebFlags {
  readonly web?: boolean;
}

export function addWeb(command: Command): Command {
  return command.option('-w, --web', 'open the page in the browser');
}
