import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Machine } from './machine.ts';
import type { Report } from './report.ts';

export interface Result {
  readonly name: string;
  readonly quick: boolean;
  readonly seconds: number;
  readonly machine: Machine;
  readonly report: Report;
}

const FOLDER = new URL('../../results/', import.meta.url);

/** One JSON file per run and benchmark; answers with its path. */
export async function saveResult(result: Result): Promise<string> {
  const at = result.machine.date.replaceAll(/[:.]/g, '-');
  const file = new URL(`${result.name}-${at}.json`, FOLDER);
  await mkdir(FOLDER, { recursive: true });
  await writeFile(file, `${JSON.stringify(result, null, 2)}\n`);
  return fileURLToPath(file);
}

/** The newest result of a benchmark that was measured in full. */
export async function newestResult(name: string): Promise<Result | undefined> {
  const files = await readdir(FOLDER).catch(() => []);
  const candidates = files
    .filter((file) => /^(.+)-\d{4}-/.exec(file)?.[1] === name)
    .toSorted()
    .toReversed();
  for (const file of candidates) {
    const result = JSON.parse(
      await readFile(new URL(file, FOLDER), 'utf8'),
    ) as Result;
    if (!result.quick) return result;
  }
  return undefined;
}
