import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Report } from '@yardmaster/agent-registry';
import { EXIT } from './exit-code.ts';
import type { PictureFlags } from './flags.ts';
import { printable } from '../terminal/printable.ts';
import { fail, type Session } from './session.ts';
import type { Terminal } from '../terminal/terminal.ts';

/** The report's picture: into the files that were named, else into the terminal if it can, else into a temporary file whose path is printed. */
export async function showPicture(
  session: Session,
  { picture }: Report,
  { png, svg }: PictureFlags,
): Promise<void> {
  if (picture === undefined) {
    if (png !== undefined || svg !== undefined)
      fail(session, {
        message: 'There is no picture to write; the digest has no data.',
        exitCode: EXIT.serviceFailed,
      });
    return;
  }
  const { terminal } = session;
  const { stdout, stderr } = terminal;
  try {
    if (svg !== undefined)
      await writeFile(resolve(terminal.cwd, svg), picture.svg());
    if (png !== undefined)
      await writeFile(resolve(terminal.cwd, png), await picture.png());
  } catch (error) {
    return fail(session, {
      message: 'The picture could not be written. Check the path.',
      error,
      exitCode: EXIT.usage,
    });
  }
  for (const file of [png, svg])
    if (file !== undefined)
      stderr.write(`Picture: ${printable(resolve(terminal.cwd, file))}\n`);
  if (png !== undefined || svg !== undefined || session.json) return;
  if (stdout.isTTY !== true) return;
  const protocol = protocolOf(terminal);
  const bytes = Buffer.from(await picture.png());
  if (protocol !== undefined) {
    stdout.write(`${PROTOCOLS[protocol](bytes)}\n`);
    return;
  }
  const folder = await mkdtemp(join(tmpdir(), 'yardmaster-'));
  const file = join(folder, picture.fileName);
  await writeFile(file, bytes);
  stdout.write(`Picture: ${file}\n`);
}

const CHUNK = 4096;

const PROTOCOLS = {
  /** https://sw.kovidgoyal.net/kitty/graphics-protocol/ */
  kitty: (bytes: Buffer): string => {
    const text = bytes.toString('base64');
    const chunks = text.match(new RegExp(`.{1,${CHUNK}}`, 'g')) ?? [];
    return chunks
      .map((chunk, index) => {
        const more = index < chunks.length - 1 ? 1 : 0;
        const first = index === 0 ? 'a=T,f=100,' : '';
        return `\u001b_G${first}m=${more};${chunk}\u001b\\`;
      })
      .join('');
  },
  /** https://iterm2.com/documentation-images.html */
  iterm: (bytes: Buffer): string =>
    `\u001b]1337;File=inline=1;size=${bytes.length};preserveAspectRatio=1:${bytes.toString('base64')}\u0007`,
};

/** The picture protocol of this terminal, by its environment. tmux and screen pass none through by default. */
export function protocolOf({
  env,
}: Pick<Terminal, 'env'>): keyof typeof PROTOCOLS | undefined {
  if (env['TMUX'] || env['STY']) return undefined;
  const { TERM: term = '', TERM_PROGRAM: program = '' } = env;
  if (
    term === 'xterm-kitty' ||
    term === 'xterm-ghostty' ||
    program === 'ghostty'
  )
    return 'kitty';
  if (program === 'iTerm.app' || program === 'WezTerm') return 'iterm';
  return undefined;
}
