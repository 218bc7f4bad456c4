import type {
  Acknowledgement,
  DeliveryOutcome,
  DiscordEvent,
  Fault,
  Interaction,
  LocalDiscord,
  Member,
  MemberName,
  MessageView,
  RegisteredCommand,
  RequestRecord,
} from '../discord/index.ts';
import type { LocalRun, LoggedRequest, Pace } from '../github/index.ts';

/** What passes between the playground's server and its page. */

/** Requests without their raw form: no secret reaches the page. */
export type PageRequest = Omit<RequestRecord, 'raw'>;

type PageEventOf<T> = T extends { readonly request: RequestRecord }
  ? Omit<T, 'request'> & { readonly request: PageRequest }
  : T;
export type PageEvent = PageEventOf<DiscordEvent>;

export interface PageInteraction extends Pick<
  Interaction,
  'id' | 'kind' | 'name' | 'channelId' | 'createdAt' | 'state'
> {
  readonly memberId: string;
  readonly outcome?: string;
  readonly elapsedMs?: number;
}

export interface AppState {
  /** `outside`: an endpoint that the sandbox did not start. */
  readonly state: 'running' | 'starting' | 'stopped' | 'outside';
  readonly log: readonly string[];
}

export interface Settings {
  readonly endpoint: string | null;
  readonly faults: readonly (Fault & { readonly id: number })[];
  readonly githubFaults: readonly string[];
  readonly outage: string | null;
  readonly pace: Pace;
  readonly siteBroken: boolean;
  readonly app: AppState;
  /** The plan waiting for the next run. */
  readonly nextPlan: string | null;
}

export interface Snapshot {
  readonly now: number;
  readonly guildId: string;
  readonly applicationId: string;
  readonly applicationName: string;
  readonly publicKey: string;
  readonly discordUrl: string;
  readonly githubUrl: string;
  readonly repository: string;
  readonly members: Record<MemberName, Member>;
  readonly operatorRole: string;
  readonly channels: LocalDiscord['channels'];
  readonly commands: readonly RegisteredCommand[];
  readonly messages: readonly MessageView[];
  readonly interactions: readonly PageInteraction[];
  readonly requests: readonly PageRequest[];
  readonly githubRequests: readonly LoggedRequest[];
  readonly runs: readonly LocalRun[];
  readonly settings: Settings;
}

export type Update =
  | { readonly type: 'snapshot'; readonly snapshot: Snapshot }
  | {
      readonly type: 'discord';
      readonly event: PageEvent;
      readonly interactions: readonly PageInteraction[];
    }
  | {
      readonly type: 'commands';
      readonly commands: readonly RegisteredCommand[];
    }
  | { readonly type: 'run'; readonly run: LocalRun }
  | { readonly type: 'github-request'; readonly request: LoggedRequest }
  | { readonly type: 'settings'; readonly settings: Settings };

/** What the page hears about an interaction it sent. */
export interface SentResult {
  readonly status: number;
  readonly elapsedMs: number;
  readonly interactionId: string;
  readonly outcome: DeliveryOutcome;
  readonly acknowledgement?: Acknowledgement;
  readonly error?: unknown;
  readonly notice?: string;
}

/** Bodies of the page's requests, by path below `/api/`. */
export interface Actions {
  readonly command: {
    readonly name: string;
    readonly options: readonly Record<string, unknown>[];
    readonly member: MemberName;
    readonly channelId: string;
  };
  readonly autocomplete: {
    readonly name: string;
    readonly options: readonly Record<string, unknown>[];
    readonly member: MemberName;
    readonly channelId: string;
  };
  readonly click: {
    readonly messageId: string;
    readonly customId: string;
    readonly member: MemberName;
    readonly values?: readonly string[];
  };
  readonly modal: {
    readonly customId: string;
    readonly fields: Record<string, string>;
    readonly member: MemberName;
    readonly messageId?: string;
  };
  readonly fault: { readonly fault: Fault };
  readonly 'clear-faults': { readonly kind?: string };
  readonly 'expire-token': { readonly interactionId: string };
  readonly 'github-fault': { readonly name: string };
  readonly run: { readonly id: number; readonly verb: string };
  readonly plan: { readonly name: string };
  readonly pace: { readonly pace: Pace };
  readonly site: { readonly broken: boolean };
  readonly app: { readonly verb: 'restart' | 'kill' | 'start' };
  readonly endpoint: { readonly url: string };
  readonly check: Record<string, never>;
}
