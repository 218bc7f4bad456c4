import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseWebhook } from '@yardmaster/github-dispatcher';
import { createOctokitGitHub } from '@yardmaster/github-dispatcher/octokit';
import { createManualClock } from '@yardmaster/github-dispatcher/testing';
import {
  CLIENT_DEPLOY,
  createLocalGitHub,
  type JobState,
} from '@yardmaster/sandbox/github';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { createCore } from '../core/create-core.ts';
import { defineAgent } from '../command/agent.ts';
import { createInProcessQueue } from '../queue/in-process.ts';
import { createRegistry, type Registry } from '../command/registry.ts';
import { lookAgainCommand } from '../agents/look-again.ts';
import { createStartAgainCommand } from '../agents/start-again.ts';
import type { Journal } from '../journal/journal.ts';
import { createReport } from '../report/report.ts';
import { createKyselyHistory } from '../history/sql/history.ts';
import { createKyselyJournal } from '../journal/sql/journal.ts';
import { openSqliteDatabase } from '../journal/sql/sqlite.ts';
import { createTestConfig } from '../testing/config.ts';
import { createLife, type Life } from '../testing/mortal.ts';
import { createRecordingMessenger } from '../testing/recording-messenger.ts';
import { createInvocation } from '../testing/contracts/records.ts';

const folder = mkdtempSync(join(tmpdir(), 'follows-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const deploy = defineAgent({
  id: 'deploy_client',
  name: 'Deploy',
  description: 'Deploys',
  command: 'deploy-client',
  effect: 'write',
  visibility: 'public',
  input: z.object({ wait: z.boolean().default(false).describe('wait') }),
  examples: [],
  run: ({ wait }, context) =>
    context.start({
      workflow: 'deploy',
      inputs: {},
      wait,
      title: 'Client Deploy',
    }),
});

let looked = Promise.withResolvers<void>();

const look = defineAgent({
  id: 'look',
  name: 'Look',
  description: 'Looks until it has seen enough',
  command: 'look',
  effect: 'read',
  visibility: 'public',
  input: z.object({}),
  examples: [],
  async run() {
    looked = Promise.withResolvers();
    await looked.promise;
    return {
      report: createReport({ title: 'Seen', tone: 'info' }),
      outcome: 'answered',
    };
  },
});

const operator = {
  surface: 'discord',
  id: '80351110224678912',
  name: 'octocat',
  roleIds: [],
  manageServer: true,
  guildId: '80351110224678913',
} as const;

const registry: Registry = createRegistry([deploy, look], {
  actions: [lookAgainCommand, createStartAgainCommand(() => registry)],
});

let files = 0;

/** One GitHub, one chat and one journal, and any number of processes after each other. */
async function createWorld(
  options: {
    readonly webhooks?: boolean;
    readonly echo?: boolean;
    /** Stands between the core and its journal. */
    readonly wrapJournal?: (journal: Journal) => Journal;
  } = {},
) {
  const clock = createManualClock();
  const { runName: _, ...silent } = CLIENT_DEPLOY;
  const github = createLocalGitHub({
    clock: clock.now,
    timers: {
      setTimeout: (run, ms) => clock.schedule(ms, run),
      clearTimeout: (cancel) => typeof cancel === 'function' && cancel(),
    },
    limits: { primary: 1_000_000, secondary: Infinity },
    workflows: [options.echo === false ? silent : CLIENT_DEPLOY],
    // Older servers do not name the run that a dispatch started.
    ...(options.echo === false ? { ghes: '3.20' } : {}),
  });
  const port = createOctokitGitHub({
    repository: github.repository,
    auth: { token: github.token },
    baseUrl: github.url,
    fetch: github.fetch,
    clock,
    random: () => 0,
  });
  const messenger = createRecordingMessenger();
  files += 1;
  const statements: string[] = [];
  const { db, ...database } = openSqliteDatabase({
    path: join(folder, `${files}.db`),
    onStatement: (sql) => statements.push(sql),
  });
  const journal: Journal = createKyselyJournal(db, database);
  const history = createKyselyHistory(db);
  const config = createTestConfig();
  const warnings: string[] = [];

  function startProcess(life: Life = createLife()) {
    const alive = life.wrap(options.wrapJournal?.(journal) ?? journal);
    const core = createCore({
      config: options.webhooks
        ? {
            ...config,
            github: { ...config.github, webhookSecrets: ['secret'] },
          }
        : config,
      registry,
      github: life.wrap(port),
      journal: alive,
      history,
      queue: createInProcessQueue({
        clock,
        onError: (error) => warnings.push(String(error)),
      }),
      fetchGuarded: neverFetch,
      fetchConfigured: neverFetch,
      messengers: [life.wrap(messenger)],
      role: 'server',
      clock,
      random: () => 0,
      hooks: { onWarning: (message) => warnings.push(message) },
    });
    return core;
  }
  const neverFetch = Object.assign(
    async () => {
      throw new Error('no URL is fetched here');
    },
    { close: async () => {} },
  );

  /** A process that goes on until the test ends. */
  async function startCore() {
    const core = startProcess();
    onTestFinished(() => core.stop());
    await core.start();
    return core;
  }

  async function command(core: ReturnType<typeof startProcess>) {
    const accepted = await core.invoke({
      command: 'deploy-client',
      input: { wait: true },
      caller: operator,
      externalId: '1',
      replyTo: {
        surface: 'discord',
        channelId: '2',
        userId: operator.id,
        token: 'interaction-token',
        tokenExpiresAt: clock.now() + 900_000,
      },
    });
    return accepted.ok ? await accepted.run() : accepted;
  }

  return {
    clock,
    github,
    messenger,
    journal,
    statements,
    startProcess,
    startCore,
    command,
  };
}

