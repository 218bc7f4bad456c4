import type { RuleEntry } from './schema/access.ts';
import type { EnvironmentGuards } from './schema/environment.ts';
import type { FreezeEntry } from './schema/freeze.ts';
import type { OptionDeclaration } from './schema/option.ts';

/** A workflow Yardmaster drives. */
export interface WorkflowConfig {
  /** Key of `repositories`; the default repository where absent. */
  readonly repository?: string | undefined;
  /** File name under `.github/workflows`. */
  readonly file: string;
  /** The workflow's own `name`. */
  readonly name: string;
  /** Branch or tag; the repository's default branch where absent. */
  readonly ref?: string | undefined;
  /** Inputs sent with every dispatch. */
  readonly inputs: Readonly<Record<string, string>>;
  /** What it deploys, and where to: a fixed environment, or the input that names one. */
  readonly service?: string | undefined;
  readonly environment?: string | { readonly input: string } | undefined;
  /** The input that pins a commit. */
  readonly sha?: { readonly input: string } | undefined;
  /** How people call it, if they may. */
  readonly command?: string | undefined;
  readonly description?: string | undefined;
  readonly options?: Readonly<Record<string, OptionDeclaration>> | undefined;
  /** What `/verify-latest` looks for in the names of steps. */
  readonly steps?:
    | {
        readonly build?: string | undefined;
        readonly sync?: string | undefined;
        readonly invalidation?: string | undefined;
      }
    | undefined;
}

/** A repository whose workflows are run. */
export interface RepositoryConfig {
  /** `owner/name` */
  readonly repository: string;
  readonly auth: GitHubAuth;
}

export type GitHubAuth =
  | { readonly kind: 'token'; readonly token: string }
  | {
      readonly kind: 'app';
      readonly appId: string;
      readonly privateKey: string;
      readonly installationId: string;
    };

/** A digest that is sent by itself. */
export interface DigestConfig {
  readonly channelId: string;
  /** Cron, five fields. */
  readonly schedule: string;
  /** IANA. */
  readonly timeZone: string;
  readonly period: 'daily' | 'weekly';
}

/** `burst` calls at once, then `perMinute`. */
export interface RateConfig {
  readonly burst: number;
  readonly perMinute: number;
}

/** The checked configuration. Secrets are in here: never log it. */
export interface Config {
  /** Of the default repository. Empty strings where the program did not ask for this part. */
  readonly github: {
    readonly repository: string;
    readonly auth: GitHubAuth;
    readonly apiUrl: string;
    readonly webhookSecrets: readonly string[];
  };
  /** Every repository by its key; the first is the default one. Empty where the program did not ask for GitHub. */
  readonly repositories: Readonly<Record<string, RepositoryConfig>>;
  /** Absent where the program did not ask for this part. */
  readonly discord?: {
    readonly applicationId: string;
    readonly publicKeys: readonly string[];
    readonly botToken: string;
    readonly guildId?: string;
    readonly apiUrl: string;
  };
  /** Used for GitHub and Discord, never for URLs that a person gave. */
  readonly proxy?: {
    readonly httpProxy?: string | undefined;
    readonly httpsProxy?: string | undefined;
    readonly noProxy?: string | undefined;
  };
  readonly databaseUrl: string;
  readonly host: string;
  readonly port: number;
  readonly access: {
    readonly adminUserIds: readonly string[];
    readonly adminRoleIds: readonly string[];
    /** The one server whose calls are accepted. */
    readonly guildId?: string;
    readonly rules: readonly RuleEntry[];
  };
  /** Patterns `host` and `*.host`; empty means every public host. */
  readonly allowedDomains: readonly string[];
  readonly checks: {
    readonly frontendBaseUrl?: string;
    readonly apiBase?: string;
    /** Paths of the frontend that must answer 200. */
    readonly frontendPaths: readonly string[];
    readonly apiPaths: readonly string[];
  };
  readonly workflows: {
    readonly deploy: WorkflowConfig;
    readonly diagnose: WorkflowConfig;
  } & Readonly<Record<string, WorkflowConfig>>;
  /** Guards by the environment's name; an environment that is not listed has none. */
  readonly environments: Readonly<Record<string, EnvironmentGuards>>;
  readonly freezes: readonly FreezeEntry[];
  /** IANA; for freezes and times that people type. */
  readonly timeZone: string;
  readonly follow: {
    readonly timeoutMs: number;
    readonly pollIntervalMs: number;
  };
  /** Absent where no digest is scheduled. */
  readonly digest?: DigestConfig;
  /** How many calls one person may make; what is absent is `DEFAULT_LIMITS`. */
  readonly limits?: {
    readonly reads?: RateConfig | undefined;
    readonly writes?: RateConfig | undefined;
  };
  /** `off`: no line of a failed step's log is read, shown or kept; absent is `on`. */
  readonly logExcerpt?: 'on' | 'off';
  readonly logLevel: string;
}
