import { expect, it, onTestFinished } from 'vitest';
import { openFollowWorld } from '../testing/follow-world.ts';

const HOUR = 60 * 60 * 1000;

it.each([
  ['back', -HOUR],
  ['forward', HOUR],
])(
  'a clock that is set %s by an hour delays neither an edit nor the outcome',
  { timeout: 60_000 },
  async (_, ahead) => {
    const world = await openFollowWorld();
    onTestFinished(() => world.close());
    const { time, github, messenger } = world;
    await world.deploy();
    await time.advance(5_000);
    const [run] = github.runs();
    if (run === undefined) throw new Error('no run was started');
    world.setClock(ahead);
    github.update(run.id, { status: 'in_progress' });
    const edits = messenger.shown.length;
    await time.advance(30_000);
    expect(messenger.shown.length).toBeGreaterThan(edits);
    github.finish(run.id, 'success');
    await time.advance(60_000);
    expect(messenger.shown.at(-1)?.title).toBe('Client Deploy: Succeeded');
    const outcomes = messenger.notices.filter(
      ({ report }) => report.title === 'Client Deploy: Succeeded',
    );
    expect(outcomes).toHaveLength(1);
  },
);
