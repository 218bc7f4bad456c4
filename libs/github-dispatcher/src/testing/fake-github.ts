import { createHash } from 'node:crypto';
import type { Answer } from '../answer.ts';
import { createCaller, type HttpRequest, type Transport } from '../caller.ts';
import { systemClock, type Clock } from '../clock.ts';
import { tokenCredentials } from '../credentials.ts';
import type { GitHub } from '../github.ts';
import { viewerOf } from '../app-auth.ts';
import { asObject, asString } from '../json.ts';
import { createRestGitHub } from '../rest.ts';
import * as json from './github-json.ts';
import type {
  FakeAttempt,
  FakeJob,
  FakeRun,
  FakeWorkflow,
} from './github-json.ts';

export type FakeGitHubOptions = {
  /** Default `acme/shop`. */
  readonly repository?: string;
  readonly clock?: Clock;
  /** `echo`: the workflow puts the correlation id into its run-name. Default: `deploy.yml`, which does. */
  readonly workflows?: readonly {
    readonly file: string;
    readonly name?: string;
    readonly echo?: boolean;
    readonly text?: string;
  }[];
  /** Refuse `return_run_details`, as Enterprise Server before 3.21 does. */
  readonly refusesRunDetails?: boolean;
};

/** What befalls the next matching requests. */
export type FakeFault =
  /** No answer, nothing happened. */
  | { readonly kind: 'lost' }
  /** It happened; its answer got lost. */
  | { readonly kind: 'lost_after' }
  /** No connection came about. */
  | { readonly kind: 'unreachable' }
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly message?: string;
      readonly headers?: Readonly<Record<string, string>>;
    };

export type FakeCall = {
  /** `GET /repos/{owner}/{repo}/actions/runs/{run_id}` */
  readonly route: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly status: number;
  readonly charged: boolean;
  readonly data: unknown;
};

export type FakeGitHub = ReturnType<typeof createFakeGitHub>;

/**
 * One repository in memory behind the real port: it answers requests with GitHub's JSON, so all of the library but
 * HTTP itself is at work. Nothing moves by itself.
 */
