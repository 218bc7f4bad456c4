import type { Outcome, Refusal } from '@yardmaster/agent-registry';

/** The exit codes that scripts rely on. */
export const EXIT = {
  /** Done, or the run succeeded. */
  done: 0,
  /** The run did not succeed. */
  notSuccessful: 1,
  /** Usage or invalid input. */
  usage: 2,
  notAllowed: 3,
  /** Still running when the time to wait was over. */
  stillRunning: 4,
  /** GitHub, Discord or the journal failed. */
  serviceFailed: 5,
  interrupted: 130,
  /** The reader of standard output went away before the outcome was known. */
  outputClosed: 141,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

const OF_OUTCOME: Readonly<Record<Outcome, ExitCode>> = {
  answered: EXIT.done,
  started: EXIT.done,
  succeeded: EXIT.done,
  failed: EXIT.notSuccessful,
  cancelled: EXIT.notSuccessful,
  superseded: EXIT.notSuccessful,
  skipped: EXIT.notSuccessful,
  needs_action: EXIT.notSuccessful,
  unknown: EXIT.notSuccessful,
  deleted: EXIT.notSuccessful,
  ambiguous: EXIT.serviceFailed,
  rejected: EXIT.serviceFailed,
  interrupted: EXIT.interrupted,
  error: EXIT.serviceFailed,
};

/** Reasons for which GitHub did not start a run that the caller can fix. */
const OF_REJECTION: Readonly<Record<string, ExitCode>> = {
  no_permission: EXIT.notAllowed,
  workflow_not_found: EXIT.usage,
  not_dispatchable: EXIT.usage,
  ref_not_found: EXIT.usage,
  unexpected_inputs: EXIT.usage,
  missing_inputs: EXIT.usage,
  invalid_inputs: EXIT.usage,
  too_many_inputs: EXIT.usage,
  inputs_too_long: EXIT.usage,
  workflow_disabled: EXIT.usage,
};

/** `reason`: of a rejection, as the report's data has it. */
export function exitCodeOf(outcome: Outcome, reason?: unknown): ExitCode {
  if (outcome === 'rejected' && typeof reason === 'string')
    return OF_REJECTION[reason] ?? EXIT.serviceFailed;
  return OF_OUTCOME[outcome];
}

const OF_REFUSAL: Readonly<Record<Refusal, ExitCode>> = {
  unknown_command: EXIT.usage,
  invalid_input: EXIT.usage,
  url_refused: EXIT.usage,
  not_allowed: EXIT.notAllowed,
  rate_limited: EXIT.serviceFailed,
  duplicate: EXIT.usage,
  journal_unavailable: EXIT.serviceFailed,
};

export function exitCodeOfRefusal(refusal: Refusal): ExitCode {
  return OF_REFUSAL[refusal];
}
