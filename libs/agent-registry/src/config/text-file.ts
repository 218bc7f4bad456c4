import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import type { Env } from './environment.ts';

/** Text as editors write it: UTF-8 with or without a byte order mark, or UTF-16 with one (PowerShell's `>`). */
export function decodeText(bytes: Uint8Array): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe)
    return new TextDecoder('utf-16le').decode(bytes);
  if (first === 0xfe && second === 0xff)
    return new TextDecoder('utf-16be').decode(bytes);
  return new TextDecoder().decode(bytes);
}

export async function readText(path: string): Promise<string> {
  return decodeText(await readFile(path));
}

/**
 * The environment, with what `.env` in this folder adds; variables that are set already win. Rejects only if the file
 * exists and cannot be read.
 */
export async function withEnvFile(env: Env, folder: string): Promise<Env> {
  try {
    const text = await readText(join(folder, '.env'));
    return { ...parseEnv(text.replaceAll('\r\n', '\n')), ...env };
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT')
      return env;
    throw error;
  }
}
