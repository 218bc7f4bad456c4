import { parseWebhook } from '@yardmaster/github-dispatcher';
import { expect, it, onTestFinished } from 'vitest';
import { openFollowWorld, type FollowWorld } from '../testing/follow-world.ts';

it(
  'a run that a webhook names while it is searched for in vain is followed, not given up',
  { timeout: 60_000 },
  async () => {
    let arrive: (() => Promise<void>) | undefined;
    const world: FollowWorld = await openFollowWorld({
      webhooks: true,
      wrapGitHub: (github) => ({
        ...github,
        async listRunsPage(query) {
          // GitHub's list does not show the run; the webhook overtakes the last answer.
          await arrive?.();
          return github.listRunsPage({ ...query, event: 'schedule' });
        },
      }),
    });
    onTestFinished(() => world.close());
    const { time, github, messenger, journal, core } = world;
    github.fail('dispatches', { kind: 'lost_after' });
    await world.deploy();
    const [run] = github.runs();
    if (run === undefined) throw new Error('no run was started');
    const parsed = parseWebhook({
      event: 'workflow_run',
      delivery: 'delivery-1',
      body: github.webhookBody(run.id, 'requested'),
    });
    if (parsed.kind !== 'event') throw new Error(parsed.reason);
    const startedAt = time.now();
    let arrivedAt = 0;
    arrive = async () => {
      // The look after which the search would be given up.
      if (arrivedAt > 0 || time.now() - startedAt <= 60_000) return;
      arrivedAt = time.now();
      await core.follows.observe(parsed.event);
    };
    await time.advance(120_000);
    expect(arrivedAt).toBeGreaterThan(0);
    expect(await journal.openFollows()).toMatchObject([
      { stage: 'following', runId: run.id, identity: 'correlated' },
    ]);
    github.finish(run.id, 'success');
    await time.advance(60_000);
    expect(messenger.notices).toHaveLength(1);
    expect(messenger.shown.at(-1)?.title).toBe('Client Deploy: Succeeded');
  },
);
