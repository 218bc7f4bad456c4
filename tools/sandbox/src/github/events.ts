import type { Change } from './life.ts';
import type { RunRecord } from './run.ts';
import { jobJson } from './wire/job.ts';
import { fullRepositoryJson } from './wire/repository.ts';
import type { WireContext } from './wire/context.ts';
import { runJson, workflowJson } from './wire/run.ts';
import { userJson } from './wire/user.ts';

/** The webhook of a change. https://docs.github.com/webhooks/webhook-events-and-payloads#workflow_run */
export const webhookOf = (
  wire: WireContext,
  run: RunRecord,
  change: Change,
): { readonly event: string; readonly payload: Record<string, unknown> } => {
  const common = {
    action: change.action,
    repository: fullRepositoryJson(wire),
    sender: userJson(wire, run.actor),
  };
  return change.kind === 'run'
    ? {
        event: 'workflow_run',
        payload: {
          ...common,
          workflow_run: runJson(wire, run),
          workflow: workflowJson(wire, run.workflow),
        },
      }
    : {
        event: 'workflow_job',
        payload: { ...common, workflow_job: jobJson(wire, run, change.job) },
      };
};
