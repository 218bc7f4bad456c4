import { createTakeAnswer } from './interactions/take-answer.ts';
import { createApi } from './server/api.ts';
import { applicationRoutes } from './routes/application.ts';
import { callbackRoute } from './routes/callback.ts';
import { channelRoutes } from './routes/channels.ts';
import { createCommandStore } from './commands/command-store.ts';
import { addControlRoutes } from './routes/control.ts';
import { createDelivery } from './interactions/delivery.ts';
import {
  checkEndpoint,
  type EndpointCheck,
} from './interactions/endpoint-check.ts';
import { createEventLog } from './server/event.ts';
import { createFaults } from './server/faults.ts';
import { interactionPayload } from './interactions/interaction-payload.ts';
import {
  ANSWER_LIMIT_MS,
  createInteractionStore,
} from './interactions/interaction.ts';
import { listen } from './server/listen.ts';
import type { LocalDiscord, LocalDiscordOptions } from './local-discord.ts';
import { createChannels } from './guild/channels.ts';
import { createGuild } from './guild/guild.ts';
import { createMembers } from './guild/member.ts';
import { createMessageStore } from './messages/message-store.ts';
import { messageJson, type MessageView } from './messages/message.ts';
import { createPerson } from './interactions/person.ts';
import { createRateLimits } from './server/rate-limit.ts';
import { createRecorder } from './server/recorder.ts';
import { createSigner } from './interactions/signing.ts';
import { createSnowflakes } from './wire/snowflake.ts';
import { createViolationLog } from './rules/violations.ts';
import { webhookRoutes } from './routes/webhooks.ts';

/** A Discord on a local port: calls the app's interactions endpoint, and serves the API that the app calls. */
export async function startLocalDiscord(
  options: LocalDiscordOptions = {},
): Promise<LocalDiscord> {
  const {
    port = 0,
    host = '127.0.0.1',
    clock = Date.now,
    answerLimitMs = ANSWER_LIMIT_MS,
  } = options;
  const nextId = createSnowflakes(clock);
  const applicationId = options.applicationId ?? nextId();
  const { applicationName = 'Yardmaster' } = options;
  const guildId = options.guildId ?? nextId();
  const channelId = options.channelId ?? nextId();
  const digestChannelId = nextId();
  const roles = { operator: nextId() };
  const members = createMembers(nextId, roles.operator);
  const channels = createChannels(nextId, [
    { id: channelId, name: 'deploys' },
    { id: digestChannelId, name: 'digests' },
  ]);
  const guild = createGuild(guildId, channels);
  let publicBot = options.publicBot ?? false;
  const signer = createSigner();
  const botToken = `${Buffer.from(applicationId).toString('base64url')}.local.${nextId()}`;
  let endpoint = options.endpoint;
  let origin = '';

  const events = createEventLog(clock);
  const recorder = createRecorder(clock);
  const faults = createFaults(events, clock);
  const violations = createViolationLog();
  const interactions = createInteractionStore(clock, nextId);
  const commands = createCommandStore(applicationId, nextId, clock, (count) =>
    events.emit({ type: 'commands.changed', count }),
  );
  const messages = createMessageStore({
    clock,
    nextId,
    emit: events.emit,
    author: { id: applicationId, username: applicationName, bot: true },
    origin: () => origin,
  });
  const takeAnswer = createTakeAnswer(messages, faults);
  const delivery = createDelivery({
    endpoint: () => endpoint,
    clock,
    signer,
    stranger: createSigner(),
    takeAnswer,
    faults,
    recorder,
    events,
    violations,
    answerLimitMs,
  });
  const everybody = Object.values(members);
  const json = (message: MessageView) =>
    messageJson(message, everybody, applicationId);
  const place = { applicationId, guild };
  function check(): Promise<EndpointCheck> {
    const ping = interactions.create({
      kind: 'ping',
      name: 'ping',
      member: members.admin,
      channelId,
    });
    return checkEndpoint(
      delivery,
      JSON.stringify(interactionPayload(ping, place, {})),
    );
  }
  function setEndpoint(url: string | undefined): void {
    endpoint = url;
    events.emit({ type: 'endpoint.changed', endpoint: url });
  }
  async function changeEndpoint(url: string): Promise<boolean> {
    const before = endpoint;
    setEndpoint(url);
    const { ok } = await check();
    if (!ok) setEndpoint(before);
    return ok;
  }

  const app = createApi({
    botToken,
    faults,
    limits: createRateLimits(options.rateLimits),
    recorder,
    events,
    violations,
    routes: [
      callbackRoute({ interactions, messages, takeAnswer, json }),
      ...webhookRoutes({ applicationId, interactions, guild, messages, json }),
      ...channelRoutes({ clock, guild, members, messages, json }),
      ...applicationRoutes({
        applicationId,
        guild,
        isPublic: () => publicBot,
        publicKey: signer.publicKey,
        owner: members.admin,
        applicationName,
        commands,
        endpoint: () => endpoint,
        changeEndpoint,
      }),
    ],
  });
  addControlRoutes(app, { faults, messages });
  const server = await listen(app.fetch, port, host);
  origin = `http://${host.includes(':') ? `[${host}]` : host}:${server.address.port}`;

  return {
    ...createPerson({
      members,
      place,
      channelId,
      interactions,
      messages,
      commands,
      delivery,
      nextId,
      json,
    }),
    url: `${origin}/api/v10`,
    applicationId,
    applicationName,
    publicKey: signer.publicKey,
    botToken,
    guildId,
    channelId,
    digestChannelId,
    get channels() {
      return channels.list();
    },
    addThread: channels.addThread,
    setThread: channels.setThread,
    denyPermission: channels.deny,
    allowPermission: channels.allow,
    inviteBot: guild.inviteBot,
    removeBot: guild.removeBot,
    closeDirectMessages: guild.closeDirectMessages,
    setPublicBot: (value) => {
      publicBot = value;
    },
    roles,
    members,
    setEndpoint,
    endpoint: () => endpoint,
    requests: recorder.all(),
    violations: violations.all,
    clearViolations: violations.clear,
    messages: messages.list,
    message: messages.get,
    file: (id) => messages.file(id)?.bytes,
    interactions: interactions.all,
    events: events.all,
    subscribe: events.subscribe,
    waitFor: events.waitFor,
    waitForMessage: async (predicate, wait) => {
      const present = messages.list().find(predicate);
      if (present !== undefined) return present;
      const last = events.all().at(-1)?.seq ?? 0;
      const event = await events.waitFor(
        (candidate) => 'message' in candidate && predicate(candidate.message),
        { ...wait, after: last },
      );
      if (!('message' in event))
        throw new Error('A message event carries a message.');
      return event.message;
    },
    sendRaw: delivery.send,
    checkEndpoint: check,
    commands: commands.list,
    expireToken: (interactionId) => {
      const interaction = interactions.get(interactionId);
      if (interaction === undefined)
        throw new Error(`There is no interaction ${interactionId}.`);
      interaction.expired = true;
    },
    faults,
    close: async () => {
      events.close();
      await server.close();
    },
  };
}
