import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  VARIABLE_NAMES,
  VARIABLES,
  type Variable,
} from '@yardmaster/agent-registry/config';
import { decodeText, type Encoding, type TextFile } from '../cli/text-file.ts';
import { inputsFor, readWorkflow } from '../workflow/read.ts';
import type { Answers } from './answers.ts';
import { completeWorkflow } from '../workflow/complete.ts';

/** A file as it is and as it should be. */
export interface PlannedFile {
  /** Relative to the folder that is set up. */
  readonly path: string;
  /** Undefined if the file does not exist. */
  readonly before: string | undefined;
  readonly after: string;
  readonly encoding: Encoding;
  /** It would be replaced instead of added to, which needs a confirmation of its own. */
  readonly replaces: boolean;
  /** Why it is not changed although it should be. */
  readonly problem?: string;
}

/** What makes the new text of a file from its text, if it exists. */
type Make = (
  before: string | undefined,
) => string | { readonly problem: string };

export const CONFIG_FILES = [
  'yardmaster.config.ts',
  'yardmaster.config.js',
  'yardmaster.config.json',
] as const;

/** `chosen`: answers that a person gave; a workflow of another name that happens to exist is not changed. */
export function planFiles(
  cwd: string,
  answers: Answers,
  chosen: ReadonlySet<keyof Answers>,
): readonly PlannedFile[] {
  const readBytes = (path: string): TextFile | undefined =>
    existsSync(join(cwd, path))
      ? decodeText(readFileSync(join(cwd, path)))
      : undefined;
  const read = (path: string) => readBytes(path)?.text;
  const plan = (path: string, make: Make, replaces = false): PlannedFile => {
    const { text: before, encoding = 'utf-8' as const } = readBytes(path) ?? {};
    const made = make(before);
    return {
      path,
      before,
      encoding,
      replaces,
      ...(typeof made === 'string'
        ? { after: made }
        : { after: before ?? '', problem: made.problem }),
    };
  };
  const other = CONFIG_FILES.find((name) => existsSync(join(cwd, name)));
  const workflow = (key: 'deploy' | 'diagnose') => {
    const name = `${key}Workflow` as const;
    return plan(`.github/workflows/${answers[name]}`, (before) => {
      const template = templateOf(key);
      if (before === undefined) return template;
      const done = completeWorkflow(before, template, inputsFor(key));
      if (!done.ok) return done;
      return done.text === before || chosen.has(name)
        ? done.text
        : {
            problem: `it exists and was not chosen; pass --${key}-workflow ${answers[name]} to add what it lacks`,
          };
    });
  };
  return [
    // A configuration file in another format is the user's choice; two would be a fault.
    ...(other === undefined || other === 'yardmaster.config.ts'
      ? [
          plan(
            'yardmaster.config.ts',
            () => configText(answers, namesOf(answers, read)),
            true,
          ),
        ]
      : []),
    plan('.env.example', (before) => environmentText(before, answers)),
    plan('.gitignore', ignoreText),
    workflow('deploy'),
    workflow('diagnose'),
  ];
}

type WorkflowNames = Readonly<Partial<Record<keyof typeof TEMPLATES, string>>>;

/** The names that existing workflows have. */
function namesOf(
  { deployWorkflow, diagnoseWorkflow }: Answers,
  read: (path: string) => string | undefined,
): WorkflowNames {
  const nameIn = (file: string): string | undefined => {
    const text = read(`.github/workflows/${file}`);
    const workflow = text === undefined ? undefined : readWorkflow(text);
    const name = workflow?.ok ? workflow.document.get('name') : undefined;
    return typeof name === 'string' ? name : undefined;
  };
  const [deploy, diagnose] = [nameIn(deployWorkflow), nameIn(diagnoseWorkflow)];
  return { ...(deploy && { deploy }), ...(diagnose && { diagnose }) };
}

const NAMES = { deploy: 'Client Deploy', diagnose: 'Diagnose on Demand' };

const TEMPLATES = { deploy: 'client-deploy.yml', diagnose: 'diagnose.yml' };

/** The workflow files of Yardmaster's own repository, as they are published with this program. */
export function templateOf(key: keyof typeof TEMPLATES): string {
  return readFileSync(
    new URL(`../../templates/${TEMPLATES[key]}`, import.meta.url),
    'utf8',
  );
}

