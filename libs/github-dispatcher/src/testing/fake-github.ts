import { viewerOf } from '../rest/auth/app.ts';
import { GitHubClient } from '../rest/http/client.ts';
import { ServerClock } from '../rest/http/server-clock.ts';
import { systemClock, type Clock } from '../clock.ts';
import { tokenCredentials } from '../rest/auth/token.ts';
import type { GitHub } from '../github.ts';
import { createRestGitHub } from '../rest/rest.ts';
import { publicUserJson, rateLimitJson } from './account-json.ts';
import { createFakeAnswers, type FakeRoutes } from './fake-answer.ts';
import { createDispatchRoutes } from './fake-dispatch-routes.ts';
import {
  createFakeRepository,
  type FakeWorkflowOptions,
} from './fake-repository.ts';
import { createRunListRoutes } from './fake-run-list-routes.ts';
import { createRunRoutes } from './fake-run-routes.ts';
import type { FakeJob } from './fake-run.ts';
import { createFakeTransport, type FakeCall } from './fake-transport.ts';
import { createWorkflowRoutes } from './fake-workflow-routes.ts';
import { repositoryJson } from './repository-json.ts';
import { runJson } from './run-json.ts';

export type FakeGitHubOptions = {
  /** Default `acme/shop`. */
  readonly repository?: string;
  readonly clock?: Clock;
  /** `echo`: the workflow puts the correlation id into its run-name. Default: `deploy.yml`, which does. */
  readonly workflows?: readonly FakeWorkflowOptions[];
  /** Refuse `return_run_details`, as Enterprise Server before 3.21 does. */
  readonly refusesRunDetails?: boolean;
};

export type FakeGitHub = ReturnType<typeof createFakeGitHub>;

/**
 * One repository in memory behind the real port: it answers requests with GitHub's JSON, so all of the library but
 * HTTP itself is at work. The JSON is whole: it holds before GitHub's own description of its API. Nothing moves by
 * itself.
 */
export function createFakeGitHub(options: FakeGitHubOptions = {}) {
  const { clock = systemClock, refusesRunDetails = false } = options;
  const repository = createFakeRepository(
    options.repository ?? 'acme/shop',
    clock,
    options.workflows ?? [{ file: 'deploy.yml' }],
  );
  const { name, runs, logs, findRun, findWorkflow, latestOf, update } =
    repository;
  const calls: FakeCall[] = [];
  const chargedCalls = () => calls.filter(({ charged }) => charged).length;

  const answers = createFakeAnswers(clock);
  const routes: FakeRoutes = {
    ...createWorkflowRoutes(repository, answers),
    ...createDispatchRoutes(repository, answers, refusesRunDetails),
    ...createRunListRoutes(repository, answers),
    ...createRunRoutes(repository, answers),
    'GET /rate_limit': () => {
      const reset = Math.floor(clock.now() / 1000) + 3600;
      return answers.answer(200, rateLimitJson(5000, chargedCalls(), reset));
    },
    'GET /user': () => answers.answer(200, publicUserJson('octocat')),
  };
  const { transport, fail } = createFakeTransport(routes, answers, (call) =>
    calls.push(call),
  );

  const client = new GitHubClient({
    serverClock: new ServerClock(clock),
    transport,
    credentials: tokenCredentials('fake'),
    clock,
    random: () => 0,
    timeout: 10_000,
    maxWait: 10_000,
  });
  const github: GitHub = createRestGitHub({
    repository: name,
    client,
    download: async (url, createScan) => {
      const scan = createScan();
      scan.push(logs.get(Number(url.split('/').at(-1))) ?? '');
      return { ok: true, value: scan.finish() };
    },
    viewer: async (call) =>
      viewerOf('user', await client.read({ route: '/user', ...call })),
  });

  return {
    github,
    /** Every request so far with its answer. */
    calls: calls as readonly FakeCall[],
    chargedCalls,
    runs: () => runs,
    run: (id: number) => findRun(id),
    /** A run that this library did not dispatch, or the past. */
    startRun: repository.startRun,
    /** Changes the latest attempt; `updatedAt` moves to now. */
    update,
    finish: (id: number, conclusion = 'success') =>
      update(id, { status: 'completed', conclusion }),
    setJobs: (id: number, jobs: readonly FakeJob[]) => update(id, { jobs }),
    setLog: (jobId: number, text: string) => logs.set(jobId, text),
    rerun: repository.rerun,
    deleteRun: repository.deleteRun,
    setWorkflowState(file: string, state: string): void {
      const workflow = findWorkflow(file);
      if (workflow !== undefined) workflow.state = state;
    },
    /** The next `times` requests whose route (`POST …/dispatches`) contains `route`. */
    fail,
    /** The run as GitHub's webhook payload of `workflow_run` has it. */
    webhookBody(id: number, action: string): string {
      const run = findRun(id);
      return JSON.stringify({
        action,
        workflow_run: run && runJson(name, run, latestOf(id)),
        repository: repositoryJson(name, 'main'),
      });
    },
  };
}
