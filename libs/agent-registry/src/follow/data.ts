import type { Follow } from '../journal/follow.ts';
import { shortId, type Invocation } from '../journal/invocation.ts';
import type { JsonObject } from '../report/report.ts';

/** What the reports about a follow say to programs: whose it is, its run, with `state` where that is known, and its end. */
export function followData(
  follow: Follow,
  invocation: Invocation,
  state: JsonObject = {},
): JsonObject {
  return {
    correlationId: follow.id,
    shortId: shortId(follow.id),
    command: invocation.command,
    requester: { ...invocation.requester },
    workflow: follow.workflow,
    run:
      follow.runId === null
        ? null
        : {
            id: follow.runId,
            url: follow.runUrl,
            attempt: follow.attempt,
            identity: follow.identity,
            ...state,
          },
    outcome: follow.outcome,
  };
}
