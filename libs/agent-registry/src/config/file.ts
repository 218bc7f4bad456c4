import { access } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import { didYouMean } from '../did-you-mean.ts';
import type { ConfigFault } from './fault.ts';

const NAMES = [
  'yardmaster.config.ts',
  'yardmaster.config.js',
  'yardmaster.config.json',
];

const text = z.string().trim().min(1);
const path = z
  .string()
  .regex(/^\/[^\s?#]*$/, 'must be a path that begins with /');
const workflow = z.strictObject({
  /** Under `.github/workflows`: `client-deploy.yml`. */
  file: z
    .string()
    .regex(/^[\w.-]+\.ya?ml$/, 'must be a file name like client-deploy.yml')
    .optional(),
  /** The workflow's `name`. */
  name: text.optional(),
  /** Branch or tag; by default the default branch. */
  ref: text.optional(),
  /** Sent with every dispatch. */
  inputs: z
    .record(text, z.union([z.string(), z.number(), z.boolean()]))
    .optional(),
});
const checks = z.strictObject({
  frontendBaseUrl: text.optional(),
  apiBase: text.optional(),
  /** Default `/` and `/index.html`. */
  frontendPaths: z.array(path).readonly().optional(),
  /** Default `/health` and `/hello`. */
  apiPaths: z.array(path).readonly().optional(),
});
const accessRules = z.strictObject({
  adminUserIds: z.array(text).readonly().optional(),
  adminRoleIds: z.array(text).readonly().optional(),
});
const digest = z.strictObject({
  channelId: text.optional(),
  /** Cron, five fields. */
  schedule: text.optional(),
  /** IANA; default UTC. */
  timeZone: text.optional(),
  /** Default: weekly if the schedule fires every six days or less often, else daily. */
  period: z.enum(['daily', 'weekly']).optional(),
});
const rate = z.strictObject({
  burst: z.int().min(1),
  perMinute: z.number().positive(),
});
const limits = z.strictObject({
  /** Calls of commands that only read; default 20 at once, then 30 per minute. */
  reads: rate.optional(),
  /** Calls of commands that change something; default 10 at once, then 10 per minute. */
  writes: rate.optional(),
});
const schema = z.strictObject({
  /** `deploy` and `diagnose` may be changed in part; others, for agents of your own, need a `file`. */
  workflows: z
    .record(
      z.string().regex(/^[a-z][\w-]*$/, 'must be a name like smoke_test'),
      workflow,
    )
    .optional(),
  checks: checks.optional(),
  access: accessRules.optional(),
  /** `host` and `*.host`. */
  allowedDomains: z.array(text).readonly().optional(),
  digest: digest.optional(),
  /** How many commands one person may give in Discord. */
  limits: limits.optional(),
  /** Checked one by one by `loadAgents`. */
  agents: z.array(z.unknown()).readonly().optional(),
});

/** What a configuration file contains. */
export type FileContent = z.input<typeof schema>;

/** The keys there are at a place of the file, to name the one that was meant. */
const SHAPES: Readonly<Record<string, object>> = {
  workflows: workflow.shape,
  checks: checks.shape,
  access: accessRules.shape,
  digest: digest.shape,
  limits: limits.shape,
};

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
  const parsed = schema.safeParse(content);
  if (parsed.success) return { name, content: parsed.data };
  for (const issue of parsed.error.issues)
    for (const one of toFaults(issue))
      fault({ ...one, variable: `${name}: ${one.variable}` });
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

function toFaults(issue: z.core.$ZodIssue): ConfigFault[] {
  const place = issue.path.map(String);
  if (issue.code !== 'unrecognized_keys')
    return [
      {
        variable: place.join('.') || 'the whole file',
        problem: problemOf(issue),
        expected: 'what defineConfig’s type says',
      },
    ];
  const [section] = place;
  const shape = section === undefined ? schema.shape : (SHAPES[section] ?? {});
  const known = Object.keys(shape);
  return issue.keys.map((key) => {
    const near = didYouMean(key, known);
    return {
      variable: [...place, key].join('.'),
      problem: `there is no such setting${near === undefined ? '' : `; did you mean ${near}?`}`,
      expected: known.join(', '),
    };
  });
}

function problemOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_key')
    return issue.issues[0]?.message ?? issue.message;
  return issue.message
    .replace(/^Invalid input: /, '')
    .replace(/^./, (first) => first.toLowerCase());
}
