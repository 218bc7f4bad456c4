import {
  shortId,
  type Invocation,
  type JsonObject,
} from '@yardmaster/agent-registry';

/** What `--json` prints of an invocation: all but the address, which may contain a token. */
export function invocationJson({
  replyTo: _replyTo,
  ...invocation
}: Invocation): JsonObject {
  return {
    ...invocation,
    requester: { ...invocation.requester },
    shortId: shortId(invocation.id),
    createdAt: new Date(invocation.createdAt).toISOString(),
    finishedAt:
      invocation.finishedAt === null
        ? null
        : new Date(invocation.finishedAt).toISOString(),
  };
}
