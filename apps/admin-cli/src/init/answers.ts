import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Terminal } from '../terminal/terminal.ts';

/** What `init` needs to know. */
export interface Answers {
  readonly repository: string;
  readonly deployWorkflow: string;
  readonly diagnoseWorkflow: string;
  readonly frontend: string;
  readonly api: string;
  readonly adminRoles: string;
  readonly allowedDomains: string;
}

interface Question {
  readonly name: keyof Answers;
  readonly flag: string;
  readonly asks: string;
  readonly placeholder: string;
  readonly fault: (value: string) => string | undefined;
}

const matches =
  (pattern: RegExp, fault: string) =>
  (value: string): string | undefined =>
    pattern.test(value) ? undefined : fault;

const isUrl = (value: string): string | undefined =>
  value === '' || /^https?:$/.test(URL.parse(value)?.protocol ?? '')
    ? undefined
    : 'Give an http or https URL, or nothing.';

const WORKFLOW = matches(
  /^[\w.-]+\.ya?ml$/,
  'Give a file name like client-deploy.yml.',
);

/** In the order they are asked; each is also a flag. */
export const QUESTIONS: readonly Question[] = [
  {
    name: 'repository',
    flag: '--repository <owner/name>',
    asks: 'Which repository has the workflows?',
    placeholder: 'owner/name',
    fault: matches(
      /^[A-Za-z0-9][A-Za-z0-9-]{0,38}\/[\w.-]{1,100}$/,
      'Give it as owner/name.',
    ),
  },
  {
    name: 'deployWorkflow',
    flag: '--deploy-workflow <file>',
    asks: 'Which workflow deploys? It is made if it is not there.',
    placeholder: 'client-deploy.yml',
    fault: WORKFLOW,
  },
  {
    name: 'diagnoseWorkflow',
    flag: '--diagnose-workflow <file>',
    asks: 'Which workflow diagnoses?',
    placeholder: 'diagnose.yml',
    fault: WORKFLOW,
  },
  {
    name: 'frontend',
    flag: '--frontend <url>',
    asks: 'Where is the frontend? (empty: not checked)',
    placeholder: 'https://www.example.com',
    fault: isUrl,
  },
  {
    name: 'api',
    flag: '--api <url>',
    asks: 'Where is its API? (empty: not checked)',
    placeholder: 'https://api.example.com',
    fault: isUrl,
  },
  {
    name: 'adminRoles',
    flag: '--admin-roles <ids>',
    asks: 'Which Discord roles may start workflows? (ids with commas; empty: whoever holds Manage Server)',
    placeholder: '41771983423143936',
    fault: matches(
      /^(?:\d{17,20}(?:\s*,\s*\d{17,20})*)?$/,
      'Give ids of 17 to 20 digits with commas between them, or nothing.',
    ),
  },
  {
    name: 'allowedDomains',
    flag: '--allowed-domains <hosts>',
    asks: 'Which hosts may people name in URLs? (with commas; *.example.com: all below it; empty: every public one)',
    placeholder: '*.example.com',
    fault: matches(
      /^(?:(?:\*\.)?[\w.-]+(?:\s*,\s*(?:\*\.)?[\w.-]+)*)?$/,
      'Give hosts with commas between them, or nothing.',
    ),
  },
];

/** What is taken where nobody is asked and no flag says otherwise. */
export async function defaultsFor(terminal: Terminal): Promise<Answers> {
  const { env } = terminal;
  return {
    repository: env['GITHUB_REPOSITORY'] ?? (await originOf(terminal)) ?? '',
    deployWorkflow: 'client-deploy.yml',
    diagnoseWorkflow: 'diagnose.yml',
    frontend: env['FRONTEND_BASE_URL'] ?? '',
    api: env['VITE_API_BASE'] ?? '',
    adminRoles: env['ADMIN_ROLE_IDS'] ?? '',
    allowedDomains: env['ALLOWED_DOMAINS'] ?? '',
  };
}

/** `owner/name` of the remote that git calls origin. */
async function originOf({ cwd, env }: Terminal): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)(
      'git',
      ['remote', 'get-url', 'origin'],
      { cwd, env: { ...env }, timeout: 2_000 },
    );
    return /[:/]([\w-]+\/[\w.-]+?)(?:\.git)?\s*$/.exec(stdout)?.[1];
  } catch {
    return undefined;
  }
}
