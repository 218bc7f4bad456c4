import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openWorld, type World } from '../../testing/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld({ pace: 'manual' });
});
afterAll(async () => {
  await world.close();
});

interface Listed {
  readonly invocations: readonly {
    readonly shortId: string;
    readonly command: string;
    readonly outcome: string | null;
    readonly decision: string;
  }[];
}

async function list(...flags: readonly string[]) {
  const ran = await world.run(['journal', 'list', ...flags, '--json']);
  return (ran.json() as unknown as Listed).invocations;
}

/** A process of its own that follows a deploy, once it has printed its run. */
async function spawnDeploy() {
  const child = world.spawn(['deploy-client', '--wait']);
  let stderr = '';
  await new Promise<void>((resolve) => {
    child.stderr.on('data', (chunk) => {
      stderr += String(chunk);
      if (stderr.includes('/actions/runs/')) resolve();
    });
  });
  return child;
}

describe('the journal', { timeout: 30_000 }, () => {
  it('is read while another process writes it', async () => {
    const child = await spawnDeploy();
    const [under] = await list();
    expect(under).toMatchObject({ command: 'deploy-client', outcome: null });
    const shown = await world.run(['journal', 'list']);
    expect(shown.stdout).toMatch(
      /\tdeploy-client\tThe Operator\tin progress\n/,
    );

    const [run] = world.github.runs();
    world.github.finish(run?.id ?? 0);
    await once(child, 'close');
    expect((await list())[0]?.outcome).toBe('succeeded');
  });

  it('records every command; agents creates no journal and sends no request', async () => {
    const before = world.github.requests.length;
    await world.run(['agents'], { env: { GIT_CONFIG_COUNT: '0' } });
    expect((await list())[0]).toMatchObject({
      command: 'agents',
      outcome: 'answered',
    });
    expect(world.github.requests).toHaveLength(before);
    const elsewhere = join(world.cwd, 'none', 'journal.db');
    const asked = await world.run(['agents'], {
      env: { DATABASE_URL: `file:${elsewhere}` },
    });
    expect(asked.code).toBe(0);
    expect(existsSync(elsewhere)).toBe(false);
  });

  it('has what a killed process was following, and goes on from there', async () => {
    const child = await spawnDeploy();
    child.kill('SIGKILL');
    await once(child, 'close');
    const [left] = await list();
    expect(left).toMatchObject({ outcome: null });
    const runs = world.github.runs();
    world.github.finish(runs[0]?.id ?? 0, 'failure');
    const back = await world.run(['follow', left?.shortId ?? '', '--json']);
    expect(back.code).toBe(1);
    expect(back.json()).toMatchObject({ run: { id: runs[0]?.id } });
    expect(world.github.runs()).toHaveLength(runs.length);
    expect((await list())[0]?.outcome).toBe('failed');
  });

  it('holds what was refused as well, and is filtered', async () => {
    await world.run(['status', '--count', '9']);
    await world.run(['deploy-client']);
    const of = async (...flags: readonly string[]) =>
      (await list(...flags)).map(({ command }) => command);
    expect(await of('--decision', 'invalid_input')).toEqual(['status']);
    expect(await of('--command', 'deploy-client')).toHaveLength(3);
    expect(await of('--outcome', 'succeeded')).toEqual(['deploy-client']);
    expect(
      await of('--requester', 'The Operator', '--limit', '1'),
    ).toHaveLength(1);
    expect(await of('--requester', 'Someone Else')).toEqual([]);
    expect(await of('--surface', 'discord')).toEqual([]);
    expect(await of('--since', '1h')).toHaveLength(5);
    expect(await of('--since', '2999-01-01')).toEqual([]);
  });

  it('says so if nothing matches', async () => {
    const ran = await world.run(['journal', 'list', '--surface', 'discord']);
    expect(ran).toMatchObject({
      code: 0,
      stdout: '',
      stderr: 'No invocations match in the journal.\n',
    });
  });

  it('shows the story of an invocation, in local time', async () => {
    const [newest] = await list('--outcome', 'started');
    const show = (TZ: string) =>
      world.run(['journal', 'show', newest?.shortId ?? ''], { env: { TZ } });
    const ran = await show('Asia/Kolkata');
    expect(ran.stdout).toMatch(/^deploy-client: Started$/m);
    expect(ran.stdout).toMatch(/^\d{4}-\d\d-\d\d \(GMT\+5:30\)$/m);
    expect(
      ran.stdout
        .match(/^ {2}\d\d:\d\d:\d\d {2}\w+/gm)
        ?.map((line) => line.slice(12)),
    ).toEqual(['Asked', 'Decided', 'Dispatched', 'Ended']);
    expect(ran.stdout).toContain(
      'The Operator ran yardmaster deploy-client in a terminal.',
    );
    expect(ran.stdout).toContain('client-deploy.yml; GitHub named the run.');
    expect(ran.stdout).toMatch(/^Run: http.*\/actions\/runs\/\d+$/m);
    expect(ran.stdout).toMatch(/^Correlation id: [0-9a-f-]{36}$/m);
    const minutes = (text: string) => /^ {2}\d\d:(\d\d):/m.exec(text)?.[1];
    expect(minutes((await show('UTC')).stdout)).not.toBe(minutes(ran.stdout));
  });
});

describe('cancel and rerun', { timeout: 30_000 }, () => {
  it('cancel by the short id, and follow to that end', async () => {
    const [newest] = await list('--outcome', 'started');
    const id = newest?.shortId ?? '';
    const dry = await world.run(['cancel', id, '--dry-run']);
    expect(dry.stdout).toMatch(/^POST .*\/actions\/runs\/\d+\/cancel$/m);
    const [run] = world.github.runs();
    expect(world.github.run(run?.id ?? 0)?.status).not.toBe('completed');

    const cancelled = await world.run(['cancel', id, '--yes', '--json']);
    expect(cancelled.code).toBe(0);
    world.github.advanceToEnd(run?.id ?? 0);
    const followed = await world.run(['follow', id, '--json']);
    expect(followed.code).toBe(1);
    expect(followed.json()).toMatchObject({ run: { conclusion: 'cancelled' } });
  });

  it('run a failed run again and wait for the new attempt', async () => {
    const { id } = world.github.startRun();
    world.github.finish(id, 'failure');
    world.github.setPace(20);
    const again = await world.run([
      'rerun',
      String(id),
      '--failed',
      '--wait',
      '--yes',
      '--json',
    ]);
    world.github.setPace('manual');
    expect(again.code).toBe(0);
    expect(again.json()).toMatchObject({
      outcome: 'succeeded',
      run: { id, attempt: 2 },
    });
    const over = await world.run(['rerun', String(id), '--failed', '--yes']);
    expect(over.code).toBe(1);
    expect(over.stdout).toContain('Nothing failed');
  });
});
