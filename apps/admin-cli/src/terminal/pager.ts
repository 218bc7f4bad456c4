import type { Terminal } from './terminal.ts';

/**
 * Writes a long text: through a pager if standard output is a terminal and the text is longer than it. YARDMASTER_PAGER
 * and PAGER choose the pager, with its arguments; `cat` or an empty value means none.
 */
export async function page(terminal: Terminal, text: string): Promise<void> {
  const { stdout, env, launch } = terminal;
  const lines = text.split('\n').length;
  const [command = '', ...args] = (
    env['YARDMASTER_PAGER'] ??
    env['PAGER'] ??
    'less'
  )
    .trim()
    .split(/\s+/);
  const pages =
    stdout.isTTY === true &&
    lines > (stdout.rows ?? 24) &&
    !['', 'cat'].includes(command) &&
    env['TERM'] !== 'dumb';
  if (pages && launch !== undefined && (await launch(command, args, text)))
    return;
  stdout.write(text);
}
