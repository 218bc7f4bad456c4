import { type ExpressionContext, expand } from '../workflow/expression.ts';
import type { RunPlan } from './plan.ts';
import type { AttemptRecord, RunRecord } from './run.ts';
import type { LocalWorkflow } from '../workflow/workflow.ts';

export interface NewRun {
  readonly workflow: LocalWorkflow;
  readonly event: string;
  readonly branch: string;
  readonly sha: string;
  readonly actor: string;
  readonly inputs?: Readonly<Record<string, unknown>>;
  /** Goes before the plans of `planNext`. */
  readonly plan?: RunPlan;
  /** Default: what `run-name` of the workflow makes of the inputs. */
  readonly title?: string | undefined;
  /** Epoch milliseconds; default: now. */
  readonly createdAt?: number | undefined;
}

export function newAttempt(
  number: number,
  actor: string,
  plan: RunPlan,
  now: number,
): AttemptRecord {
  return {
    number,
    actor,
    plan,
    startedAt: now,
    updatedAt: now,
    jobs: [],
    status: 'queued',
    conclusion: null,
    cancelling: false,
    announced: false,
  };
}

/** The record of a run that was just asked for, its name and concurrency group filled in. It has no attempt yet. */
export function newRun(
  request: NewRun,
  numbers: { readonly id: number; readonly number: number },
  now: number,
): RunRecord {
  const { workflow, inputs = {} } = request;
  const context: ExpressionContext = {
    inputs,
    github: {
      actor: request.actor,
      ref_name: request.branch,
      sha: request.sha,
      event_name: request.event,
      workflow: workflow.name,
      event: { inputs, client_payload: inputs },
    },
  };
  const title = request.title ?? expand(workflow.runName ?? '', context).trim();
  const { concurrency } = workflow;
  return {
    ...numbers,
    workflow,
    inputs,
    title: title === '' ? workflow.name : title,
    event: request.event,
    branch: request.branch,
    sha: request.sha,
    actor: request.actor,
    createdAt: request.createdAt ?? now,
    group:
      concurrency === undefined
        ? undefined
        : expand(concurrency.group, context),
    attempts: [],
    reviews: [],
  };
}
