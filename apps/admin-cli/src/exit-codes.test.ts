import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openWorld, type World } from './testing/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterEach(() => {
  world.github.setOutage(false);
  world.github.clearFaults();
  world.github.setPace(20);
});
afterAll(async () => {
  await world.close();
});

const deploy = (...flags: string[]) => [
  'deploy-client',
  '--wait',
  '--json',
  ...flags,
];
const outcomeOf = ({ json }: { json(): Record<string, unknown> }) =>
  json()['outcome'];

describe('the exit code of a run that is waited for', () => {
  it('is 0 for success', async () => {
    const ran = await world.run(deploy());
    expect({ code: ran.code, outcome: outcomeOf(ran) }).toEqual({
      code: 0,
      outcome: 'succeeded',
    });
    expect(ran.json()['run']).toMatchObject({
      identity: 'exact',
      conclusion: 'success',
    });
  });

  it.each(['failure', 'cancelled', 'timed_out', 'neutral', 'action_required'])(
    'is 1 for %s',
    async (conclusion) => {
      world.github.planNext({ conclusion });
      expect((await world.run(deploy())).code).toBe(1);
    },
  );

  it('is 1 for a conclusion that is not known, and says so', async () => {
    world.github.planNext({ conclusion: 'exploded' });
    const ran = await world.run(deploy());
    expect({ code: ran.code, outcome: outcomeOf(ran) }).toEqual({
      code: 1,
      outcome: 'unknown',
    });
  });

  it('shows the failed step and its log', async () => {
    world.github.planNext({
      conclusion: 'failure',
      failAtStep: 'Upload to storage',
      log: 'no space left on device',
    });
    const ran = await world.run(['deploy-client', '--wait']);
    expect(ran.code).toBe(1);
    expect(ran.stdout).toContain('Upload to storage');
    expect(ran.stdout).toContain('no space left on device');
    expect(ran.stderr).toMatch(/● deploy\n/);
    expect(ran.stderr).toMatch(/✗ deploy/);
  });

  it('is 4 at the timeout; coming back follows it to its end', async () => {
    world.github.planNext({ hang: true });
    const env = { FOLLOW_TIMEOUT_SECONDS: '0.3' };
    const ran = await world.run(deploy(), { env });
    expect(ran.code).toBe(4);
    expect(ran.json()).toMatchObject({ outcome: null, timedOut: true });
    const id = String(ran.json()['shortId']);
    expect(ran.stderr).toContain(`yardmaster follow ${id}`);

    const again = await world.run(['follow', id, '--json'], { env });
    expect(again.code).toBe(4);
    const back = world.run(['follow', id, '--json']);
    const { id: runId } = ran.json()['run'] as { id: number };
    world.github.release(runId);
    world.github.finish(runId);
    expect((await back).code).toBe(0);
    // And it is known from then on.
    expect((await world.run(['follow', id])).stdout).toContain('Succeeded');
  });
});

