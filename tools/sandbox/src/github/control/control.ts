import type { LocalCheck, LocalStatus } from '../commits/checks.ts';
import type { LocalCommit } from '../commits/commit-graph.ts';
import type { Pace } from '../runs/engine.ts';
import { sha1 } from '../ids.ts';
import type { RunPlan } from '../runs/plan.ts';
import { awaited, review } from '../runs/review.ts';
import type { RunConclusion } from '../runs/conclusion.ts';
import { payloadOf } from '../webhooks/payload.ts';
import type { Change } from '../runs/life.ts';
import { createJobRecord, type JobState } from './job-state.ts';
import { isOver, latest, type RunRecord } from '../runs/run.ts';
import { type LocalRun, viewRun } from './view.ts';
import type { World } from '../world/world.ts';

export interface StartRun {
  /** File name of the workflow; default: the first. */
  readonly workflow?: string;
  readonly event?: string;
  readonly branch?: string;
  readonly actor?: string;
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly plan?: RunPlan;
  /** Default: what `run-name` of the workflow makes of the inputs. */
  readonly title?: string;
  /** Epoch milliseconds; default: now. */
  readonly createdAt?: number;
}

export interface FinishOptions {
  /** The step that ends it, by name or number; default: the one that is running. */
  readonly failStep?: string | number;
  readonly log?: string | readonly string[];
}

// A run has far fewer transitions; the bound only keeps a mistake from looping.
const MOST_STEPS = 10_000;

