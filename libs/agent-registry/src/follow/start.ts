import {
  dispatch,
  type Clock,
  type GitHub,
  type Search,
} from '@yardmaster/github-dispatcher';
import type { Reply, StartRequest, WatchRequest } from '../command/agent.ts';
import type { Config } from '../config/configuration.ts';
import { applyDispatch, searchToJson } from './transitions.ts';
import { newFollow, type Follow } from '../journal/follow.ts';
import { followReport } from './report.ts';
import type { FollowStore } from './store.ts';
import type { Invocation } from '../journal/invocation.ts';
import type { Journal } from '../journal/journal.ts';
import type { Queue } from '../queue/queue.ts';
import { startedOutcome, startedReport } from './started-report.ts';

/** A person who waits sees "searching…" and gets the run later; one who does not waits this long for it, milliseconds. */
const SEARCH_MS = 15_000;
/** The surface shows the reply of a command that does not wait; after this long it did not, milliseconds. */
const COMPLETE_MS = 60_000;
/** No other instance may look at a follow while its POST can still be on its way, milliseconds. */
const DISPATCH_LEASE_MS = 45_000;

/** Who asked, for GitHub's run page: a Discord account is proven by Discord, a name at a terminal by nothing. */
function requesterText({ surface, requester }: Invocation): string {
  // Control characters and those that change the direction of text do not travel into a workflow's input.
  const name = requester.name.replaceAll(/[\p{Cc}\p{Cf}]/gu, '').slice(0, 80);
  return surface === 'discord'
    ? `${name} (Discord ${requester.id})`
    : `${name} (claimed at a terminal)`;
}

/** Begins follows: journaled first, so that a crash at any later moment leaves something to go on from. */
export interface Starter {
  start(
    request: StartRequest,
    invocation: Invocation,
    signal?: AbortSignal,
  ): Promise<Reply>;
  watch(request: WatchRequest, invocation: Invocation): Promise<Reply>;
}

export function createStarter(options: {
  readonly config: Config;
  readonly github: GitHub;
  readonly journal: Journal;
  readonly queue: Queue;
  readonly store: FollowStore;
  readonly clock: Clock;
  /** The run is known: start watching. */
  readonly found: (follow: Follow) => void;
}): Starter {
  const { config, github, journal, queue, store, clock, found } = options;

  async function settle(
    follow: Follow,
    invocation: Invocation,
    wait: boolean,
  ): Promise<Reply> {
    if (follow.runId !== null && follow.runUrl !== null)
      await journal.setRun(follow.id, follow.runId, follow.runUrl);
    if (wait) {
      if (follow.stage === 'following') found(follow);
      await queue.push('follow', follow.id, clock.now());
    }
    const report = wait
      ? followReport(follow, invocation)
      : startedReport(follow, invocation);
    return { report, outcome: startedOutcome(follow), follow };
  }

  return {
    async start(request, invocation, signal) {
      const workflow = config.workflows[request.workflow];
      if (workflow === undefined)
        throw new Error(
          `No workflow "${request.workflow}" in the configuration; it has: ${Object.keys(config.workflows).join(', ')}`,
        );
      const now = clock.now();
      const search: Search = {
        workflow: workflow.file,
        event: 'workflow_dispatch',
        correlationId: invocation.id,
        dispatchedAt: new Date(now).toISOString(),
        accepted: false,
      };
      const begun = newFollow({
        id: invocation.id,
        stage: 'dispatching',
        wait: request.wait,
        title: request.title,
        workflow: workflow.file,
        ref: workflow.ref ?? null,
        dispatchedAt: now,
        deadlineAt: now + config.follow.timeoutMs,
        search: searchToJson(search),
        leaseOwner: store.owner,
        leaseUntil: now + DISPATCH_LEASE_MS,
        nextAt: now + DISPATCH_LEASE_MS,
      });
      await journal.addFollow(begun);
      const result = await dispatch(
        github,
        {
          workflow: workflow.file,
          ...(workflow.ref === undefined ? {} : { ref: workflow.ref }),
          inputs: { ...workflow.inputs, ...request.inputs },
          correlationId: invocation.id,
          requester: requesterText(invocation),
          // While a person waits, a run without the id is not accepted at once: later looks may accept it.
          ...(request.wait ? { echo: true } : {}),
        },
        {
          clock,
          searchFor: request.wait ? 0 : SEARCH_MS,
          ...(signal === undefined ? {} : { signal }),
        },
      );
      const follow = await store.update(
        invocation.id,
        (current) =>
          // A webhook may name the run before the response to the POST does.
          current.runId === null && current.outcome === null
            ? {
                ...applyDispatch(result),
                leaseOwner: null,
                leaseUntil: null,
                nextAt: clock.now() + (request.wait ? 0 : COMPLETE_MS),
              }
            : { leaseOwner: null, leaseUntil: null },
        begun,
      );
      if (follow === null)
        throw new Error('The follow vanished from the journal');
      return settle(follow, invocation, request.wait);
    },

    async watch(request, invocation) {
      const now = clock.now();
      const follow = newFollow({
        id: invocation.id,
        stage: 'following',
        wait: request.wait,
        title: request.title,
        workflow: request.workflow,
        ref: null,
        dispatchedAt: now,
        deadlineAt: now + config.follow.timeoutMs,
        identity: 'exact',
        runId: request.runId,
        runUrl: request.runUrl,
        attempt: request.attempt,
      });
      await journal.addFollow(follow);
      return settle(follow, invocation, request.wait);
    },
  };
}
