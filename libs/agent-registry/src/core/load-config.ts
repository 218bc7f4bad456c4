import { parseAllowedDomains } from '@yardmaster/url-guard';
import { loadAgents } from './load-agents.ts';
import { createChooser, type Choose } from '../config/choose.ts';
import type { Config } from '../config/configuration.ts';
import { readDigest } from '../config/digest.ts';
import { readDiscord } from '../config/discord.ts';
import {
  readEnvironment,
  readSecret,
  type Env,
} from '../config/environment.ts';
import type { ConfigFault, Parsed } from '../config/fault.ts';
import { readConfigFile } from '../config/file.ts';
import type { FileContent } from '../config/schema/file.ts';
import { readGitHub, type ReadToken } from '../config/github.ts';
import {
  listOf,
  oneOf,
  parseBaseUrl,
  parseDatabaseUrl,
  parseHost,
  parsePort,
  parseSnowflake,
  seconds,
} from '../config/parse.ts';
import type { Agent } from '../command/agent.ts';
import { checkFile } from './check-file.ts';
import type { Setup } from './setup.ts';
import { readText } from '../config/text-file.ts';
import type { ConfigPart } from '../config/variables.ts';
import { RegistryError } from '../command/registry.ts';
import { readWorkflows } from '../config/workflows.ts';

export interface LoadConfigOptions {
  /** What the program cannot do without. */
  readonly parts: readonly ConfigPart[];
  /** Where `yardmaster.config.*` is looked for. Default: the working directory. */
  readonly cwd?: string;
  readonly readFile?: (path: string) => Promise<string>;
}

export type LoadedConfig =
  | {
      readonly ok: true;
      readonly config: Setup;
      /** What does not stop the start, but should be looked at. */
      readonly warnings: readonly ConfigFault[];
    }
  | { readonly ok: false; readonly faults: readonly ConfigFault[] };

const LOG_LEVELS = [
  'trace',
  'debug',
  'info',
  'warn',
  'error',
  'fatal',
  'silent',
] as const;
const DAY = 86_400;
const HOUR = 3_600;

/**
 * Reads and checks the whole configuration: the environment, and `yardmaster.config.*` where there is one. What both say
 * is the environment's. Every fault is reported, not only the first.
 */
export async function loadConfig(
  env: Env,
  options: LoadConfigOptions,
): Promise<LoadedConfig> {
  const { parts, cwd = process.cwd() } = options;
  const readFile = options.readFile ?? readText;
  const wanted = new Set(parts);
  const environment = await readEnvironment(env, wanted, readFile);
  const { faults, read } = environment;
  const fault = (one: ConfigFault) => void faults.push(one);
  const file = await readConfigFile(cwd, readFile, fault);
  const named = file?.content ?? {};
  const from = createChooser(environment, file?.name ?? '', fault);

  const guildId = read('DISCORD_GUILD_ID', parseSnowflake);
  const discord = wanted.has('discord')
    ? readDiscord(environment, guildId)
    : undefined;
  const digest = wanted.has('discord')
    ? readDigest(environment, from, named.digest)
    : undefined;
  const readToken: ReadToken = async (variable, place) => {
    const parsed = await readSecret(env, variable, readFile);
    if ('value' in parsed) return parsed.value;
    fault({
      variable: `${file?.name}: ${place}`,
      problem: parsed.problem,
      expected: 'the name of a variable that holds a GitHub token',
    });
    return undefined;
  };
  const config: Config = {
    ...(await readGitHub(
      environment,
      wanted.has('github'),
      named.repositories ?? {},
      readToken,
    )),
    ...(discord === undefined ? {} : { discord }),
    ...proxyOf(env),
    databaseUrl:
      read('DATABASE_URL', parseDatabaseUrl) ?? 'file:.yardmaster/journal.db',
    host: read('HOST', parseHost) ?? '0.0.0.0',
    port: read('PORT', parsePort) ?? 3000,
    access: {
      ...(guildId === undefined ? {} : { guildId }),
      adminUserIds:
        from(
          'ADMIN_USER_IDS',
          'access.adminUserIds',
          named.access?.adminUserIds?.join(),
          listOf(parseSnowflake),
        ) ?? [],
      adminRoleIds:
        from(
          'ADMIN_ROLE_IDS',
          'access.adminRoleIds',
          named.access?.adminRoleIds?.join(),
          listOf(parseSnowflake),
        ) ?? [],
      rules: named.access?.rules ?? [],
    },
    environments: named.environments ?? {},
    freezes: named.freezes ?? [],
    timeZone: named.timeZone ?? 'UTC',
    allowedDomains:
      from(
        'ALLOWED_DOMAINS',
        'allowedDomains',
        named.allowedDomains?.join(),
        parseDomains,
      ) ?? [],
    checks: readChecks(from, named.checks),
    workflows: readWorkflows(named.workflows),
    follow: {
      timeoutMs: read('FOLLOW_TIMEOUT_SECONDS', seconds(DAY)) ?? 180_000,
      pollIntervalMs: read('POLL_INTERVAL_SECONDS', seconds(HOUR)) ?? 3_000,
    },
    ...(digest === undefined ? {} : { digest }),
    ...(named.limits === undefined ? {} : { limits: named.limits }),
    ...(named.logExcerpt === undefined ? {} : { logExcerpt: named.logExcerpt }),
    logLevel: read('LOG_LEVEL', oneOf(LOG_LEVELS)) ?? 'info',
  };
  const warnings =
    file === undefined ? [] : await checkFile(file, config, environment);
  const agents = [
    // Made only of what has no fault: a pattern that cannot be compiled throws.
    ...(faults.length > 0 ? [] : await workflowAgents(config)),
    ...(await loadAgents(
      named.agents ?? [],
      config,
      cwd,
      file?.name ?? '',
      fault,
    )),
  ];
  if (agents.length > 0)
    await checkTogether({ ...config, agents }, file?.name ?? '', fault);
  return faults.length > 0
    ? { ok: false, faults }
    : { ok: true, config: { ...config, agents }, warnings };
}

