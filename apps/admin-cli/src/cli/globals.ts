import type { Command } from 'commander';

/** The flags that every command has. */
export interface GlobalFlags {
  readonly json: boolean;
  readonly debug: boolean;
  /** `owner/name`, in place of GITHUB_REPOSITORY; not checked here. */
  readonly repository: string | undefined;
}

const REPOSITORY = ['-R', '--repository'];

/**
 * Reads the global flags before the command line is parsed: they decide how its own errors are printed, and which
 * configuration the commands come from.
 */
export function readGlobals(argv: readonly string[]): GlobalFlags {
  const end = argv.indexOf('--');
  const flags = end < 0 ? argv : argv.slice(0, end);
  return {
    json: flags.includes('--json'),
    debug: flags.includes('--debug'),
    repository: valueOf(flags),
  };
}

function valueOf(flags: readonly string[]): string | undefined {
  const at = flags.findLastIndex(
    (flag) => REPOSITORY.includes(flag) || flag.startsWith('--repository='),
  );
  if (at < 0) return undefined;
  const flag = flags[at] ?? '';
  return flag.includes('=') ? flag.slice(flag.indexOf('=') + 1) : flags[at + 1];
}

export function addGlobals(program: Command): Command {
  return program
    .option('-R, --repository <owner/name>', 'use this GitHub repository')
    .option('--json', 'print one JSON document to standard output')
    .option('--debug', 'show the stack of unexpected errors');
}
