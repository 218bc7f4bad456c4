import { apiError, type ApiError } from '../wire/api-error.ts';
import {
  CHANNEL_PERMISSIONS,
  type Channel,
  type ChannelPermission,
  type Channels,
} from './channels.ts';
import type { MemberName } from './member.ts';

/** All that a bot can have in a channel, of what an interaction's `app_permissions` shows. */
const USUAL_PERMISSIONS = 2_222_085_186_637_376n;

/** What a new message needs beside being allowed to send one. */
export interface SendNeeds {
  readonly embeds: boolean;
  readonly files: boolean;
}

export interface Guild {
  readonly id: string;
  readonly channels: Channels;
  readonly isBotMember: () => boolean;
  /** The bot joins the guild, as by its invite link. */
  readonly inviteBot: () => void;
  /** The bot leaves: nothing in the guild is open to it. */
  readonly removeBot: () => void;
  /** A member takes no direct messages from the bot any longer. */
  readonly closeDirectMessages: (member: MemberName) => void;
  /** Why the bot cannot see this channel, or undefined if it can. */
  readonly refuseView: (channel: Channel) => ApiError | undefined;
  /** Why it cannot read the messages of the channel. */
  readonly refuseRead: (channel: Channel) => ApiError | undefined;
  readonly refuseSend: (
    channel: Channel,
    needs: SendNeeds,
  ) => ApiError | undefined;
  /** Why nothing in an archived thread can be changed; sending a message reopens it unless it is locked. */
  readonly refuseChange: (channel: Channel) => ApiError | undefined;
  /** Reopens an archived thread, or says why that is not possible. */
  readonly reopen: (channel: Channel) => ApiError | undefined;
  /** Bit field as a decimal string, as in an interaction's `app_permissions`. */
  readonly permissionsIn: (channelId: string) => string;
}

/** The one guild, and what the bot may do in it. https://docs.discord.com/developers/topics/permissions */
export function createGuild(id: string, channels: Channels): Guild {
  let botMember = true;
  const closed = new Set<MemberName>();

  function refuseView(channel: Channel): ApiError | undefined {
    if (channel.kind === 'direct') return undefined;
    return botMember && !channels.isDenied(channel.id, 'ViewChannel')
      ? undefined
      : apiError('missingAccess');
  }

  const lacks = (channel: Channel, permission: ChannelPermission): boolean =>
    channel.kind !== 'direct' && channels.isDenied(channel.id, permission);

  return {
    id,
    channels,
    isBotMember: () => botMember,
    inviteBot: () => {
      botMember = true;
    },
    removeBot: () => {
      botMember = false;
    },
    closeDirectMessages: (member) => void closed.add(member),
    refuseView,
    refuseRead: (channel) =>
      refuseView(channel) ??
      (lacks(channel, 'ReadMessageHistory')
        ? apiError('missingPermissions')
        : undefined),
    refuseSend: (channel, { embeds, files }) => {
      const { kind, recipient } = channel;
      if (kind === 'direct') {
        return recipient !== undefined && botMember && !closed.has(recipient)
          ? undefined
          : apiError('cannotMessageUser');
      }
      const send = kind === 'thread' ? 'SendMessagesInThreads' : 'SendMessages';
      const missing =
        lacks(channel, send) ||
        (embeds && lacks(channel, 'EmbedLinks')) ||
        (files && lacks(channel, 'AttachFiles'));
      return (
        refuseView(channel) ??
        (missing ? apiError('missingPermissions') : undefined)
      );
    },
    refuseChange: ({ archived }) =>
      archived ? apiError('archivedThread') : undefined,
    reopen: (channel) => {
      if (channel.locked) return apiError('archivedThread');
      if (channel.archived) channels.setThread(channel.id, { archived: false });
      return undefined;
    },
    permissionsIn: (channelId) =>
      String(
        Object.entries(CHANNEL_PERMISSIONS).reduce(
          (bits, [name, bit]) =>
            channels.isDenied(channelId, name as ChannelPermission)
              ? bits & ~bit
              : bits | bit,
          USUAL_PERMISSIONS,
        ),
      ),
  };
}
