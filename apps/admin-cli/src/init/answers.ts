import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Terminal } from '../terminal/terminal.ts';

/** What `init` needs to know; the names of its flags, too. */
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
  /** `--frontend` */
  readonly flag: string;
  readonly message: string;
  readonly placeholder: string;
  /** What to use instead, or undefined. */
  readonly fault: (value: string) => string | undefined;
}

const matches =
  (pattern: RegExp, fault: string) =>
  (value: string): string | undefined =>
    pattern.test(value) ? undefined : fault;

const isUrl = (value: string): string | undefined =>
  value === '' || /^https?:$/.test(URL.parse(value)?.protocol ?? '')
    ? undefined
    : 'use an http or https URL.';

const WORKFLOW = matches(
  /^[\w.-]+\.ya?ml$/,
  'use a file name such as client-deploy.yml.',
);

/** In the order they are asked; each is also a flag. */
export const QUESTIONS: readonly Question[] = [
  {
    name: 'repository',
    flag: '--repository',
    message: 'Which repository has the workflows?',
    placeholder: 'owner/name',
    fault: matches(
      /^[A-Za-z0-9][A-Za-z0-9-]{0,38}\/[\w.-]{1,100}$/,
      'use owner/name.',
    ),
  },
  {
    name: 'deployWorkflow',
    flag: '--deploy-workflow',
    message: 'Which workflow deploys? It is created if it does not exist.',
    placeholder: 'client-deploy.yml',
    fault: WORKFLOW,
  },
  {
    name: 'diagnoseWorkflow',
    flag: '--diagnose-workflow',
    message: 'Which workflow runs the diagnosis?',
    placeholder: 'diagnose.yml',
    fault: WORKFLOW,
  },
  {
    name: 'frontend',
    flag: '--frontend',
    message: 'URL of the frontend? (empty: not checked)',
    placeholder: 'https://www.example.com',
    fault: isUrl,
  },
  {
    name: 'api',
    flag: '--api',
    message: 'URL of its API? (empty: not checked)',
    placeholder: 'https://api.example.com',
    fault: isUrl,
  },
  {
    name: 'adminRoles',
    flag: '--admin-roles',
    message:
      'Which Discord roles may start workflows? (role ids, separated by commas; empty: members with Manage Server)',
    placeholder: '41771983423143936',
    fault: matches(
      /^(?:\d{17,20}(?:\s*,\s*\d{17,20})*)?$/,
      'use ids of 17 to 20 digits, separated by commas.',
    ),
  },
  {
    name: 'allowedDomains',
    flag: '--allowed-domains',
    message:
      'Which hosts are allowed in URLs? (separated by commas; *.example.com for all subdomains; empty: every public host)',
    placeholder: '*.example.com',
    fault: matches(
      /^(?:(?:\*\.)?[\w.-]+(?:\s*,\s*(?:\*\.)?[\w.-]+)*)?$/,
      'use hosts, separated by commas.',
    ),
  },
];

/** The answers if no flag is given and no question is asked. */
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
