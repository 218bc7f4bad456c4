import type { Command } from 'commander';

export interface Example {
  /** What follows `yardmaster`. */
  readonly args: string;
  /** What it does; not needed if the command line says it. */
  readonly does?: string;
}

const INDENT = '      ';

/** Adds examples to the help of a command; `before` are paragraphs above them. */
export function addExamples(
  command: Command,
  examples: readonly Example[],
  before: readonly string[] = [],
): Command {
  return command.addHelpText('after', () => {
    const width = command.configureOutput().getOutHelpWidth?.() ?? 80;
    const wrap = (text: string, indent = '') =>
      command
        .createHelp()
        .boxWrap(text, Math.max(width - indent.length, 20))
        .replaceAll(/^/gm, indent);
    return [
      ...before.map((paragraph) => `\n${wrap(paragraph)}`),
      `\n${examples.length === 1 ? 'Example' : 'Examples'}:`,
      ...examples.flatMap(({ args, does }) => [
        breakCommand(`  $ yardmaster ${args}`, width),
        ...(does === undefined ? [] : [wrap(does, INDENT)]),
      ]),
      '',
    ].join('\n');
  });
}

/** A command line that can be copied: where it is too long, it goes on behind a backslash. */
function breakCommand(line: string, width: number): string {
  if (line.length <= width) return line;
  const lines: string[] = [];
  for (const part of line.split(/ (?=--)/)) {
    const last = lines.at(-1);
    // The backslash needs two columns.
    if (last !== undefined && last.length + part.length + 3 <= width)
      lines[lines.length - 1] = `${last} ${part}`;
    else lines.push(last === undefined ? part : INDENT + part);
  }
  return lines.join(' \\\n');
}
