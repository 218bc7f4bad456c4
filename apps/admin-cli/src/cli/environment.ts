import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { decodeText } from './text-file.ts';
import type { Terminal } from '../terminal/terminal.ts';

/** The environment with what `.env` in this folder adds to it; variables that are set already win. */
export async function loadEnvironment(
  env: Terminal['env'],
  folder: string,
): Promise<Terminal['env']> {
  try {
    const { text } = decodeText(await readFile(join(folder, '.env')));
    return { ...parseEnv(text.replaceAll('\r\n', '\n')), ...env };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return env;
    throw error;
  }
}
