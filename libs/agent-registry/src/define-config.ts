import type { AgentSource } from './config/agents.ts';

/** What `yardmaster.config.{ts,js,json}` may say. No secrets: those come from the environment, which also wins. */
export interface FileConfig {
  /** `deploy` and `diagnose` may be changed in part; others, for agents of your own, need a `file`. */
  readonly workflows?: Readonly<
    Record<
      string,
      {
        /** Under `.github/workflows`: `client-deploy.yml`. */
        readonly file?: string;
        /** The workflow's `name`. */
        readonly name?: string;
        /** Branch or tag; the default branch where absent. */
        readonly ref?: string;
        /** Sent with every dispatch. */
        readonly inputs?: Readonly<Record<string, string | number | boolean>>;
      }
    >
  >;
  readonly checks?: {
    readonly frontendBaseUrl?: string;
    readonly apiBase?: string;
    /** Default `/` and `/index.html`. */
    readonly frontendPaths?: readonly string[];
    /** Default `/health` and `/hello`. */
    readonly apiPaths?: readonly string[];
  };
  readonly access?: {
    readonly adminUserIds?: readonly string[];
    readonly adminRoleIds?: readonly string[];
  };
  /** `host` and `*.host`. */
  readonly allowedDomains?: readonly string[];
  readonly digest?: {
    readonly channelId?: string;
    /** Cron, five fields. */
    readonly schedule?: string;
    /** IANA; default UTC. */
    readonly timeZone?: string;
    /** Default: weekly where the schedule comes once in six days or less often, else daily. */
    readonly period?: 'daily' | 'weekly';
  };
  /** Your own agents: paths of modules that export `agent`, relative to the file, or the agents themselves. */
  readonly agents?: readonly (string | AgentSource)[];
}

/** Types the configuration as you write it; it is checked when Yardmaster starts. */
export function defineConfig(config: FileConfig): FileConfig {
  return config;
}
