import { createAccess } from '../api/access.ts';
import type { Delivery } from '../webhooks/delivery.ts';
import { createChecks } from '../commits/checks.ts';
import { createCommitGraph } from '../commits/commit-graph.ts';
import { createEngine } from '../runs/engine.ts';
import { payloadOf } from '../webhooks/payload.ts';
import type { Ids } from '../ids.ts';
import { createLimits } from '../api/limits.ts';
import { createLogStore } from '../api/log-store.ts';
import type { LocalGitHubOptions } from './options.ts';
import { realTimers } from '../timers.ts';
import { createWebhooks } from '../webhooks/webhooks.ts';
import { REPOSITORY_ID } from '../wire/repository.ts';
import { DEFAULT_WORKFLOWS } from '../workflow/workflow.ts';
import type { World } from './world.ts';

const TOKEN = 'ghp_localLocalLocalLocalLocalLocalLocal0';

export interface WorldEvents {
  readonly onRun: (runId: number) => void;
  readonly onDelivery: (delivery: Delivery) => void;
}

/** A world that does not know its addresses yet. */
export interface NewWorld extends World {
  readonly token: string;
}

/** Puts the parts together; `wire`'s addresses are filled in once the server listens. */
export function createWorld(
  options: LocalGitHubOptions,
  ids: Ids,
  events: WorldEvents,
): NewWorld {
  const {
    repository = 'acme/shop',
    defaultBranch = 'main',
    branches = [],
    token = TOKEN,
    login = 'octo-operator',
    environments = [],
    workflows = DEFAULT_WORKFLOWS,
    clock: hostClock = Date.now,
    timers = realTimers,
  } = options;
  let clockOffset = 0;
  const clock = () => hostClock() + clockOffset;
  const app = {
    id: 424_242,
    installationId: 51_000_001,
    slug: 'local-app',
    ...options.app,
  };
  const graph = createCommitGraph({ clock, defaultBranch, branches });
  const wire = {
    api: '',
    html: '',
    repository,
    defaultBranch,
    since: clock(),
    commits: graph.commits,
  };
  const webhooks = createWebhooks({
    ids,
    clock,
    timers,
    fetch: options.fetch ?? fetch,
    repositoryId: REPOSITORY_ID,
    onDelivery: events.onDelivery,
  });
  return {
    wire,
    ids,
    token,
    login,
    clock,
    timers,
    app,
    webhooks,
    environments,
    ghes: options.ghes,
    searchHorizon: Infinity,
    frozenJobs: new Map(),
    formerNames: new Set(),
    hidden: false,
    setClockOffset: (ms) => {
      clockOffset = ms;
    },
    logs: createLogStore(clock),
    access: createAccess({ token, login, app, clock }),
    limits: createLimits(options.limits ?? {}, clock),
    workflows: workflows.map((workflow) => ({ ...workflow })),
    graph,
    checks: createChecks(clock),
    engine: createEngine({
      ids,
      clock,
      timers,
      pace: options.pace ?? 'manual',
      protectedEnvironments: new Map(
        environments.map((one) => [one.name, one.waitMinutes ?? 0]),
      ),
      onChange: (run, change) => {
        webhooks.emit(`workflow_${change.kind}`, () =>
          payloadOf(wire, run, change),
        );
        events.onRun(run.id);
      },
    }),
  };
}
