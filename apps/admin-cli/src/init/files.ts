import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  VARIABLE_NAMES,
  VARIABLES,
  type Variable,
} from '@yardmaster/agent-registry/config';
import { inputsFor, readWorkflow } from '../workflow/read.ts';
import type { Answers } from './answers.ts';
import { completeWorkflow } from '../workflow/complete.ts';

/** A file as it is and as it should be. */
export interface PlannedFile {
  /** Below the folder that is set up. */
  readonly path: string;
  /** Absent where the file is not there. */
  readonly before?: string;
  readonly after: string;
  /** It would be replaced rather than added to, which needs a yes of its own. */
  readonly replaces: boolean;
}

export const CONFIG_FILES = [
  'yardmaster.config.ts',
  'yardmaster.config.js',
  'yardmaster.config.json',
] as const;

export function planFiles(
  cwd: string,
  answers: Answers,
): readonly PlannedFile[] {
  const read = (path: string): string | undefined =>
    existsSync(join(cwd, path))
      ? readFileSync(join(cwd, path), 'utf8')
      : undefined;
  const plan = (
    path: string,
    make: (before: string | undefined) => string,
    replaces = false,
  ): PlannedFile => {
    const before = read(path);
    return {
      path,
      after: make(before),
      replaces,
      ...(before === undefined ? {} : { before }),
    };
  };
  const other = CONFIG_FILES.find((name) => existsSync(join(cwd, name)));
  const workflow = (key: 'deploy' | 'diagnose', file: string) =>
    plan(`.github/workflows/${file}`, (before) => {
      const template = templateOf(key);
      return before === undefined
        ? template
        : completeWorkflow(before, template, inputsFor(key));
    });
  return [
    // A configuration in another form is the user's choice, and two are a fault.
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
    workflow('deploy', answers.deployWorkflow),
    workflow('diagnose', answers.diagnoseWorkflow),
  ];
}

type WorkflowNames = Readonly<Partial<Record<keyof typeof TEMPLATES, string>>>;

/** How the workflows that are there call themselves. */
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

/** A plain object and a type alone, so that the file loads where this package is not installed. */
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

// What this says may be said by variables of the environment as well, and they win. Secrets belong there alone.
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

const HEADING = `# What Yardmaster reads from the environment. Copy this to .env, which git must ignore, and fill it in.
`;

/** Every variable there is, as a comment and an empty assignment; into an existing file only those it lacks. */
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
      const file = secret ? ` (or ${name}_FILE, the path of a file)` : '';
      return `# ${expected}${file}\n${mark}${name}=${value}\n`;
    },
  );
  if (blocks.length === 0) return before ?? '';
  const start =
    before === undefined ? HEADING : before.replace(/\n?$/, before && '\n');
  return `${start}\n${blocks.join('\n')}`;
}

const REQUIRED = new Set<string>([
  'GITHUB_REPOSITORY',
  'GITHUB_TOKEN',
  'DISCORD_APPLICATION_ID',
  'DISCORD_PUBLIC_KEY',
  'DISCORD_BOT_TOKEN',
]);