describe('the exit code of a command that could not do its work', () => {
  it('is 2 for a URL that is refused', async () => {
    const ran = await world.run([
      'deploy-client',
      '--api-base',
      'http://127.0.0.1/',
      '--json',
    ]);
    expect(ran.code).toBe(2);
    expect(ran.json()).toMatchObject({ refused: 'url_refused' });
  });

  it('is 2 for a number out of range', async () => {
    const ran = await world.run(['status', '--count', '4']);
    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain('1 to 3');
  });

  it.each([
    [['deploy-clinet'], 'deploy-client'],
    [['status', '--cuont', '2'], '--count'],
    [['status-digest', '--period', 'yearly'], 'daily'],
    [['follow'], 'Missing <run>'],
    [['follow', 'not an id'], 'is not a run'],
    [['follow', 'abcd1234'], 'journal'],
    [['follow', '99999999999'], 'does not exist in acme/shop'],
    [['journal', 'show', 'abcd1234'], 'journal list'],
    [['journal', 'list', '--since', 'ever'], '7d'],
    [['journal', 'list', '--limit', '0'], '1 to 1000'],
    [['can-i', 'fly'], 'yardmaster agents'],
    [['cancel', '20363538233'], '--yes'],
  ])('is 2 for %j, with what to do', async (argv, hint) => {
    const ran = await world.run(argv);
    expect(ran.code).toBe(2);
    expect(ran.stdout).toBe('');
    expect(ran.stderr).toContain(hint);
    const asJson = await world.run([...argv, '--json']);
    expect(asJson.code).toBe(2);
    expect(asJson.json()).toMatchObject({ error: { exitCode: 2 } });
  });

  it('is 2 without a configuration, and names every fault', async () => {
    const ran = await world.run(['deploy-client'], {
      env: { GITHUB_REPOSITORY: undefined, GITHUB_TOKEN: '' },
    });
    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain('GITHUB_REPOSITORY: missing');
    expect(ran.stderr).toContain('GITHUB_TOKEN: missing');
    expect(ran.stderr).toContain('yardmaster init');
  });

  it('is 2 where the workflow does not exist', async () => {
    world.github.setWorkflowState('diagnose.yml', 'disabled_manually');
    const ran = await world.run(['diagnose', '--json']);
    world.github.setWorkflowState('diagnose.yml', 'active');
    expect({ code: ran.code, outcome: outcomeOf(ran) }).toEqual({
      code: 2,
      outcome: 'rejected',
    });
  });

  it('is 3 where the token may not', async () => {
    const token = world.github.addToken('ghp_readOnlyReadOnlyReadOnly00', {
      actions: 'read',
      metadata: 'read',
    });
    const ran = await world.run(['deploy-client', '--json'], {
      env: { GITHUB_TOKEN: token },
    });
    expect(ran.code).toBe(3);
  });

  it('is 3 if a user may not run it', async () => {
    const argv = ['can-i', 'deploy-client', '--as', '80351110224678912'];
    const server = { env: { DISCORD_GUILD_ID: '80351110224678913' } };
    const ran = await world.run(argv, server);
    expect(ran.code).toBe(3);
    expect(ran.stdout).toMatch(/^No\. .*Manage Server/);
    const may = await world.run([...argv, '--manage-server', '--json'], server);
    expect(may.code).toBe(0);
    expect(may.json()).toMatchObject({ allowed: true });
  });

  it('is 5 while GitHub is down, and nothing is sent twice', async () => {
    world.github.setOutage('unreachable');
    world.github.clearRequests();
    const ran = await world.run(['deploy-client', '--json']);
    expect(ran.code).toBe(5);
    const posts = world.github.requests.filter(
      ({ method }) => method === 'POST',
    );
    expect(posts.length).toBeLessThanOrEqual(1);
  }, 30_000);

  it('is 5 for a run that cannot be asked for, and 3 where it may not be', async () => {
    const { id } = world.github.startRun();
    world.github.finish(id);
    expect(
      (await world.run(['follow', String(id)], { env: { GITHUB_TOKEN: 'x' } }))
        .code,
    ).toBe(3);
    world.github.setOutage('unavailable');
    expect((await world.run(['follow', String(id)])).code).toBe(5);
    world.github.setOutage(false);
    expect((await world.run(['follow', String(id)])).code).toBe(0);
  }, 30_000);

  it('is 5 where the journal cannot be used', async () => {
    const ran = await world.run(['journal', 'list', '--json'], {
      env: { DATABASE_URL: `file:${world.cwd}` },
    });
    expect(ran.code).toBe(5);
    expect(ran.json()).toMatchObject({ error: { exitCode: 5 } });
  });
});

describe('as a process of its own', () => {
  it('exits 130 on SIGINT, says how to come back, and leaves the run alone', async () => {
    world.github.setPace('manual');
    const child = world.spawn(deploy());
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (chunk) => (stdout += String(chunk)));
    child.stderr.on('data', (chunk) => {
      stderr += String(chunk);
      if (stderr.includes('/actions/runs/') && !child.killed)
        child.kill('SIGINT');
    });
    const [code] = (await once(child, 'close')) as [number];
    expect(code).toBe(130);
    const printed = JSON.parse(stdout) as {
      shortId: string;
      run: { id: number };
    };
    expect(stderr).toContain(`yardmaster follow ${printed.shortId}`);
    expect(world.github.run(printed.run.id)?.status).not.toBe('completed');
    expect(
      world.github.requests.some(({ path }) => path.endsWith('/cancel')),
    ).toBe(false);

    world.github.finish(printed.run.id);
    const back = await world.run(['follow', printed.shortId, '--json']);
    expect(back.code).toBe(0);
  }, 20_000);

  it('exits 0 where its reader goes away', async () => {
    const child = world.spawn(['--help']);
    child.stdout.destroy();
    const [code] = (await once(child, 'close')) as [number];
    expect(code).toBe(0);
  }, 20_000);
});
