import { access } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ConfigFault } from './fault.ts';
import { schemaFaults } from './schema/faults.ts';
import { fileSchema, type FileContent } from './schema/file.ts';

const NAMES = [
  'yardmaster.config.ts',
  'yardmaster.config.js',
  'yardmaster.config.json',
];

export interface ConfigFile {
  readonly name: string;
  readonly content: FileContent;
}

/** The configuration file of a folder, if it has one. A file with faults counts as empty. */
export async function readConfigFile(
  folder: string,
  readFile: (path: string) => Promise<string>,
  fault: (fault: ConfigFault) => void,
): Promise<ConfigFile | undefined> {
  const found: string[] = [];
  for (const name of NAMES)
    if (await exists(join(folder, name))) found.push(name);
  const [name, other] = found;
  if (name === undefined) return undefined;
  if (other !== undefined)
    fault({
      variable: name,
      problem: `${other} is there, too`,
      expected: 'one configuration file',
    });
  const content = await load(join(folder, name), readFile, fault);
  if (content === undefined) return undefined;
  const parsed = fileSchema.safeParse(content);
  if (parsed.success) return { name, content: parsed.data };
  for (const { place, problem, expected } of schemaFaults(
    fileSchema,
    parsed.error,
  ))
    fault({
      variable: `${name}: ${place || 'the whole file'}`,
      problem,
      expected,
    });
  return undefined;
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}

async function load(
  file: string,
  readFile: (path: string) => Promise<string>,
  fault: (fault: ConfigFault) => void,
): Promise<unknown> {
  const variable = basename(file);
  try {
    if (file.endsWith('.json')) return JSON.parse(await readFile(file));
    const module: Record<string, unknown> = await import(
      pathToFileURL(file).href
    );
    if ('default' in module) return module['default'];
    fault({
      variable,
      problem: 'it has no default export',
      expected: 'export default defineConfig({ … })',
    });
  } catch (error) {
    fault({
      variable,
      problem: `it cannot be loaded: ${messageOf(error)}`,
      expected: 'a module or JSON text that loads',
    });
  }
  return undefined;
}

/** The first line: what follows is a code frame or a stack. */
export function messageOf(error: unknown): string {
  const [line = ''] = (
    error instanceof Error ? error.message : String(error)
  ).split('\n');
  return line;
}
