import {
  INTERACTION_TOKEN_TTL_MS,
  type Accepted,
  type Caller,
  type Clock,
  type Core,
  type Invoke,
  type Registry,
  type Reply,
  type ReplyTarget,
} from '@yardmaster/agent-registry';
import type { Background } from '../lifecycle/background.ts';
import { type Discord } from '../discord/discord.ts';
import type { Warn } from '../observability/log.ts';
import { UNEXPECTED_ERROR, UNKNOWN_FORM } from '../render/fixed-messages.ts';
import type { Message } from '../render/message.ts';
import { renderReport } from '../render/report.ts';
import { suggestChoices } from './autocomplete.ts';
import { createButtons, type CommandRequest } from './component.ts';
import { DEFERRED, createDeferral, type Deferral } from './deferral.ts';
import { editOriginal } from './edit-original.ts';
import type { Interaction, InteractionSource } from './interaction.ts';
import { Once } from './once.ts';
import {
  EPHEMERAL_MESSAGE,
  choicesResponse,
  deferredResponse,
  messageResponse,
  type InteractionResponse,
  type ResponseForm,
} from './response.ts';

export interface ResponderOptions {
  readonly core: Core;
  readonly registry: Registry;
  readonly invoke: Invoke;
  readonly discord: Discord;
  readonly background: Background;
  readonly clock: Clock;
  readonly warn: Warn;
  /** Aborted when the process is about to end: deferred messages are retried no more. */
  readonly signal: AbortSignal;
  /** Default 2 s. */
  readonly deferAfterMs?: number | undefined;
}

/** Responds to an interaction, always in time. Never rejects. */
export type Respond = (
  interaction: Exclude<Interaction, { kind: 'ping' }>,
) => Promise<InteractionResponse>;

/** What a command returned. */
interface Result {
  readonly message: Message;
  /** For a response that has not been deferred. */
  readonly form: ResponseForm;
  /** Absent if the command did not run. */
  readonly ran?: { readonly accepted: Accepted; readonly reply: Reply };
}

/** Turns interactions into invocations, and their replies into messages. */
export function createResponder(options: ResponderOptions): Respond {
  const { core, registry, invoke, discord, background, clock, warn } = options;
  const { deferAfterMs = 2000 } = options;

  const callerOf = (source: InteractionSource): Caller => ({
    surface: 'discord',
    id: source.user.id,
    name: source.user.name,
    roleIds: source.roleIds,
    manageServer: source.manageServer,
    ...(source.guildId !== undefined && { guildId: source.guildId }),
  });

  /** Runs a command for the person behind an interaction. In time, its message is the response; else it is edited in. */
  async function respond(
    source: InteractionSource,
    form: ResponseForm,
    request: CommandRequest,
  ): Promise<InteractionResponse> {
    const expiresAt = clock.now() + INTERACTION_TOKEN_TTL_MS;
    const deferral = createDeferral(clock, deferAfterMs);
    const result = run(source, form, request, expiresAt, deferral).catch(
      (error: unknown): Result => {
        warn('an interaction failed', { error });
        return { message: UNEXPECTED_ERROR, form: onlyForRequester(form) };
      },
    );
    const first = await Promise.race([result, deferral.due]);
    if (first === DEFERRED) {
      background.run(async () => showLate(source, expiresAt, await result));
      return deferredResponse(form);
    }
    deferral.cancel();
    background.run(() => complete(first));
    return messageResponse(first.message, first.form);
  }

  async function run(
    source: InteractionSource,
    form: ResponseForm,
    request: CommandRequest,
    expiresAt: number,
    deferral: Deferral,
  ): Promise<Result> {
    const called = await invoke({
      ...request,
      caller: callerOf(source),
      externalId: source.id,
      ...(source.channelParentId !== undefined && {
        channelParentId: source.channelParentId,
      }),
      replyTo: replyTargetOf(source, expiresAt, form),
    });
    if (!called.ok)
      return {
        message: await renderReport(called.report),
        form: onlyForRequester(form),
      };
    if (called.defers) await deferral.now();
    const reply = await called.run();
    return {
      message: await renderReport(reply.report),
      form,
      ran: { accepted: called, reply },
    };
  }

  async function showLate(
    source: InteractionSource,
    expiresAt: number,
    result: Result,
  ): Promise<void> {
    if (isFollowed(result)) return;
    const { signal } = options;
    if (
      await editOriginal(
        { discord, clock, warn, signal },
        source,
        expiresAt,
        result.message,
      )
    )
      await complete(result);
  }

  const pressed = createButtons({
    discord,
    background,
    clock,
    policy: core.policy,
    callerOf,
    respond,
  });

  /** The same signed request, however often it arrives, does its work once. */
  const once = new Once<InteractionResponse>(() => clock.now());

  return async (interaction) => {
    const { source } = interaction;
    switch (interaction.kind) {
      case 'command': {
        const { command, options: input } = interaction;
        const found = registry.byCommand(command);
        const ephemeral = found?.visibility !== 'public';
        return once.run(source.id, () =>
          respond(source, { kind: 'message', ephemeral }, { command, input }),
        );
      }
      case 'autocomplete':
        return once.run(source.id, async () =>
          choicesResponse(
            await suggestChoices(interaction, {
              core,
              registry,
              callerOf,
              warn,
            }),
          ),
        );
      case 'component':
        return once.run(source.id, () => pressed(source, interaction.customId));
      case 'modal':
        return messageResponse(UNKNOWN_FORM, EPHEMERAL_MESSAGE);
    }
  };
}

/** From here on the follow edits the message, and ends the invocation itself. */
function isFollowed({ ran }: Result): boolean {
  return ran?.reply.follow?.wait === true;
}

async function complete(result: Result): Promise<void> {
  const { ran } = result;
  if (ran !== undefined && !isFollowed(result))
    await ran.accepted.complete(ran.reply);
}

/** A refusal or an error is seen by the requester only. */
function onlyForRequester(form: ResponseForm): ResponseForm {
  return form.kind === 'message' ? EPHEMERAL_MESSAGE : form;
}

function replyTargetOf(
  source: InteractionSource,
  tokenExpiresAt: number,
  form: ResponseForm,
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
