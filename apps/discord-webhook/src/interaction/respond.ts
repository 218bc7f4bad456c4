import type {
  Accepted,
  ReplyTarget,
  Caller,
  Clock,
  Core,
  Invoke,
  Refused,
  Registry,
  Reply,
} from '@yardmaster/agent-registry';
import {
  choicesAnswer,
  messageAnswer,
  type Answer,
  type AnswerForm,
} from './response.ts';
import type { Discord } from '../discord/discord.ts';
import { createInTime, type Finished } from './deferral.ts';
import type { Interaction, InteractionSource } from './interaction.ts';
import { createLateEdit } from './edit-original.ts';
import type { Message } from '../render/message.ts';
import { FAILED, UNKNOWN_FORM } from '../render/fixed-messages.ts';
import { renderReport } from '../render/report.ts';
import { suggestChoices } from './autocomplete.ts';
import { createClick } from './component.ts';
import type { Warn } from '../observability/log.ts';

export interface ResponderOptions {
  readonly core: Core;
  readonly registry: Registry;
  readonly invoke: Invoke;
  readonly discord: Discord;
  readonly clock: Clock;
  readonly warn: Warn;
  /** Where given, calls from elsewhere are refused: whoever installs the app in a server of their own is no operator here. */
  readonly guildId?: string;
  /** Default 2 s. */
  readonly deferAfterMs?: number;
}

export interface Responder {
  /** The first answer, in time whatever happens. Never rejects. */
  answer(interaction: Exclude<Interaction, { kind: 'ping' }>): Promise<Answer>;
  /** No more attempts at late edits; resolves when nothing is under way. */
  stop(): Promise<void>;
}

/** An interaction's token lives 15 minutes. */
const TOKEN_LIFE_MS = 15 * 60_000;

/** Turns interactions into calls of the core, and what they come to into messages. */
export function createResponder(options: ResponderOptions): Responder {
  const {
    core,
    registry,
    invoke,
    discord,
    clock,
    warn,
    guildId,
    deferAfterMs = 2000,
  } = options;
  const stopping = new AbortController();
  const lateEdit = createLateEdit({
    discord,
    clock,
    warn,
    signal: stopping.signal,
  });
  const inTime = createInTime({
    clock,
    deferAfterMs,
    onError(error) {
      warn('an interaction failed', { error });
      return FAILED;
    },
  });

  const callerOf = (source: InteractionSource): Caller => ({
    surface: 'discord',
    id: source.user.id,
    name: source.user.name,
    roleIds: source.roleIds,
    manageServer: source.manageServer,
    ...(source.guildId !== undefined &&
      (guildId === undefined || guildId === source.guildId) && {
        guildId: source.guildId,
      }),
  });

  /** Runs a command for the person behind an interaction, and shows what it comes to. */
  function call(
    source: InteractionSource,
    form: AnswerForm,
    request: {
      readonly command: string;
      readonly input: Readonly<Record<string, unknown>>;
    },
  ): Promise<Answer> {
    const expiresAt = clock.now() + TOKEN_LIFE_MS;
    const edit = (message: Message) => lateEdit(source, expiresAt, message);
    return inTime.answer(
      form,
      async (defer) => {
        const called = await invoke({
          ...request,
          caller: callerOf(source),
          externalId: source.id,
          replyTo: addressOf(source, expiresAt, form),
        });
        if (!called.ok) return refused(called, form);
        if (called.defers) await deferFirst(defer);
        return finished(called, await called.run());
      },
      edit,
    );
  }

  /** Discord may deliver an interaction twice at once: both times it gets the one answer. */
  const pending = new Map<string, Promise<Answer>>();
  function once(id: string, give: () => Promise<Answer>): Promise<Answer> {
    const given =
      pending.get(id) ??
      give().finally(() => {
        pending.delete(id);
      });
    pending.set(id, given);
    return given;
  }

  const click = createClick({
    discord,
    clock,
    access: core.config.access,
    callerOf,
    call,
  });

  return {
    async answer(interaction) {
      switch (interaction.kind) {
        case 'command': {
          const { source, command, options: input } = interaction;
          const found = registry.byCommand(command);
          const form = {
            kind: 'message',
            ephemeral: found?.visibility !== 'public',
          } as const;
          return once(source.id, () => call(source, form, { command, input }));
        }
        case 'autocomplete':
          return choicesAnswer(
            await suggestChoices(interaction, callerOf, core, registry, warn),
          );
        case 'component':
          return once(interaction.source.id, () =>
            click(interaction.source, interaction.customId),
          );
        case 'modal':
          return messageAnswer(UNKNOWN_FORM, {
            kind: 'message',
            ephemeral: true,
          });
      }
    },
    async stop() {
      stopping.abort();
      await inTime.settled();
    },
  };
}

/** Lets the deferral leave before the work begins: an edit that overtakes it finds no message. */
async function deferFirst(defer: () => void): Promise<void> {
  defer();
  await new Promise((resolve) => {
    setImmediate(resolve);
  });
}

async function refused(called: Refused, form: AnswerForm): Promise<Finished> {
  return {
    message: await renderReport(called.report),
    form: form.kind === 'message' ? { kind: 'message', ephemeral: true } : form,
  };
}

async function finished(called: Accepted, reply: Reply): Promise<Finished> {
  const message = await renderReport(reply.report);
  // A follow that waits speaks in the message from here on, and ends the invocation itself.
  return reply.follow?.wait === true
    ? { message, handedOver: true }
    : { message, shown: () => called.complete(reply) };
}

function addressOf(
  source: InteractionSource,
  tokenExpiresAt: number,
  form: AnswerForm,
): ReplyTarget {
  return {
    surface: 'discord',
    applicationId: source.applicationId,
    userId: source.user.id,
    token: source.token,
    tokenExpiresAt,
    ephemeral: form.kind === 'update' || form.ephemeral,
    ...(source.guildId !== undefined && { guildId: source.guildId }),
    ...(source.channelId !== undefined && { channelId: source.channelId }),
  };
}