/** The agents of the workflows that people may call. */
async function workflowAgents(config: Config): Promise<readonly Agent[]> {
  const callable = Object.entries(config.workflows).flatMap(
    ([key, { command, ...workflow }]) =>
      command === undefined ? [] : [{ ...workflow, key, command }],
  );
  if (callable.length === 0) return [];
  const { createWorkflowAgent } = await import('../workflows/agent.ts');
  return callable.map((workflow) => createWorkflowAgent(workflow, config));
}

/** As every program reads them, in upper or lower case; the lower-case name wins, as with curl. */
function proxyOf(env: Env): Pick<Config, 'proxy'> {
  const read = (name: string) =>
    env[name.toLowerCase()]?.trim() || env[name]?.trim() || undefined;
  const httpProxy = read('HTTP_PROXY');
  const httpsProxy = read('HTTPS_PROXY');
  return httpProxy === undefined && httpsProxy === undefined
    ? {}
    : { proxy: { httpProxy, httpsProxy, noProxy: read('NO_PROXY') } };
}

/** Agents of the team's own must fit among the built-in ones, and be what Discord takes. */
async function checkTogether(
  config: Setup,
  fileName: string,
  fault: (fault: ConfigFault) => void,
): Promise<void> {
  // Loaded for those who have agents of their own: it brings all the built-in ones.
  const { createConfiguredRegistry } = await import('./built-in.ts');
  try {
    createConfiguredRegistry(config);
  } catch (error) {
    if (!(error instanceof RegistryError)) throw error;
    for (const problem of error.faults)
      fault({
        variable: `${fileName}: agents`,
        problem,
        expected: 'agents whose ids and commands are their own',
      });
  }
}

function parseDomains(text: string): Parsed<readonly string[]> {
  const parsed = parseAllowedDomains(text);
  return parsed.ok
    ? { value: parsed.domains }
    : {
        problem: parsed.faults
          // The environment has no such exceptions: what people name is on the public Internet.
          .map(({ message }) =>
            message.replace(/: name it in allowPrivate instead$/, ''),
          )
          .join('; '),
      };
}

function readChecks(
  from: Choose,
  named: FileContent['checks'],
): Config['checks'] {
  const frontendBaseUrl = from(
    'FRONTEND_BASE_URL',
    'checks.frontendBaseUrl',
    named?.frontendBaseUrl,
    parseBaseUrl,
  );
  const apiBase = from(
    'VITE_API_BASE',
    'checks.apiBase',
    named?.apiBase,
    parseBaseUrl,
  );
  return {
    ...(frontendBaseUrl === undefined ? {} : { frontendBaseUrl }),
    ...(apiBase === undefined ? {} : { apiBase }),
    frontendPaths: named?.frontendPaths ?? ['/', '/index.html'],
    apiPaths: named?.apiPaths ?? ['/health', '/hello'],
  };
}
