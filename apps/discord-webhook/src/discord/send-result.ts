import type { SendResult } from '@yardmaster/agent-registry';
import { RESTJSONErrorCodes } from 'discord-api-types/v10';
import type { DiscordFault } from './result.ts';
import { isUnknownWebhook } from './retry.ts';

const RETRY_LOST_EDIT_MS = 2000;
const RETRY_UNKNOWN_WEBHOOK_MS = 5000;

/** Why a channel accepts no message, with the permission that would change it. Names as in Discord's settings. */
const CLOSED_CHANNELS: Readonly<Record<number, string>> = {
  [RESTJSONErrorCodes.MissingAccess]: 'View Channel',
  [RESTJSONErrorCodes.MissingPermissions]:
    'Send Messages, in threads Send Messages in Threads',
  // A new message reopens an archived thread, unless a moderator has locked it.
  [RESTJSONErrorCodes.InvalidActionOnArchivedThread]: 'Manage Threads',
  [RESTJSONErrorCodes.ThreadLocked]: 'Manage Threads',
};

/** What a failed edit or a failed new message means for the follow engine. */
export function toSendResult(
  fault: DiscordFault,
  kind: 'edit' | 'create',
  channelId: string | undefined,
): SendResult {
  const { reason } = fault;
  switch (fault.kind) {
    case 'later':
      return { kind: 'retry', afterMs: fault.afterMs, reason };
    case 'lost':
      return kind === 'edit'
        ? { kind: 'retry', afterMs: RETRY_LOST_EDIT_MS, reason }
        : { kind: 'unsure', reason };
    case 'rejected': {
      if (isUnknownWebhook(fault))
        return { kind: 'retry', afterMs: RETRY_UNKNOWN_WEBHOOK_MS, reason };
      const missingPermission = CLOSED_CHANNELS[fault.code];
      return missingPermission === undefined
        ? { kind: 'impossible', reason }
        : {
            kind: 'closed',
            reason,
            missingPermission,
            ...(channelId !== undefined && { channelId }),
          };
    }
  }
}
