import { commandData, type OptionInput } from './command-data.ts';
import type { CommandStore } from '../commands/command-store.ts';
import { flatten } from '../rules/component-rules.ts';
import type { Delivery, DeliveryOptions, DeliveryResult } from './delivery.ts';
import { interactionPayload, type Place } from './interaction-payload.ts';
import type { InteractionStore, NewInteraction } from './interaction.ts';
import { numberAt, type JsonObject } from '../wire/json.ts';
import type { Member, MemberName, Members } from '../guild/member.ts';
import type { MessageStore } from '../messages/message-store.ts';
import type { MessageView } from '../messages/message.ts';

export interface PersonOptions extends DeliveryOptions {
  /** Who acts; default `admin`. */
  readonly member?: MemberName | Member;
  readonly channelId?: string;
  /** From a direct message with the bot instead of the guild. */
  readonly directMessage?: boolean;
  readonly locale?: string;
  /** The app is installed for the person, not in the guild. */
  readonly userInstall?: boolean;
  /** From another guild. */
  readonly guildId?: string;
  /** Changes the payload before it is signed and sent. */
  readonly patch?: (payload: JsonObject) => JsonObject;
}

export interface CommandInput extends PersonOptions {
  readonly name: string;
  readonly options?: OptionInput;
  /** Sends that interaction's very body once more, under a fresh signature. */
  readonly duplicateOf?: string;
}

export interface AutocompleteInput extends PersonOptions {
  readonly name: string;
  /** What is filled in so far, the focused option included. */
  readonly options?: OptionInput;
  readonly focused: string;
}

export interface ClickOptions extends PersonOptions {
  /** Clicks although the message has no such button, or a disabled one: a stale or forged click. */
  readonly force?: boolean;
  /** For a select menu. */
  readonly values?: readonly string[];
}

export interface ModalInput extends PersonOptions {
  readonly customId: string;
  /** Text inputs by their `custom_id`. */
  readonly fields: Record<string, string>;
  /** The message whose button opened the modal. */
  readonly messageId?: string;
}

/** What people do in Discord, as requests to the interactions endpoint. */
export interface Person {
  readonly sendCommand: (input: CommandInput) => Promise<DeliveryResult>;
  readonly sendAutocomplete: (
    input: AutocompleteInput,
  ) => Promise<DeliveryResult>;
  readonly clickButton: (
    messageId: string,
    customId: string,
    options?: ClickOptions | MemberName,
  ) => Promise<DeliveryResult>;
  readonly submitModal: (input: ModalInput) => Promise<DeliveryResult>;
  readonly ping: (options?: DeliveryOptions) => Promise<DeliveryResult>;
  /** Sends an interaction once more as it was sent before: the same bytes, timestamp and signature. */
  readonly deliverAgain: (interactionId: string) => Promise<DeliveryResult>;
}

export interface PersonParts {
  readonly members: Members;
  readonly place: Place;
  readonly channelId: string;
  readonly interactions: InteractionStore;
  readonly messages: MessageStore;
  readonly commands: CommandStore;
  readonly delivery: Delivery;
  readonly nextId: () => string;
  readonly json: (message: MessageView) => JsonObject;
}

export function createPerson(parts: PersonParts): Person {
  const {
    members,
    place,
    interactions,
    messages,
    commands,
    delivery,
    nextId,
    json,
  } = parts;

  function start(
    facts: Pick<NewInteraction, 'kind' | 'name' | 'sourceMessageId'>,
    {
      member = 'admin',
      channelId = parts.channelId,
      directMessage = false,
      locale = 'en-US',
      userInstall = false,
      guildId = place.guild.id,
      patch = (payload) => payload,
      ...options
    }: PersonOptions,
    more: { data?: JsonObject; message?: JsonObject },
  ): Promise<DeliveryResult> {
    const interaction = interactions.create({
      ...facts,
      member: typeof member === 'string' ? members[member] : member,
      channelId,
    });
    const payload = interactionPayload(interaction, place, {
      ...more,
      directMessage,
      locale,
      userInstall,
      guildId,
      patch,
    });
    interaction.body = JSON.stringify(payload);
    return delivery.deliver(interaction, options);
  }

  const registry = {
    commands,
    guildId: place.guild.id,
    nextId,
    members: Object.values(members),
    channels: place.guild.channels,
  };

  function findMessage(messageId: string): MessageView {
    const message = messages.get(messageId);
    if (message === undefined)
      throw new Error(`There is no message ${messageId}.`);
    return message;
  }

  return {
    sendCommand: ({ name, options, duplicateOf, ...rest }) => {
      if (duplicateOf === undefined) {
        return start({ kind: 'command', name }, rest, {
          data: commandData(registry, name, options),
        });
      }
      const first = interactions.get(duplicateOf);
      if (first === undefined)
        throw new Error(`There is no interaction ${duplicateOf}.`);
      return delivery.deliver(first, rest);
    },
    sendAutocomplete: ({ name, options, focused, ...rest }) =>
      start({ kind: 'autocomplete', name }, rest, {
        data: commandData(
          registry,
          name,
          options ?? { [focused]: '' },
          focused,
        ),
      }),
    clickButton: (messageId, customId, options = {}) => {
      const {
        force = false,
        values,
        ...rest
      } = typeof options === 'string' ? { member: options } : options;
      const message = findMessage(messageId);
      const found = flatten(message.components, '').find(
        ({ component }) => component['custom_id'] === customId,
      )?.component;
      if (!force && (found === undefined || found['disabled'] === true)) {
        const state =
          found === undefined
            ? 'has no such button'
            : 'shows that button disabled';
        throw new Error(
          `Cannot click "${customId}": message ${messageId} ${state}.`,
        );
      }
      const data = {
        custom_id: customId,
        component_type: numberAt(found, 'type') ?? 2,
        ...(values === undefined ? {} : { values }),
      };
      const where = { channelId: message.channelId, ...rest };
      return start(
        { kind: 'component', name: customId, sourceMessageId: messageId },
        where,
        { data, message: json(message) },
      );
    },
    submitModal: ({ customId, fields, messageId, ...rest }) => {
      const message =
        messageId === undefined ? undefined : findMessage(messageId);
      const inputs = Object.entries(fields).map(([id, value]) => ({
        type: 18,
        component: { type: 4, custom_id: id, value },
      }));
      return start(
        {
          kind: 'modal',
          name: customId,
          ...(messageId === undefined ? {} : { sourceMessageId: messageId }),
        },
        rest,
        {
          data: { custom_id: customId, components: inputs },
          ...(message === undefined ? {} : { message: json(message) }),
        },
      );
    },
    deliverAgain: (interactionId) => {
      const interaction = interactions.get(interactionId);
      if (interaction === undefined)
        throw new Error(`There is no interaction ${interactionId}.`);
      return delivery.deliver(interaction, { again: true });
    },
    ping: (options = {}) => start({ kind: 'ping', name: 'ping' }, options, {}),
  };
}
