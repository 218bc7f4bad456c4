import type { Invocation } from '@yardmaster/agent-registry';
import type { Log } from './log.ts';

/** One line per invocation, without its reply target: that contains the interaction token. */
export function logInvocation(
  log: Log,
  invocation: Invocation,
  error?: unknown,
): void {
  const {
    id,
    command,
    surface,
    requester,
    guildId,
    channelId,
    decision,
    outcome,
  } = invocation;
  const line = {
    correlationId: id,
    command,
    surface,
    requester,
    guildId,
    channelId,
    decision,
    outcome,
    ...(invocation.detail !== null && { detail: invocation.detail }),
    ...(invocation.runId !== null && { runId: invocation.runId }),
    ...(invocation.finishedAt !== null && {
      ms: invocation.finishedAt - invocation.createdAt,
    }),
  };
  if (error === undefined) log.info(line, 'invocation');
  else log.error({ ...line, error }, 'invocation failed');
}
