import type {
  DiscordEvent,
  Interaction,
  RequestRecord,
} from '../discord/index.ts';
import type { Stack } from '../stack/stack.ts';
import type {
  AppState,
  PageEvent,
  PageInteraction,
  PageRequest,
  Settings,
  Snapshot,
  Update,
} from './wire.ts';

export interface Hub {
  readonly snapshot: () => Snapshot;
  readonly settings: () => Settings;
  /** Sends the new state of the switches to every page. */
  readonly settingsChanged: () => void;
  readonly setApp: (state: AppState['state']) => void;
  readonly appLine: (line: string) => void;
  readonly setNextPlan: (name: string | null) => void;
  readonly addGitHubFault: (name: string) => void;
  readonly clearGitHubFaults: () => void;
  readonly subscribe: (listener: (update: Update) => void) => () => void;
  readonly close: () => void;
}

const LOG_LINES = 200;
const SHOWN_REQUESTS = 300;

function withoutRaw({ raw: _raw, ...request }: RequestRecord): PageRequest {
  return request;
}

function pageEvent(event: DiscordEvent): PageEvent {
  return event.type === 'request'
    ? { ...event, request: withoutRaw(event.request) }
    : event;
}

/** What the pages know, and how they learn what is new. */
export function createHub({ discord, github, site, app }: Stack): Hub {
  const listeners = new Set<(update: Update) => void>();
  function notify(update: Update): void {
    for (const listener of listeners) listener(update);
  }
  const appState: { state: AppState['state']; log: string[] } = {
    state: app === undefined ? 'outside' : 'running',
    log: [],
  };
  const answered = new Map<string, { outcome: string; elapsedMs: number }>();
  const knownRuns = new Set(
    github.runs().map(({ id, attempt }) => `${id}/${attempt}`),
  );
  let nextPlan: string | null = null;
  let githubFaults: string[] = [];

  const interaction = (from: Interaction): PageInteraction => ({
    id: from.id,
    kind: from.kind,
    name: from.name,
    channelId: from.channelId,
    createdAt: from.createdAt,
    state: from.state,
    memberId: from.member.id,
    ...answered.get(from.id),
  });
  const interactions = (): PageInteraction[] =>
    discord
      .interactions()
      .filter(({ kind }) => kind !== 'ping')
      .map(interaction);

  const settings = (): Settings => ({
    endpoint: discord.endpoint() ?? null,
    faults: discord.faults.list().map(({ left: _left, ...fault }) => fault),
    githubFaults,
    outage: github.outage() ?? null,
    pace: github.pace(),
    siteBroken: site.isBroken(),
    app: { ...appState, log: appState.log.slice(-LOG_LINES) },
    nextPlan,
  });
  const settingsChanged = (): void =>
    notify({ type: 'settings', settings: settings() });

  const stopDiscord = discord.subscribe((event) => {
    if (event.type === 'interaction.answered') {
      const { outcome, elapsedMs } = event;
      if (outcome !== 'ignored')
        answered.set(event.interactionId, { outcome, elapsedMs });
    }
    if (event.type === 'commands.changed') {
      notify({ type: 'commands', commands: commands() });
    } else if (
      event.type === 'faults.changed' ||
      event.type === 'endpoint.changed'
    ) {
      settingsChanged();
    } else {
      const id =
        'interactionId' in event
          ? event.interactionId
          : event.type === 'request'
            ? event.request.interactionId
            : undefined;
      const changed = interactions().filter((candidate) => candidate.id === id);
      notify({
        type: 'discord',
        event: pageEvent(event),
        interactions: changed,
      });
    }
  });
  const commands = () => [
    ...discord.commands(discord.guildId),
    ...discord.commands(),
  ];
  const changedRuns = new Set<number>();
  function sendRuns(): void {
    for (const id of changedRuns) {
      const run = github.run(id);
      if (run === undefined) continue;
      const key = `${id}/${run.attempt}`;
      notify({ type: 'run', run });
      // The run or attempt that began has used up the plan.
      if (nextPlan !== null && !knownRuns.has(key)) {
        nextPlan = null;
        settingsChanged();
      }
      knownRuns.add(key);
    }
    changedRuns.clear();
  }
  const stopGitHub = github.subscribe((event) => {
    if (event.kind === 'request')
      notify({ type: 'github-request', request: event.request });
    if (event.kind !== 'run') return;
    // One step of a run emits several changes; the page needs the state after all of them.
    if (changedRuns.size === 0) setImmediate(sendRuns);
    changedRuns.add(event.runId);
  });

  return {
    settings,
    settingsChanged,
    snapshot: () => ({
      now: Date.now(),
      guildId: discord.guildId,
      applicationId: discord.applicationId,
      applicationName: discord.applicationName,
      publicKey: discord.publicKey,
      discordUrl: discord.url,
      githubUrl: github.url,
      repository: github.repository,
      members: discord.members,
      operatorRole: discord.roles.operator,
      channels: discord.channels,
      commands: commands(),
      messages: discord.messages(),
      interactions: interactions(),
      requests: discord.requests.slice(-SHOWN_REQUESTS).map(withoutRaw),
      githubRequests: github.requests.slice(-SHOWN_REQUESTS),
      runs: github.runs(),
      settings: settings(),
    }),
    setApp: (state) => {
      appState.state = state;
      settingsChanged();
    },
    appLine: (line) => {
      appState.log.push(line);
      if (appState.log.length > LOG_LINES) appState.log.shift();
    },
    setNextPlan: (name) => {
      nextPlan = name;
      settingsChanged();
    },
    addGitHubFault: (name) => {
      githubFaults = [...githubFaults, name];
      settingsChanged();
    },
    clearGitHubFaults: () => {
      githubFaults = [];
      settingsChanged();
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: () => {
      stopDiscord();
      stopGitHub();
      listeners.clear();
    },
  };
}