/** The verbs by which tests and the playground drive runs. All act at once. */
export function createControl(world: World) {
  const { engine, wire, login, graph, checks } = world;

  function find(id: number): RunRecord {
    const run = engine.runs.get(id);
    if (run === undefined)
      throw new Error(`The local GitHub has no run ${id}.`);
    return run;
  }
  function shaOf(ref: string): string {
    const commit = graph.resolve(ref);
    if (commit === undefined)
      throw new Error(`The local GitHub has no commit ${ref}.`);
    return commit.sha;
  }
  const view = (run: RunRecord): LocalRun => viewRun(wire, run);

  function toTheEnd(run: RunRecord) {
    for (let count = 0; count < MOST_STEPS && !isOver(run); count += 1) {
      if (!engine.step(run)) return;
    }
  }

  function approve(id: number, state: 'approved' | 'rejected', comment = '') {
    const run = find(id);
    const names = [...awaited(run).keys()];
    if (names.length === 0) return view(run);
    review(engine, run, names, { state, comment, actor: login });
    return view(run);
  }

  return {
    runs: (): readonly LocalRun[] =>
      [...engine.runs.values()]
        .toSorted((a, b) => b.createdAt - a.createdAt || b.id - a.id)
        .map(view),
    run: (id: number): LocalRun | undefined => {
      const run = engine.runs.get(id);
      return run === undefined ? undefined : view(run);
    },
    /** A run that another person started, without a request to the API. */
    startRun(options: StartRun = {}): LocalRun {
      const workflow = world.workflows.find(
        ({ file }) => file === (options.workflow ?? world.workflows[0]?.file),
      );
      if (workflow === undefined) {
        throw new Error(
          `The local GitHub has no workflow ${String(options.workflow)}.`,
        );
      }
      const branch = options.branch ?? wire.defaultBranch;
      return view(
        engine.create({
          workflow,
          branch,
          event: options.event ?? 'push',
          sha: world.graph.refs.get(branch) ?? sha1(branch),
          actor: options.actor ?? login,
          title: options.title,
          createdAt: options.createdAt,
          ...(options.inputs === undefined ? {} : { inputs: options.inputs }),
          ...(options.plan === undefined ? {} : { plan: options.plan }),
        }),
      );
    },
    /** One transition. False: the run is over, or stands still until something lets it go on. */
    advance: (id: number): boolean => engine.step(find(id)),
    /** Transitions until the run is over or stands still. */
    advanceToEnd(id: number): LocalRun {
      const run = find(id);
      toTheEnd(run);
      return view(run);
    },
    /** Ends the run with that conclusion, through all transitions that are left, whatever it waited for. */
    finish(
      id: number,
      conclusion: RunConclusion | (string & {}) = 'success',
      options: FinishOptions = {},
    ): LocalRun {
      const run = find(id);
      const attempt = latest(run);
      if (isOver(run)) return view(run);
      if (conclusion === 'cancelled')
        attempt.cancelledBy = { kind: 'person', login };
      if (conclusion === 'cancelled' || attempt.scripted) {
        engine.end(run, conclusion);
        return view(run);
      }
      const job = attempt.jobs.find(({ status }) => status === 'in_progress');
      const running = job?.steps.find(({ status }) => status === 'in_progress');
      const step = options.failStep ?? running?.number;
      attempt.plan = {
        conclusion,
        ...(step === undefined ? {} : { failAtStep: step }),
        ...(options.failStep !== undefined || job === undefined
          ? {}
          : { failAtJob: job.definition.name }),
        ...(options.log === undefined ? {} : { log: options.log }),
      };
      attempt.cancelling = false;
      engine.release(run, true);
      for (let count = 0; count < MOST_STEPS && !isOver(run); count += 1) {
        if (engine.step(run)) continue;
        if (awaited(run).size === 0) break;
        approve(id, 'approved');
      }
      return view(run);
    },
    /** Lets a run go on that hangs or is held `pending` by its plan. */
    release: (id: number): LocalRun => {
      engine.release(find(id));
      return view(find(id));
    },
    approve: (id: number, comment?: string) => approve(id, 'approved', comment),
    reject: (id: number, comment?: string) => approve(id, 'rejected', comment),
    cancel: (id: number, actor = login): LocalRun => {
      const run = find(id);
      if (!isOver(run)) engine.cancel(run, actor);
      return view(run);
    },
    rerun: (id: number, actor = login): LocalRun => {
      const run = find(id);
      if (!isOver(run)) throw new Error(`Run ${id} is not over yet.`);
      engine.rerun(run, actor, () => false);
      return view(run);
    },
    deleteRun: (id: number): void => engine.remove(find(id)),
    /** Changes the plan of a run that is under way. */
    replan: (id: number, plan: RunPlan): void => {
      const attempt = latest(find(id));
      attempt.plan = { ...attempt.plan, ...plan };
    },
    /**
     * Sets values of the latest attempt that no plan leads to, such as a status GitHub has yet to invent. Its jobs stay
     * as they are, and no webhook is sent. `updatedAt` (epoch milliseconds) defaults to now.
     */
    override(
      id: number,
      values: {
        readonly status?: string;
        readonly conclusion?: string | null;
        readonly updatedAt?: number;
      },
    ): void {
      Object.assign(latest(find(id)), {
        updatedAt: world.clock(),
        ...values,
      });
    },
    /** Replaces the jobs of the latest attempt; from then on only `setJobs`, `override` and `finish` change it. */
    setJobs(id: number, jobs: readonly JobState[]): void {
      const run = find(id);
      const attempt = latest(run);
      const records = jobs.map((job) => createJobRecord(world, run, job));
      attempt.jobs.splice(0, Infinity, ...records);
      attempt.scripted = true;
    },
    /** Answers the next `reads` job lists of the run with its jobs as they are now: they lag behind its end. */
    freezeJobs(id: number, reads: number): void {
      const { jobs, number } = latest(find(id));
      world.frozenJobs.set(id, {
        attempt: number,
        jobs: structuredClone(jobs),
        reads,
      });
    },
    /** Replaces the log of a job with this text. */
    setLog: (jobId: number, text: string): void =>
      world.logs.write(jobId, text),
    /** The body of the `workflow_run` webhook of that action, or of `workflow_job` if a job is named, as of now. */
    webhookBody(id: number, action: string, jobId?: number): string {
      const run = find(id);
      const job = latest(run).jobs.find((one) => one.id === jobId);
      return JSON.stringify(
        payloadOf(
          wire,
          run,
          (job === undefined
            ? { kind: 'run', action }
            : { kind: 'job', action, job }) as Change,
        ),
      );
    },
    planNext: (plan: RunPlan): void => engine.planNext(plan),
    setPace: (pace: Pace): void => engine.setPace(pace),
    pace: (): Pace => engine.pace,
    /** A commit on the branch, which is created if it is new; returns its SHA. */
    push: (branch = wire.defaultBranch): string => graph.push(branch).sha,
    /** Commits, branches and tags, and the checks on a commit. */
    commits: {
      push: graph.push,
      move: graph.move,
      get: graph.resolve,
      /** The commit and everything before it, newest first. */
      history: (ref = wire.defaultBranch): readonly LocalCommit[] => {
        const commit = graph.resolve(ref);
        return commit === undefined ? [] : graph.history(commit);
      },
      /** Branches and tags, and the SHA each points to. */
      refs: graph.refs,
      setCheck: (ref: string, check: LocalCheck): void =>
        checks.setCheck(shaOf(ref), check),
      setStatus: (ref: string, status: LocalStatus): void =>
        checks.setStatus(shaOf(ref), status),
    },
    setWorkflowState(
      file: string,
      state: 'active' | 'disabled_manually' | 'disabled_inactivity',
    ): void {
      const index = world.workflows.findIndex(
        (workflow) => workflow.file === file,
      );
      const workflow = world.workflows[index];
      if (workflow === undefined)
        throw new Error(`The local GitHub has no workflow ${file}.`);
      Object.assign(workflow, { state });
    },
    /** With `true`, filtered lists know nothing of runs that come from now on, as GitHub's search sometimes does. */
    freezeSearch(frozen: boolean): void {
      world.searchHorizon = frozen
        ? Math.max(0, ...engine.runs.keys())
        : Infinity;
    },
  };
}