type World = Awaited<ReturnType<typeof createWorld>>;

/** A deploy that its requester waits for, and its run. */
async function startDeploy(given?: World) {
  const world = given ?? (await createWorld());
  const { github } = world;
  const core = await world.startCore();
  await world.command(core);
  const runId = () => {
    const [run] = github.runs();
    if (run === undefined) throw new Error('no run was started');
    return run.id;
  };
  return {
    ...world,
    core,
    runId,
    finish: (conclusion?: string) => github.finish(runId(), conclusion),
  };
}

const JOB = {
  name: 'deploy',
  steps: [
    { name: 'Set up', status: 'completed', conclusion: 'success' },
    { name: 'Sync', status: 'completed', conclusion: 'failure' },
  ],
} as const;

describe('a follow', { timeout: 60_000 }, () => {
  it('shows each state in the one message and mentions the requester once', async () => {
    const { clock, github, messenger, journal, runId, finish } =
      await startDeploy();
    await clock.advance(1);
    github.override(runId(), { status: 'in_progress' });
    await clock.advance(10_000);
    finish();
    await clock.advance(20_000);

    const titles = messenger.shown.map((report) => report.title);
    expect(titles[0]).toBe('Client Deploy: Starting…');
    expect(titles).toContain('Client Deploy: Running');
    expect(titles.at(-1)).toBe('Client Deploy: Succeeded');
    expect(messenger.notices).toHaveLength(1);
    const [invocation] = await journal.listInvocations({});
    expect(invocation).toMatchObject({
      outcome: 'succeeded',
      runId: runId(),
      replyTo: null,
    });
    expect(await journal.openFollows()).toEqual([]);
  });

  it('says that the time is over, and still announces the outcome', async () => {
    const { clock, messenger, finish } = await startDeploy();
    await clock.advance(200_000);
    expect(JSON.stringify(messenger.shown.at(-1)?.summary)).toContain(
      'Still running after',
    );
    expect(messenger.notices).toEqual([]);
    finish('failure');
    await clock.advance(60_000);
    expect(messenger.shown.at(-1)?.title).toBe('Client Deploy: Failed');
    expect(messenger.notices).toHaveLength(1);
  });

  it('finds the run when the answer to the dispatch is lost, and sends no second one', async () => {
    const world = await createWorld();
    world.github.fail('POST /dispatches', { kind: 'drop-after' });
    const { clock, github, messenger, finish } = await startDeploy(world);
    await clock.advance(5_000);
    expect(github.runs()).toHaveLength(1);
    finish();
    await clock.advance(60_000);
    expect(messenger.shown.at(-1)?.title).toBe('Client Deploy: Succeeded');
    expect(github.runs()).toHaveLength(1);
  });

  it('says that it is not certain when no run appears', async () => {
    const world = await createWorld();
    world.github.fail('POST /dispatches', { kind: 'drop' });
    const { clock, github, messenger } = await startDeploy(world);
    await clock.advance(120_000);
    expect(messenger.shown.at(-1)?.title).toBe(
      'Client Deploy: Not certain that it started',
    );
    expect(messenger.notices).toHaveLength(1);
    expect(github.runs()).toEqual([]);
    const posts = github.requests.filter(({ method }) => method === 'POST');
    expect(posts).toHaveLength(1);
  });

  it('can be looked for and started again while it is uncertain', async () => {
    const world = await createWorld();
    world.github.fail('POST /dispatches', { kind: 'drop' });
    const { clock, github, messenger, journal, core } =
      await startDeploy(world);
    await clock.advance(1);
    expect(messenger.shown.at(-1)).toMatchObject({
      summary: 'GitHub’s response to the start was lost. Looking for the run.',
    });
    await clock.advance(120_000);
    const [invocation] = await journal.listInvocations({});
    const id = invocation?.id ?? '';
    expect(messenger.shown.at(-1)?.actions).toEqual([
      { kind: 'look_again', invocationId: id },
      { kind: 'start_again', invocationId: id },
    ]);
    const press = async (command: string) => {
      const accepted = await core.invoke({
        command,
        input: { invocation: id },
        caller: operator,
        externalId: crypto.randomUUID(),
      });
      if (!accepted.ok) throw new Error(accepted.reason);
      return accepted.run();
    };
    expect(await press('look-again')).toMatchObject({ outcome: 'ambiguous' });
    expect(github.runs()).toEqual([]);
    expect(await press('start-again')).toMatchObject({ outcome: 'started' });
    expect(github.runs()).toHaveLength(1);
    expect(await press('look-again')).toMatchObject({ outcome: 'ambiguous' });
  });

  it('lets one person start a few deploys at once, and says when the next may start', async () => {
    const { startCore, github } = await createWorld();
    const core = await startCore();
    const refusals = [];
    for (let n = 0; n < 30; n += 1) {
      const called = await core.invoke({
        command: 'deploy-client',
        input: {},
        caller: operator,
        externalId: `burst-${n}`,
      });
      if (called.ok) await called.run();
      else refusals.push(called);
    }
    expect(github.runs()).toHaveLength(10);
    expect(refusals).toHaveLength(20);
    expect(refusals[0]).toMatchObject({
      reason: 'rate_limited',
      report: { data: { retryAt: expect.stringMatching(/Z$/) } },
    });
  });

  it('shows why GitHub did not start it', async () => {
    const world = await createWorld();
    world.github.setWorkflowState('client-deploy.yml', 'disabled_manually');
    const { clock, messenger } = await startDeploy(world);
    await clock.advance(10_000);
    expect(messenger.shown.at(-1)).toMatchObject({
      title: 'Client Deploy: Not started',
      tone: 'failure',
    });
    expect(messenger.notices).toEqual([]);
  });

  it('converges on repeated webhooks in the wrong order', async () => {
    const { clock, github, messenger, core, runId } = await startDeploy(
      await createWorld({
        webhooks: true,
      }),
    );
    const id = runId();
    const queued = github.webhookBody(id, 'requested');
    await clock.advance(1_000);
    github.override(id, { status: 'in_progress' });
    const running = github.webhookBody(id, 'in_progress');
    await clock.advance(1_000);
    github.finish(id);
    const completed = github.webhookBody(id, 'completed');
    for (const body of [running, completed, queued, completed, running]) {
      const parsed = parseWebhook({
        event: 'workflow_run',
        delivery: crypto.randomUUID(),
        body,
      });
      if (parsed.kind !== 'event') throw new Error(parsed.reason);
      await core.follows.observe(parsed.event);
    }
    await clock.advance(10_000);
    expect(messenger.shown.at(-1)?.title).toBe('Client Deploy: Succeeded');
    expect(messenger.notices).toHaveLength(1);
  });

  it('costs at most 60 statements with eight webhooks', async () => {
    const world = await createWorld({ webhooks: true });
    const { clock, github, messenger, statements } = world;
    const core = await world.startCore();
    statements.length = 0;
    await world.command(core);
    const [run] = github.runs();
    if (run === undefined) throw new Error('no run was started');
    const observe = async (event: string, body: string) => {
      const delivery = crypto.randomUUID();
      const parsed = parseWebhook({ event, delivery, body });
      if (parsed.kind !== 'event') throw new Error(parsed.reason);
      expect(await core.follows.observe(parsed.event)).toBe('applied');
      await clock.advance(700);
    };
    const runEvent = (action: string) =>
      observe('workflow_run', github.webhookBody(run.id, action));
    // Jobs appear one by one, with their webhooks.
    github.setJobs(run.id, []);
    const jobs = new Map<number, JobState>();
    const jobEvent = (
      id: number,
      status: 'queued' | 'in_progress' | 'completed',
    ) => {
      const ended = status === 'completed';
      jobs.set(id, {
        id,
        name: `job ${id}`,
        status,
        conclusion: ended ? 'success' : null,
        completedAt: ended ? clock.now() : null,
      });
      github.setJobs(run.id, [...jobs.values()]);
      return observe('workflow_job', github.webhookBody(run.id, status, id));
    };
    await clock.advance(1_000);
    await runEvent('requested');
    github.override(run.id, { status: 'in_progress' });
    await runEvent('in_progress');
    await jobEvent(1, 'queued');
    for (const id of [1, 2]) await jobEvent(id, 'in_progress');
    for (const id of [1, 2]) await jobEvent(id, 'completed');
    github.finish(run.id, 'success');
    await runEvent('completed');
    await clock.advance(5_000);
    // Who polls is a matter of time, not of this run.
    const ofRun = statements.filter((sql) => !sql.includes('"leases"'));
    const count = (start: string) =>
      ofRun.filter((sql) => sql.startsWith(start)).length;
    const report = `${ofRun.length}: ${['select', 'update', 'insert', 'delete'].map((kind) => `${count(kind)} ${kind}`).join(', ')}`;
    expect(messenger.shown.at(-1)?.title).toBe('Client Deploy: Succeeded');
    expect(messenger.notices).toHaveLength(1);
    expect(ofRun.length, report).toBeLessThanOrEqual(60);
  });

  it.each([
    ['just before its webhook arrives', true],
    ['while its webhook is being written', false],
  ])(
    'reports an outcome once if the journal goes away %s',
    async (_, first) => {
      let away = false;
      const { clock, github, messenger, core, runId } = await startDeploy(
        await createWorld({
          webhooks: true,
          wrapJournal: (journal) =>
            new Proxy(journal, {
              get:
                (target, name) =>
                async (...parameters: never[]) => {
                  if (away) throw new Error('the disk is full');
                  const method = Reflect.get(target, name) as (
                    ...given: never[]
                  ) => unknown;
                  return method(...parameters);
                },
            }),
        }),
      );
      await clock.advance(5_000);
      const parsed = (action: string) => {
        const body = github.webhookBody(runId(), action);
        const result = parseWebhook({
          event: 'workflow_run',
          delivery: crypto.randomUUID(),
          body,
        });
        if (result.kind !== 'event') throw new Error(result.reason);
        return result.event;
      };
      github.finish(runId(), 'success');
      away = first;
      const observed = core.follows.observe(parsed('completed'));
      away = true;
      expect(await observed).toBe('kept');
      await clock.advance(40_000);
      away = false;
      await clock.advance(60_000);
      expect(messenger.shown.at(-1)?.title).toBe('Client Deploy: Succeeded');
      expect(messenger.notices).toHaveLength(1);
    },
  );

  it('adopts no run of another event, workflow or repository that carries the id', async () => {
    const world = await createWorld({ webhooks: true });
    world.github.fail('POST /dispatches', { kind: 'drop' });
    const { clock, github, messenger, core, journal } =
      await startDeploy(world);
    const [invocation] = await journal.listInvocations({});
    const title = `Deploy [${invocation?.id}]`;
    const deliver = async (run: { id: number }, repository = 'acme/shop') => {
      const body = JSON.parse(github.webhookBody(run.id, 'requested')) as {
        repository: { full_name: string };
      };
      body.repository.full_name = repository;
      const parsed = parseWebhook({
        event: 'workflow_run',
        delivery: crypto.randomUUID(),
        body: JSON.stringify(body),
      });
      if (parsed.kind !== 'event') throw new Error(parsed.reason);
      return core.follows.observe(parsed.event);
    };
    await deliver(github.startRun({ title, event: 'pull_request' }));
    await deliver(
      github.startRun({
        title,
        event: 'workflow_dispatch',
        createdAt: clock.now() - 3_600_000,
      }),
    );
    const ours = github.startRun({ title, event: 'workflow_dispatch' });
    expect(await deliver(ours, 'acme/other')).toBe('other');
    expect(await journal.openFollows()).toMatchObject([{ runId: null }]);
    await deliver(ours);
    expect(await journal.openFollows()).toMatchObject([
      { runId: ours.id, identity: 'correlated' },
    ]);
    expect(messenger.notices).toEqual([]);
  });

  it('reports a failure at once, and adds its details when GitHub gives them', async () => {
    const { clock, github, messenger, journal, runId, finish } =
      await startDeploy();
    await clock.advance(5_000);
    github.setJobs(runId(), [
      { ...JOB, id: 7, status: 'completed', conclusion: 'failure' },
    ]);
    github.fail('GET /jobs', { kind: 'unreachable' }, 40);
    finish('failure');
    await clock.advance(20_000);
    expect(messenger.shown.at(-1)?.title).toBe('Client Deploy: Failed');
    expect(JSON.stringify(messenger.shown.at(-1)?.summary)).toContain(
      'Details follow',
    );
    expect(messenger.notices).toHaveLength(1);
    await clock.advance(8 * 60_000);
    expect(JSON.stringify(messenger.shown.at(-1)?.summary)).toContain(
      '"strong":"deploy',
    );
    await clock.advance(10 * 60_000);
    expect(messenger.notices).toHaveLength(1);
    expect(await journal.openFollows()).toEqual([]);
  }, 30_000);

  it('bears a chat that refuses, is slow or loses answers', async () => {
    const world = await createWorld();
    world.messenger.faults.push(
      { kind: 'retry', afterMs: 3_000, reason: 'rate limit' },
      { kind: 'unsure', reason: 'no answer' },
    );
    const { clock, messenger, finish } = await startDeploy(world);
    await clock.advance(10_000);
    expect(messenger.shown).not.toEqual([]);
    finish('failure');
    messenger.faults.push(
      { kind: 'retry', afterMs: 1_000, reason: 'rate limit' },
      { kind: 'unsure', reason: 'no answer' },
      { kind: 'unsure', reason: 'no answer' },
    );
    await clock.advance(120_000);
    expect(messenger.shown.at(-1)?.title).toBe('Client Deploy: Failed');
    expect(messenger.notices).toHaveLength(1);
    expect(messenger.faults).toEqual([]);
  });

  it('says to the end that a run is only probably the one', async () => {
    const { clock, messenger, finish } = await startDeploy(
      await createWorld({ echo: false }),
    );
    await clock.advance(40_000);
    finish();
    await clock.advance(40_000);
    expect(messenger.shown.at(-1)?.title).toBe('Client Deploy: Succeeded');
    expect(JSON.stringify(messenger.shown.at(-1)?.fields)).toContain(
      'probably',
    );
    expect(JSON.stringify(messenger.notices[0]?.report)).toContain('probably');
  });

  it('shows jobs by polling while no webhook reports them', async () => {
    const { clock, github, messenger, runId } = await startDeploy(
      await createWorld({
        webhooks: true,
      }),
    );
    const id = runId();
    github.override(id, { status: 'in_progress' });
    github.setJobs(id, [
      { ...JOB, id: 7, status: 'in_progress', conclusion: null },
    ]);
    await clock.advance(10_000);
    expect(messenger.shown.at(-1)?.title).toBe('Client Deploy: Running');
    expect(messenger.shown.at(-1)?.sections[0]?.lines[0]).toMatchObject({
      icon: 'running',
      text: 'deploy',
    });
  });

  it('announces the outcome although the message cannot be edited', async () => {
    const { clock, messenger, finish } = await startDeploy();
    await clock.advance(5_000);
    messenger.update = async () => ({
      kind: 'retry',
      afterMs: 5_000,
      reason: 'unknown webhook',
    });
    finish();
    await clock.advance(120_000);
    expect(messenger.notices).toHaveLength(1);
  });

  it('announces once more if the channel can never be read', async () => {
    const { clock, messenger, finish } = await startDeploy();
    await clock.advance(5_000);
    let lost = 1;
    const { notify } = messenger;
    messenger.findNotification = async () => 'unreadable';
    messenger.notify = async (...notice) =>
      lost-- > 0 ? { kind: 'unsure', reason: 'no answer' } : notify(...notice);
    finish();
    await clock.advance(120_000);
    expect(messenger.notices).toHaveLength(1);
  });

  it('answers a repeated delivery of the same interaction without a second run', async () => {
    const { clock, github, startCore, command } = await createWorld();
    const core = await startCore();
    const [first, second] = await Promise.all([command(core), command(core)]);
    expect([first, second]).toContainEqual(
      expect.objectContaining({ ok: false, reason: 'duplicate' }),
    );
    await clock.advance(1_000);
    expect(github.runs()).toHaveLength(1);
  });
});

