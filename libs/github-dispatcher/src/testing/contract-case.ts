import assert from 'node:assert/strict';
import type { Failure, Fetched, GitHub, Result } from '../github.ts';

/** A GitHub to test an adapter with, and control over its runs. */
export type ContractWorld = {
  readonly github: GitHub;
  /** File name of a workflow that can be dispatched, takes `correlation_id` and echoes it. */
  readonly workflow: string;
  /** Event type of `repository_dispatch` that starts a workflow. */
  readonly eventType: string;
  /** Ends a run; a failed one fails in a step, and its log contains `reason`. */
  finish(
    runId: number,
    conclusion: 'success' | 'failure',
    reason?: string,
  ): void;
  /** Makes a run wait for the approval of an environment. */
  wait(runId: number): void;
};

/** One thing that every adapter of the port does; `run` rejects where it does not. */
export type ContractCase = {
  readonly name: string;
  run(world: ContractWorld): Promise<void>;
};

/** The value, or the case fails. */
export function ok<T>(result: Result<T>): T {
  if (!result.ok) assert.fail(`${result.reason}: ${result.message}`);
  return result.value;
}

/** The failure, or the case fails. */
export function no(result: Result<unknown>): Failure {
  if (result.ok) assert.fail('expected a failure');
  return result;
}

/** The response to a conditional read that has changed, or the case fails. */
export function fresh<T>(
  result: Result<Fetched<T>>,
): Extract<Fetched<T>, { modified: true }> {
  const value = ok(result);
  if (!value.modified) assert.fail('expected a modified answer');
  return value;
}
