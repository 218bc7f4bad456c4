import { systemClock, type Clock } from '@yardmaster/agent-registry';
import { configWarnings, type Setup } from '@yardmaster/agent-registry/config';
import { openCore } from '@yardmaster/agent-registry/open-core';
import { createBackground } from './lifecycle/background.ts';
import { createApp } from './http/app.ts';
import { keepRegistering } from './discord/register-commands.ts';
import { createGitHubWebhooks } from './http/github-webhooks.ts';
import type { Log, Warn } from './observability/log.ts';
import { createDiscordRest } from './discord/rest.ts';
import { createClosedChannelLog } from './observability/log-closed-channel.ts';
import { logInvocation } from './observability/log-invocation.ts';
import { DiscordMessenger } from './discord/messenger.ts';
import { createMetrics } from './observability/metrics.ts';
import { createResponder } from './interaction/respond.ts';
import { loadSodium, openSsl } from './http/ed25519.ts';
import { createReadiness } from './http/readiness.ts';
import { listen } from './http/server.ts';
import { createSignatureCheck } from './http/signature.ts';

export interface StartOptions {
  /** With its Discord part. */
  readonly config: Setup;
  readonly log: Log;
  readonly clock?: Clock;
  readonly deferAfterMs?: number;
  readonly requestTimeoutMs?: number;
  readonly maxConnections?: number;
  /** Registers the commands. The first try is made before the app is ready. */
  readonly register?: boolean;
}

export interface RunningApp {
  readonly port: number;
  /** Accepts no more requests, completes open ones, and leaves the follows to the journal. Takes less than 10 s. */
  stop(): Promise<void>;
}

/** For open requests, and half of it again for edits. The rest of 10 s is for the journal. */
const GRACE_MS = 4000;
/** https://docs.discord.com/developers/reference#user-agent */
const USER_AGENT =
  'DiscordBot (https://www.npmjs.com/package/@yardmaster/discord-webhook, 0.1.0)';

/** Builds the app and listens. Rejects if the database or the port is not available. */
export async function startApp(options: StartOptions): Promise<RunningApp> {
  const { config, log, clock = systemClock } = options;
  const { discord: app } = config;
  if (app === undefined)
    throw new TypeError('the configuration has no Discord part');
  const warn: Warn = (message, details) => log.warn({ ...details }, message);

  for (const warning of configWarnings(config)) warn(warning);
  const ed25519 = (await loadSodium()) ?? openSsl;
  const metrics = createMetrics({
    openFollows: async () =>
      (await running.core.journal.openFollowIds()).length,
  });
  const discord = createDiscordRest({
    botToken: app.botToken,
    apiUrl: app.apiUrl,
    userAgent: USER_AGENT,
    clock,
    onExchange: metrics.discordRequest,
    onLongRateLimit: (limit) =>
      warn('Discord limits the rate of requests', { ...limit }),
  });
  const running = await openCore({
    config,
    role: 'server',
    clock,
    messengers: [
      new DiscordMessenger({
        discord,
        applicationId: app.applicationId,
        clock,
        onClosed: createClosedChannelLog(log, metrics),
      }),
    ],
    hooks: {
      onInvocation(invocation, error) {
        // The name of an unknown command is the sender's.
        const known =
          running.registry.byCommand(invocation.command) !== undefined;
        metrics.invocation({
          ...invocation,
          command: known ? invocation.command : 'unknown',
        });
        logInvocation(log, invocation, error);
      },
      onWarning: (message, id) => warn(message, { correlationId: id }),
      onUndelivered: (undelivered) =>
        log.error(undelivered, 'an outcome could not be delivered'),
      onGitHubCall: metrics.githubRequest,
    },
  });
  const { core, registry, invoke, follows } = running;

  let state: 'starting' | 'up' | 'stopping' = 'starting';
  const background = createBackground((error) =>
    warn('work in the background failed', { error }),
  );
  const stopping = new AbortController();
  const respond = createResponder({
    core,
    registry,
    invoke,
    discord,
    background,
    clock,
    warn,
    signal: stopping.signal,
    deferAfterMs: options.deferAfterMs,
  });
  const { webhookSecrets } = config.github;
  const webhooks =
    webhookSecrets.length === 0
      ? undefined
      : createGitHubWebhooks({
          secrets: webhookSecrets,
          observe: (event) => follows.observe(event),
          background,
          metrics,
          warn,
        });
  const canWrite = createReadiness(() => core.journal.probe(), clock);
  const routes = createApp({
    checkSignature: createSignatureCheck({
      publicKeys: app.publicKeys,
      clock,
      ed25519,
    }),
    respond,
    webhooks,
    isReady: async () => state === 'up' && (await canWrite()),
    metrics,
    clock,
    warn,
  });
  const server = await listen(routes, {
    host: config.host,
    port: config.port,
    requestTimeoutMs: options.requestTimeoutMs,
    maxConnections: options.maxConnections,
  }).catch(async (error: unknown) => {
    await running.close();
    throw error;
  });
  await running.start();
  if (options.register === true)
    await keepRegistering({
      discord,
      scope: app,
      registry,
      access: config.access,
      background,
      clock,
      log,
      signal: stopping.signal,
    });
  state = 'up';
  async function stop(): Promise<void> {
    state = 'stopping';
    await server.close(GRACE_MS);
    stopping.abort();
    await within(GRACE_MS / 2, background.settled());
    await running.close();
  }

  let stopped: Promise<void> | undefined;
  return { port: server.port, stop: () => (stopped ??= stop()) };
}

/** True if the work succeeds in time. */
function within(ms: number, work: Promise<unknown>): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), ms);
    work
      .then(
        () => resolve(true),
        () => resolve(false),
      )
      .finally(() => clearTimeout(timer));
  });
}
