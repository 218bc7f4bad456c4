/** A workflow Yardmaster drives. */
export interface WorkflowConfig {
  /** File name under `.github/workflows`. */
  readonly file: string;
  /** The workflow's own `name`. */
  readonly name: string;
  /** Branch or tag; the repository's default branch where absent. */
  readonly ref?: string;
  /** Inputs sent with every dispatch. */
  readonly inputs: Readonly<Record<string, string>>;
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
  /** Empty strings where the program did not ask for this part. */
  readonly github: {
    readonly repository: string;
    readonly auth: GitHubAuth;
    readonly apiUrl: string;
    readonly webhookSecrets: readonly string[];
  };
  /** Absent where the program did not ask for this part. */
  readonly discord?: {
    readonly applicationId: string;
    readonly publicKeys: readonly string[];
    readonly botToken: string;
    readonly guildId?: string;
    readonly apiUrl: string;
  };
  readonly databaseUrl: string;
  readonly host: string;
  readonly port: number;
  readonly access: {
    readonly adminUserIds: readonly string[];
    readonly adminRoleIds: readonly string[];
    /** The one server whose calls are accepted. */
    readonly guildId?: string;
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
  readonly logLevel: string;
}