/** A plain object and a type, so that the file loads even if this package is not installed. */
export function configText(
  answers: Answers,
  names: WorkflowNames = {},
): string {
  const list = (text: string) =>
    text
      .split(',')
      .map((item) => item.trim())
      .filter((item) => item !== '');
  const files = {
    deploy: answers.deployWorkflow,
    diagnose: answers.diagnoseWorkflow,
  };
  const workflows = Object.fromEntries(
    (['deploy', 'diagnose'] as const).flatMap((key) => {
      const [file, name] = [files[key], names[key] ?? NAMES[key]];
      const settings = {
        ...(file !== TEMPLATES[key] && { file }),
        ...(name !== NAMES[key] && { name }),
      };
      return Object.keys(settings).length === 0 ? [] : [[key, settings]];
    }),
  );
  const checks = {
    ...(answers.frontend && { frontendBaseUrl: answers.frontend }),
    ...(answers.api && { apiBase: answers.api }),
  };
  const config = {
    ...(Object.keys(workflows).length > 0 && { workflows }),
    ...(Object.keys(checks).length > 0 && { checks }),
    ...(answers.adminRoles && {
      access: { adminRoleIds: list(answers.adminRoles) },
    }),
    ...(answers.allowedDomains && {
      allowedDomains: list(answers.allowedDomains),
    }),
  };
  return `import type { FileConfig } from '@yardmaster/agent-registry';

// Environment variables override this file. Keep secrets in the environment.
export default ${literal(config)} satisfies FileConfig;
`;
}

type Plain = string | readonly string[] | { readonly [name: string]: Plain };

/** A value as a person would write it in TypeScript. */
function literal(value: Plain, indent = ''): string {
  if (typeof value === 'string')
    return `'${JSON.stringify(value).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
  const inner = `${indent}  `;
  const entries = Array.isArray(value)
    ? value.map((item: string) => literal(item, inner))
    : Object.entries(value).map(
        ([name, item]) => `${name}: ${literal(item, inner)}`,
      );
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  return entries.length === 0
    ? `${open}${close}`
    : `${open}\n${entries.map((entry) => `${inner}${entry},\n`).join('')}${indent}${close}`;
}

const HEADING = `# Variables that Yardmaster reads. Copy this file to .env, which git ignores, and fill it in.
`;

/** Every variable, as a comment and an empty assignment; in an existing file only those that it lacks. */
export function environmentText(
  before: string | undefined,
  answers: Answers,
): string {
  const there = new Set(
    [
      ...(before ?? '').matchAll(/^\s*#?\s*(?:export\s+)?([A-Z][A-Z0-9_]+)=/gm),
    ].map(([, name]) => name),
  );
  const blocks = VARIABLE_NAMES.filter((name) => !there.has(name)).map(
    (name) => {
      const { expected, secret }: Variable = VARIABLES[name];
      const value = name === 'GITHUB_REPOSITORY' ? answers.repository : '';
      const mark = value === '' && !REQUIRED.has(name) ? '# ' : '';
      const file = secret ? ` (or ${name}_FILE: path of a file)` : '';
      return `# ${expected}${file}\n${mark}${name}=${value}\n`;
    },
  );
  if (blocks.length === 0) return before ?? '';
  return append(before, HEADING, `\n${blocks.join('\n')}`);
}

const IGNORED = ['.env', '.yardmaster/'] as const;

/** Git ignores secrets and the journal. */
export function ignoreText(before: string | undefined): string {
  const lines = new Set(
    (before ?? '')
      .split(/\r?\n/)
      .map((line) => line.trim().replace(/^\/|\/$/g, '')),
  );
  const missing = IGNORED.filter((name) => !lines.has(name.replace(/\/$/, '')));
  return missing.length === 0
    ? (before ?? '')
    : append(before, '', `${missing.join('\n')}\n`);
}

/** The text of a file with more lines at its end, which are like those before them. */
function append(
  before: string | undefined,
  heading: string,
  lines: string,
): string {
  if (before === undefined || before === '') return heading + lines;
  const end = before.includes('\r\n') ? '\r\n' : '\n';
  const start = before.endsWith('\n') ? before : before + end;
  return start + lines.replaceAll('\n', end);
}

const REQUIRED = new Set<string>([
  'GITHUB_REPOSITORY',
  'GITHUB_TOKEN',
  'DISCORD_APPLICATION_ID',
  'DISCORD_PUBLIC_KEY',
  'DISCORD_BOT_TOKEN',
]);
