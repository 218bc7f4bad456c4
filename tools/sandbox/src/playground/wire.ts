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

type PageEventOf<T> = T extends { request: RequestRecord }
  ? Omit<T, 'request'> & { request: PageRequest }
  : T;
export type PageEvent = PageEventOf<DiscordEvent>;

export interface PageInteraction extends Pick<
  Interaction,
  'id' | 'kind' | 'name' | 'channelId' | 'createdAt' | 'state'
> {
  memberId: string;
  outcome?: string;
  elapsedMs?: number;
}

export interface AppState {
  /** `outside`: somebody else's endpoint. */
  state: 'running' | 'starting' | 'stopped' | 'outside';
  log: readonly string[];
}

export interface Settings {
  endpoint: string | null;
  faults: readonly (Fault & { id: number })[];
  githubFaults: readonly string[];
  outage: string | null;
  pace: Pace;
  siteBroken: boolean;
  app: AppState;
  /** The plan waiting for the next run. */
  nextPlan: string | null;
}

export interface Snapshot {
  now: number;
  guildId: string;
  applicationId: string;
  applicationName: string;
  publicKey: string;
  discordUrl: string;
  githubUrl: string;
  repository: string;
  members: Record<MemberName, Member>;
  operatorRole: string;
  channels: LocalDiscord['channels'];
  commands: readonly RegisteredCommand[];
  messages: readonly MessageView[];
  interactions: readonly PageInteraction[];
  requests: readonly PageRequest[];
  githubRequests: readonly LoggedRequest[];
  runs: readonly LocalRun[];
  settings: Settings;
}

export type Update =
  | { type: 'snapshot'; snapshot: Snapshot }
  | {
      type: 'discord';
      event: PageEvent;
      interactions: readonly PageInteraction[];
    }
  | { type: 'commands'; commands: readonly RegisteredCommand[] }
  | { type: 'run'; run: LocalRun }
  | { type: 'github-request'; request: LoggedRequest }
  | { type: 'settings'; settings: Settings };

/** What the page hears about an interaction it sent. */
export interface SentResult {
  status: number;
  elapsedMs: number;
  interactionId: string;
  outcome: DeliveryOutcome;
  acknowledgement?: Acknowledgement;
  error?: unknown;
  notice?: string;
}

/** Bodies of the page's requests, by path below `/api/`. */
export interface Actions {
  command: {
    name: string;
    options: readonly Record<string, unknown>[];
    member: MemberName;
    channelId: string;
  };
  autocomplete: {
    name: string;
    options: readonly Record<string, unknown>[];
    member: MemberName;
    channelId: string;
  };
  click: {
    messageId: string;
    customId: string;
    member: MemberName;
    values?: readonly string[];
  };
  modal: {
    customId: string;
    fields: Record<string, string>;
    member: MemberName;
    messageId?: string;
  };
  fault: { fault: Fault };
  'clear-faults': { kind?: string };
  'expire-token': { interactionId: string };
  'github-fault': { name: string };
  run: { id: number; verb: string };
  plan: { name: string };
  pace: { pace: Pace };
  site: { broken: boolean };
  app: { verb: 'restart' | 'kill' | 'start' };
  endpoint: { url: string };
  check: Record<string, never>;
}
