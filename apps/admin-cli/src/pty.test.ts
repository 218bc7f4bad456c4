import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openScreen, type Screen } from './testing/screen.ts';
import { MAIN, openWorld, type World } from './testing/world.ts';

const UP = '\u001b[A';
const CTRL_C = '\u0003';
const ENTER = '\r';

let world: World;
const open: Screen[] = [];
beforeAll(async () => {
  world = await openWorld({ pace: 'manual' });
});
afterEach(() => {
  for (const screen of open.splice(0)) screen.kill();
});
afterAll(async () => {
  await world.close();
});

function start(
  argv: readonly string[],
  {
    columns = 80,
    rows = 24,
    cwd = world.cwd,
    env = {},
  }: {
    readonly columns?: number;
    readonly rows?: number;
    readonly cwd?: string;
    readonly env?: Readonly<Record<string, string>>;
  } = {},
): Screen {
  const screen = openScreen(process.execPath, [MAIN, ...argv], {
    columns,
    rows,
    cwd,
    env: { ...world.env, ...env },
  });
  open.push(screen);
  return screen;
}

const newest = () => {
  const [run] = world.github.runs();
  if (run === undefined) throw new Error('no run');
  return run.id;
};

describe('at a real terminal', { timeout: 30_000 }, () => {
  it('draws the run as a tree that lives, and then its outcome', async () => {
    const screen = start(['deploy-client', '--wait']);
    await screen.shows('/actions/runs/');
    expect(screen.raw()).toContain('\u001b[?25l');
    await screen.shows('Ctrl-C stops watching');
    for (let step = 0; step < 4; step += 1) world.github.advance(newest());
    await screen.shows(/● build \d+s/);
    screen.resize(40, 10);
    world.github.advanceToEnd(newest());
    await screen.shows('Client Deploy: Succeeded');
    expect(await screen.ended).toBe(0);
    expect(screen.text()).toMatch(/✓ deploy/);
    // The cursor is back, and the tree was cleared before the outcome.
    const [, after, ...more] = screen.raw().split('\u001b[?25h');
    expect(more).toEqual([]);
    expect(after).toContain('Client Deploy: Succeeded');
    expect(after).not.toContain('Ctrl-C');
    expect(after).not.toContain('\u001b[?25l');
  });

  it('never draws wider than the terminal', async () => {
    const screen = start(['deploy-client', '--wait'], { columns: 40 });
    await screen.shows('Ctrl-C stops watching');
    const lines = screen.text().split(/\r?\n|\r/);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(41);
    expect(screen.text()).toContain('…');
    screen.type(CTRL_C);
    expect(await screen.ended).toBe(130);
  });

  it('lets go with Ctrl-C, leaves the run alone and says how to come back', async () => {
    const screen = start(['deploy-client', '--wait']);
    await screen.shows('/actions/runs/');
    world.github.advance(newest());
    screen.type(CTRL_C);
    expect(await screen.ended).toBe(130);
    const [, id = ''] =
      /To\s+follow\s+it\s+again:\s+yardmaster\s+follow\s+([0-9a-f]{8})/.exec(
        screen.text(),
      ) ?? [];
    expect(id).toHaveLength(8);
    expect(world.github.run(newest())?.status).not.toBe('completed');
    expect(screen.raw()).toContain('\u001b[?25h');

    const back = start(['follow', id]);
    await back.shows('/actions/runs/');
    world.github.finish(newest(), 'failure');
    await back.shows('Client Deploy: Failed');
    expect(await back.ended).toBe(1);
  });

  it('asks before it cancels, and takes no for an answer', async () => {
    const { id } = world.github.startRun({ workflow: 'client-deploy.yml' });
    world.github.advance(id);
    const screen = start(['cancel', String(id)]);
    await screen.shows(`Cancel run ${id} of acme/shop?`);
    screen.type(ENTER);
    expect(await screen.ended).toBe(0);
    expect(screen.text()).toContain('Nothing was changed.');
    expect(world.github.run(id)?.status).not.toBe('completed');

    const interrupted = start(['cancel', String(id)]);
    await interrupted.shows('Cancel run');
    interrupted.type(CTRL_C);
    expect(await interrupted.ended).toBe(130);

    const yes = start(['cancel', String(id)]);
    await yes.shows('Cancel run');
    yes.type('y');
    expect(await yes.ended).toBe(0);
    await yes.shows('is cancelling run');
    world.github.advanceToEnd(id);
    expect(world.github.run(id)?.conclusion).toBe('cancelled');
  });

  it('sets up a repository, question by question', async () => {
    const cwd = await mkdtemp(join(tmpdir(), 'yardmaster-init-'));
    const env = { GITHUB_REPOSITORY: '' };
    const screen = start(['init'], { cwd, env });
    await screen.shows('Which repository');
    screen.type(`nonsense${ENTER}`);
    await screen.shows('Use owner/name.');
    screen.type(`${'\u007f'.repeat(8)}acme/shop${ENTER}`);
    for (const question of [
      'Which workflow deploys',
      'Which workflow runs the diagnosis',
      'URL of the frontend',
      'URL of its API',
      'Which Discord roles',
      'Which hosts are allowed',
    ]) {
      await screen.shows(question);
      screen.type(ENTER);
    }
    expect(await screen.ended).toBe(0);
    expect(screen.text()).toMatch(/created +yardmaster\.config\.ts/);
    expect(screen.text()).toMatch(/created +\.github\/workflows\/diagnose/);

    const again = start(
      ['init', '--repository', 'acme/shop', '--api', 'https://a.example.com'],
      { cwd, env },
    );
    for (const question of [
      'Which workflow deploys',
      'Which workflow runs the diagnosis',
      'URL of the frontend',
      'Which Discord roles',
      'Which hosts are allowed',
    ]) {
      await again.shows(question);
      again.type(ENTER);
    }
    await again.shows('Replace yardmaster.config.ts?');
    expect(again.text()).toContain("+    apiBase: 'https://a.example.com',");
    again.type(UP);
    again.type(CTRL_C);
    expect(await again.ended).toBe(130);
    await rm(cwd, { recursive: true });
  });

  it('draws lines, not a tree, for a dumb terminal', async () => {
    const screen = start(['deploy-client', '--wait'], {
      env: { TERM: 'dumb' },
    });
    await screen.shows('/actions/runs/');
    world.github.finish(newest());
    expect(await screen.ended).toBe(0);
    expect(screen.raw()).not.toContain('\u001b[');
  });
});
