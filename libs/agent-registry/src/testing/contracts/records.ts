import { newFollow, type Follow } from '../../journal/follow.ts';
import type { Invocation } from '../../journal/invocation.ts';

/** A fixed moment, so that tests read the same every day. */
export const NOON = Date.UTC(2026, 0, 15, 12);

/** A run id of the size GitHub gives, beyond 32 bits. */
export const RUN = 17_301_234_567;

/** An accepted invocation with nothing more known about it, changed by `change`. */
export function createInvocation(
  change: Partial<Invocation> & Pick<Invocation, 'id'>,
): Invocation {
  return {
    surface: 'discord',
    externalId: null,
    command: 'deploy-client',
    requester: { id: '80351110224678912', name: 'octocat' },
    guildId: null,
    channelId: null,
    input: {},
    decision: 'accepted',
    outcome: null,
    detail: null,
    runId: null,
    runUrl: null,
    createdAt: NOON,
    finishedAt: null,
    replyTo: null,
    ...change,
  };
}

/** A follow whose run has not been seen yet, changed by `change`. */
export function createFollow(
  change: Partial<Follow> & Pick<Follow, 'id'>,
): Follow {
  return newFollow({
    stage: 'searching',
    wait: true,
    title: 'Client Deploy',
    workflow: 'client-deploy.yml',
    ref: 'main',
    dispatchedAt: NOON,
    deadlineAt: NOON + 180_000,
    ...change,
  });
}
