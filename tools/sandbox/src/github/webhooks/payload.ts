import type { Change } from '../runs/life.ts';
import type { RunRecord } from '../runs/run.ts';
import type { WireContext } from '../wire/context.ts';
import { jobJson } from '../wire/job.ts';
import { fullRepositoryJson } from '../wire/repository.ts';
import { runJson, workflowJson } from '../wire/run.ts';
import { userJson } from '../wire/user.ts';

/**
 * The payload of `workflow_run` or `workflow_job` for a change.
 * https://docs.github.com/webhooks/webhook-events-and-payloads#workflow_run
 */
export function payloadOf(
  wire: WireContext,
  run: RunRecord,
  change: Change,
): Record<string, unknown> {
  return {
    action: change.action,
    repository: fullRepositoryJson(wire),
    sender: userJson(wire, run.actor),
    ...(change.kind === 'run'
      ? {
          workflow_run: runJson(wire, run),
          workflow: workflowJson(wire, run.workflow),
        }
      : { workflow_job: jobJson(wire, run, change.job) }),
  };
}