describe('a process that dies', () => {
  /** One deploy that fails, with a process that dies after so many half calls and one that takes over. */
  async function dieAt(diesAt: number) {
    const world = await createWorld();
    const { clock, github, messenger, journal, startProcess, command } = world;
    const life = createLife(diesAt);
    const first = startProcess(life);
    // What a dead process began never ends, and is not awaited.
    void first.start().then(() => command(first));
    await clock.advance(4_000);
    const [run] = github.runs();
    if (run !== undefined) {
      github.override(run.id, { status: 'in_progress' });
      await clock.advance(4_000);
      github.setJobs(run.id, [
        { ...JOB, id: 7, status: 'completed', conclusion: 'failure' },
      ]);
      github.setLog(7, '##[group]Run sync\n##[endgroup]\n##[error]denied');
      github.finish(run.id, 'failure');
    }
    await clock.advance(12_000);
    const second = startProcess();
    await second.start();
    for (let minute = 0; minute < 5; minute += 1) {
      await clock.advance(60_000);
      const [latest] = await journal.listInvocations({});
      const done = latest === undefined || latest.finishedAt !== null;
      if (done && (await journal.openFollows()).length === 0) break;
    }
    const [invocation] = await journal.listInvocations({});
    const open = await journal.openFollows();
    await second.stop();
    return {
      lived: life.lived(),
      runs: github.runs().length,
      notices: messenger.notices.length,
      last: messenger.shown.at(-1)?.title,
      outcome: invocation?.outcome,
      journaled: invocation !== undefined,
      open: open.length,
    };
  }

  it('at any moment: the requester learns the outcome once, from the next process', async () => {
    const { lived } = await dieAt(Infinity);
    expect(lived).toBeGreaterThan(100);
    for (let moment = 0; moment <= lived; moment += 1) {
      const end = await dieAt(moment);
      const at = { moment, ...end };
      if (!end.journaled) {
        // Discord itself says that the application did not respond.
        expect(at).toMatchObject({ runs: 0, notices: 0, open: 0 });
      } else if (end.outcome === 'interrupted') {
        expect(at).toMatchObject({
          runs: 0,
          notices: 0,
          last: 'Interrupted',
        });
      } else if (end.runs === 0) {
        expect(at).toMatchObject({ outcome: 'ambiguous', notices: 1 });
      } else {
        expect(at).toMatchObject({
          runs: 1,
          notices: 1,
          last: 'Client Deploy: Failed',
          outcome: 'failed',
          open: 0,
        });
      }
    }
  }, 900_000);
});