export function createFakeGitHub(options: FakeGitHubOptions = {}) {
  const { repository = 'acme/shop', clock = systemClock } = options;
  const workflows: FakeWorkflow[] = (
    options.workflows ?? [{ file: 'deploy.yml' }]
  ).map((workflow, index) => ({
    id: 1_000 + index,
    name: workflow.file,
    state: 'active',
    echo: true,
    text: `name: ${workflow.name ?? workflow.file}\non: workflow_dispatch\n`,
    ...workflow,
  }));
  const runs: FakeRun[] = [];
  const byId = new Map<number, FakeRun>();
  const logs = new Map<number, string>();
  const calls: FakeCall[] = [];
  const faults: {
    readonly route: string;
    readonly fault: FakeFault;
    times: number;
  }[] = [];
  let nextId = 20_363_538_233;
  let charged = 0;

  const iso = (ms = clock.now()) =>
    new Date(Math.floor(ms / 1000) * 1000).toISOString().replace('.000', '');
  const newAttempt = (number: number): FakeAttempt => ({
    number,
    status: 'queued',
    conclusion: null,
    startedAt: iso(),
    updatedAt: iso(),
    jobs: [],
  });

  function startRun(
    about: Partial<
      Pick<
        FakeRun,
        'event' | 'branch' | 'title' | 'actor' | 'createdAt' | 'inputs'
      >
    > & { readonly workflow?: string } = {},
  ): FakeRun {
    const workflow = findWorkflow(about.workflow ?? workflows[0]?.file);
    if (workflow === undefined)
      throw new Error(`The fake has no workflow ${about.workflow}.`);
    const id = nextId;
    nextId += 1;
    const run: FakeRun = {
      id,
      workflow,
      event: about.event ?? 'workflow_dispatch',
      branch: about.branch ?? 'main',
      sha: createHash('sha1').update(String(id)).digest('hex'),
      title: about.title ?? workflow.name,
      actor: about.actor ?? 'octocat',
      createdAt: about.createdAt ?? iso(),
      inputs: about.inputs ?? {},
      attempts: [newAttempt(1)],
    };
    runs.unshift(run);
    byId.set(id, run);
    return run;
  }

  function findWorkflow(key: unknown): FakeWorkflow | undefined {
    return workflows.find(
      ({ file, id }) => file === key || String(id) === String(key),
    );
  }

  function findRun(id: unknown): FakeRun | undefined {
    return byId.get(Number(id));
  }

  function latestOf(id: number): FakeAttempt {
    const attempt = findRun(id)?.attempts.at(-1);
    if (attempt === undefined) throw new Error(`The fake has no run ${id}.`);
    return attempt;
  }

  function update(
    id: number,
    change: Partial<Omit<FakeAttempt, 'number'>>,
  ): void {
    Object.assign(latestOf(id), { updatedAt: iso(), ...change });
  }

  const handlers = createRoutes();

  function createRoutes() {
    type Handler = (parameters: Readonly<Record<string, unknown>>) => Answer;
    const title = (
      workflow: FakeWorkflow,
      values: Readonly<Record<string, unknown>>,
    ) => {
      const id = asString(values['correlation_id']);
      return workflow.echo && id !== undefined
        ? `${workflow.name} [${id}]`
        : workflow.name;
    };
    const dispatchAnswer = (run: FakeRun): Answer =>
      answer(200, {
        workflow_run_id: run.id,
        run_url: `${json.API}/repos/${repository}/actions/runs/${run.id}`,
        html_url: `${json.HTML}/${repository}/actions/runs/${run.id}`,
      });
    const about = (
      id: unknown,
      use: (run: FakeRun, attempt: FakeAttempt) => Answer,
      number?: unknown,
    ): Answer => {
      const run = findRun(id);
      const attempt = run?.attempts.find((item) =>
        number === undefined
          ? item === run.attempts.at(-1)
          : item.number === number,
      );
      return run === undefined || attempt === undefined
        ? notFound()
        : use(run, attempt);
    };
    const list = (parameters: Readonly<Record<string, unknown>>): Answer => {
      const [from, to] = (asString(parameters['created']) ?? '').split('..');
      const key = parameters['workflow_id'];
      const matching = runs.filter(
        (run) =>
          (key === undefined || run.workflow === findWorkflow(key)) &&
          (parameters['branch'] === undefined ||
            run.branch === parameters['branch']) &&
          (parameters['event'] === undefined ||
            run.event === parameters['event']) &&
          (parameters['status'] === undefined ||
            [
              run.attempts.at(-1)?.status,
              run.attempts.at(-1)?.conclusion,
            ].includes(asString(parameters['status']))) &&
          (!from || !to || (run.createdAt >= from && run.createdAt <= to)),
      );
      const size = Number(parameters['per_page'] ?? 30);
      const start = (Number(parameters['page'] ?? 1) - 1) * size;
      const reachable = from ? matching.slice(0, 1000) : matching;
      const page = reachable
        .toSorted((a, b) => b.id - a.id)
        .slice(start, start + size);
      return answer(200, {
        total_count: matching.length,
        workflow_runs: page.map((run) =>
          json.runJson(repository, run, latestOf(run.id)),
        ),
      });
    };
    const REPO = '/repos/{owner}/{repo}';
    const RUN = `${REPO}/actions/runs/{run_id}`;
    const cancel: Handler = ({ run_id: id }) =>
      about(id, (run, attempt) => {
        if (attempt.status === 'completed')
          return refusal(
            409,
            'Cannot cancel a workflow run that is completed.',
          );
        update(run.id, { status: 'completed', conclusion: 'cancelled' });
        return answer(202, {});
      });
    const rerun: Handler = ({ run_id: id }) =>
      about(id, (run, attempt) => {
        if (attempt.status !== 'completed')
          return refusal(403, 'This workflow is already running');
        run.attempts.push(newAttempt(attempt.number + 1));
        return answer(201, {});
      });
    const routes: Readonly<Record<string, Handler>> = {
      [`GET ${REPO}`]: () =>
        answer(200, json.repositoryJson(repository, 'main')),
      [`GET ${REPO}/actions/workflows`]: () =>
        answer(200, {
          total_count: workflows.length,
          workflows: workflows.map((workflow) =>
            json.workflowJson(repository, workflow),
          ),
        }),
      [`GET ${REPO}/actions/workflows/{workflow_id}`]: ({
        workflow_id: key,
      }) => {
        const workflow = findWorkflow(key);
        return workflow === undefined
          ? notFound()
          : answer(200, json.workflowJson(repository, workflow));
      },
      [`POST ${REPO}/actions/workflows/{workflow_id}/dispatches`]: (body) => {
        const workflow = findWorkflow(body['workflow_id']);
        if (workflow === undefined) return notFound();
        const details = body['return_run_details'] !== undefined;
        if (details && options.refusesRunDetails === true) {
          return refusal(
            422,
            'Invalid request.\n\n"return_run_details" is not a permitted key.',
          );
        }
        if (workflow.state !== 'active')
          return refusal(
            422,
            "Cannot trigger a 'workflow_dispatch' on a disabled workflow",
          );
        if (body['ref'] !== 'main')
          return refusal(422, `No ref found for: ${String(body['ref'])}`);
        const inputs = asObject(body['inputs']) ?? {};
        const run = startRun({
          workflow: workflow.file,
          title: title(workflow, inputs),
          inputs,
        });
        return details ? dispatchAnswer(run) : answer(204, undefined);
      },
      [`POST ${REPO}/dispatches`]: (body) => {
        const payload = asObject(body['client_payload']) ?? {};
        const workflow = workflows[0];
        if (workflow !== undefined) {
          startRun({
            workflow: workflow.file,
            event: 'repository_dispatch',
            title: title(workflow, payload),
            inputs: payload,
          });
        }
        return answer(204, undefined);
      },
      [`GET ${REPO}/actions/runs`]: list,
      [`GET ${REPO}/actions/workflows/{workflow_id}/runs`]: (parameters) =>
        findWorkflow(parameters['workflow_id']) === undefined
          ? notFound()
          : list(parameters),
      [`GET ${RUN}`]: ({ run_id: id }) =>
        about(id, (run, attempt) =>
          answer(200, json.runJson(repository, run, attempt)),
        ),
      [`GET ${RUN}/attempts/{attempt_number}`]: ({
        run_id: id,
        attempt_number: number,
      }) =>
        about(
          id,
          (run, attempt) => answer(200, json.runJson(repository, run, attempt)),
          number,
        ),
      [`GET ${RUN}/attempts/{attempt_number}/jobs`]: ({
        run_id: id,
        attempt_number: number,
        per_page: size,
        page = 1,
      }) =>
        about(
          id,
          (run, attempt) => {
            const start = (Number(page) - 1) * Number(size);
            const jobs = attempt.jobs.slice(start, start + Number(size));
            return answer(200, {
              total_count: attempt.jobs.length,
              jobs: jobs.map((job) =>
                json.jobJson(repository, run, attempt, job),
              ),
            });
          },
          number,
        ),
      [`GET ${REPO}/actions/jobs/{job_id}/logs`]: ({ job_id: id }) =>
        logs.has(Number(id))
          ? answer(302, '', { location: `https://logs.invalid/${String(id)}` })
          : notFound(),
      [`POST ${RUN}/cancel`]: cancel,
      [`POST ${RUN}/force-cancel`]: cancel,
      [`POST ${RUN}/rerun`]: rerun,
      [`POST ${RUN}/rerun-failed-jobs`]: rerun,
      [`GET ${RUN}/pending_deployments`]: ({ run_id: id }) =>
        about(id, (run, attempt) =>
          answer(
            200,
            attempt.status === 'waiting'
              ? [
                  json.pendingDeploymentJson(
                    repository,
                    'production',
                    run.actor,
                  ),
                ]
              : [],
          ),
        ),
      [`POST ${RUN}/pending_deployments`]: ({ run_id: id, state }) =>
        about(id, (run, attempt) => {
          if (attempt.status !== 'waiting')
            return refusal(
              422,
              'There are no pending deployment requests to approve or reject',
            );
          update(
            run.id,
            state === 'approved'
              ? { status: 'in_progress' }
              : { status: 'completed', conclusion: 'failure' },
          );
          return answer(200, [json.deploymentJson(repository, run)]);
        }),
      [`GET ${REPO}/contents/{+path}`]: ({ path }) => {
        const workflow = workflows.find(
          ({ file }) => path === `.github/workflows/${file}`,
        );
        return workflow === undefined
          ? notFound()
          : answer(200, json.fileJson(repository, String(path), workflow.text));
      },
      'GET /rate_limit': () =>
        answer(
          200,
          json.rateLimitJson(
            5000,
            charged,
            Math.floor(clock.now() / 1000) + 3600,
          ),
        ),
      'GET /user': () => answer(200, json.publicUserJson('octocat')),
    };
    return routes;
  }

  function answerTo(request: HttpRequest): Answer {
    const route = `${request.method} ${request.route}`;
    const handler = handlers[route];
    if (handler === undefined)
      throw new Error(`The fake does not know ${route}.`);
    const full = handler(request.parameters ?? {});
    if (request.method === 'POST' || full.status >= 300) return full;
    const etag = `W/"${createHash('sha256').update(JSON.stringify(full.data)).digest('hex')}"`;
    if (request.headers?.['if-none-match'] === etag)
      return answer(304, '', { etag });
    return { ...full, headers: { ...full.headers, etag } };
  }

  function answer(
    status: number,
    data: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Answer {
    return {
      status,
      data,
      headers: { date: new Date(clock.now()).toUTCString(), ...headers },
    };
  }

  function refusal(status: number, message: string): Answer {
    return answer(status, {
      message,
      documentation_url: 'https://docs.github.com/rest',
      status: String(status),
    });
  }

  function notFound(): Answer {
    return refusal(404, 'Not Found');
  }

  function takeFault(route: string): FakeFault | undefined {
    const found = faults.find(
      (item) => item.times > 0 && route.includes(item.route),
    );
    if (found !== undefined) found.times -= 1;
    return found?.fault;
  }

  const transport: Transport = async (request) => {
    const route = `${request.method} ${request.route}`;
    const record = (result: Answer): Answer => {
      const isCharged =
        result.status !== 304 && request.route !== '/rate_limit';
      if (isCharged) charged += 1;
      calls.push({
        route,
        parameters: request.parameters ?? {},
        status: result.status,
        charged: isCharged,
        data: result.data,
      });
      return result;
    };
    const fault = takeFault(route);
    if (fault?.kind === 'unreachable') {
      throw Object.assign(new Error('connect ECONNREFUSED'), {
        code: 'ECONNREFUSED',
      });
    }
    if (fault?.kind === 'answer') {
      const result = refusal(
        fault.status,
        fault.message ?? `HTTP ${fault.status}`,
      );
      return record({
        ...result,
        headers: { ...result.headers, ...fault.headers },
      });
    }
    if (fault?.kind === 'lost_after') record(answerTo(request));
    if (fault !== undefined) throw new Error('socket hang up');
    return record(answerTo(request));
  };

  const caller = createCaller({
    transport,
    credentials: tokenCredentials('fake'),
    clock,
    random: () => 0,
    timeout: 10_000,
    patience: 10_000,
  });
  const github: GitHub = createRestGitHub({
    repository,
    caller,
    download: async (url, { maxBytes }) => ({
      ok: true,
      value: (logs.get(Number(url.split('/').at(-1))) ?? '').slice(-maxBytes),
    }),
    viewer: async (call) =>
      viewerOf('user', await caller.read({ route: '/user', ...call })),
  });

  return {
    github,
    /** Every request so far with its answer. */
    calls: calls as readonly FakeCall[],
    chargedCalls: () => charged,
    runs: () => runs as readonly FakeRun[],
    run: (id: number) => findRun(id),
    /** A run that this library did not dispatch, or the past. */
    startRun,
    /** Changes the latest attempt; `updatedAt` moves to now. */
    update,
    finish: (id: number, conclusion = 'success') =>
      update(id, { status: 'completed', conclusion }),
    setJobs: (id: number, jobs: readonly FakeJob[]) => update(id, { jobs }),
    setLog: (jobId: number, text: string) => logs.set(jobId, text),
    rerun(id: number): void {
      const run = findRun(id);
      run?.attempts.push(newAttempt(run.attempts.length + 1));
    },
    deleteRun(id: number): void {
      byId.delete(id);
      const index = runs.findIndex((run) => run.id === id);
      if (index >= 0) runs.splice(index, 1);
    },
    setWorkflowState(file: string, state: string): void {
      const workflow = findWorkflow(file);
      if (workflow !== undefined) workflow.state = state;
    },
    /** The next `times` requests whose route (`POST …/dispatches`) contains `route`. */
    fail(route: string, fault: FakeFault, times = 1): void {
      faults.push({ route, fault, times });
    },
    /** The run as GitHub's webhook payload of `workflow_run` has it. */
    webhookBody(id: number, action: string): string {
      const run = findRun(id);
      return JSON.stringify({
        action,
        workflow_run: run && json.runJson(repository, run, latestOf(id)),
        repository: json.repositoryJson(repository, 'main'),
      });
    },
  };
}
