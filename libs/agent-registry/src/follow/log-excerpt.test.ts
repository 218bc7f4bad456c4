import { expect, it, onTestFinished } from 'vitest';
import { openFollowWorld } from '../testing/follow-world.ts';

const LINE = 'Error: no such bucket';
const JOB = {
  id: 4_711,
  name: 'deploy',
  status: 'completed',
  conclusion: 'failure',
  startedAt: '2026-01-01T00:00:00Z',
  completedAt: '2026-01-01T00:00:05Z',
  steps: [
    { name: 'Sync', number: 1, status: 'completed', conclusion: 'failure' },
  ],
} as const;

it.each(['on', 'off'] as const)(
  'with logExcerpt %s the report names the failed step, with its log or without',
  { timeout: 60_000 },
  async (logExcerpt) => {
    const world = await openFollowWorld({ logExcerpt });
    onTestFinished(() => world.close());
    const { time, github, messenger } = world;
    await world.deploy();
    await time.advance(1_000);
    const [run] = github.runs();
    if (run === undefined) throw new Error('no run was started');
    github.setJobs(run.id, [JOB]);
    github.setLog(JOB.id, `2026-01-01T00:00:01.0000000Z ${LINE}\n`);
    github.finish(run.id, 'failure');
    await time.advance(120_000);
    const shown = JSON.stringify(messenger.shown.at(-1));
    expect(shown).toContain('deploy › Sync');
    expect(shown.includes(LINE)).toBe(logExcerpt === 'on');
    const read = github.calls.filter(({ route }) => route.endsWith('/logs'));
    expect(read.length > 0).toBe(logExcerpt === 'on');
  },
);