describe('a read', () => {
  it('is journaled once it was answered, and not called interrupted while it is worked on', async () => {
    const { clock, messenger, journal, startCore } = await createWorld();
    const core = await startCore();
    const accepted = await core.invoke({
      command: 'look',
      input: {},
      caller: operator,
      externalId: '1',
      replyTo: { surface: 'discord', token: 'token' },
    });
    if (!accepted.ok) throw new Error(accepted.reason);
    expect(await journal.listInvocations({})).toEqual([]);
    const running = accepted.run();
    // From 2 s on a person waits for a message, so a crash must not lose it.
    await clock.advance(1_600);
    expect(await journal.listInvocations({})).toHaveLength(1);
    await clock.advance(180_000);
    expect(messenger.shown).toEqual([]);
    looked.resolve();
    await accepted.complete(await running);
    expect(await journal.listInvocations({})).toMatchObject([
      { outcome: 'answered', replyTo: null },
    ]);
  });

  it('that a crash cut off is reported as interrupted', async () => {
    const { clock, messenger, journal, startCore } = await createWorld();
    await journal.addInvocation(
      createInvocation({
        id: '0000-1',
        command: 'look',
        createdAt: clock.now(),
        replyTo: { surface: 'discord', token: 'token' },
      }),
    );
    await startCore();
    await clock.advance(90_000);
    expect(messenger.shown.map(({ title }) => title)).toEqual(['Interrupted']);
    expect(await journal.listInvocations({})).toMatchObject([
      { outcome: 'interrupted', replyTo: null },
    ]);
  });
});
