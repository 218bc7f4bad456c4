import { asObject, asString, type Json } from '../json.ts';
import { REPO } from '../rest/calls.ts';
import type { FakeAnswers, FakeRoutes } from './fake-answer.ts';
import type { FakeRepository } from './fake-repository.ts';
import type { FakeWorkflow } from './fake-run.ts';
import { dispatchedRunJson } from './run-json.ts';

/** The two routes that start runs; `refusesRunDetails` as Enterprise Server before 3.21 does. */
export function createDispatchRoutes(
  repository: FakeRepository,
  { answer, refusal, notFound }: FakeAnswers,
  refusesRunDetails: boolean,
): FakeRoutes {
  return {
    [`POST ${REPO}/actions/workflows/{workflow_id}/dispatches`]: (body) => {
      const workflow = repository.findWorkflow(body['workflow_id']);
      if (workflow === undefined) return notFound();
      const details = body['return_run_details'] !== undefined;
      if (details && refusesRunDetails) {
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
      const run = repository.startRun({
        workflow: workflow.file,
        title: titleOf(workflow, inputs),
        inputs,
      });
      return details
        ? answer(200, dispatchedRunJson(repository.name, run))
        : answer(204, undefined);
    },
    [`POST ${REPO}/dispatches`]: (body) => {
      const payload = asObject(body['client_payload']) ?? {};
      const [workflow] = repository.workflows;
      if (workflow !== undefined) {
        repository.startRun({
          workflow: workflow.file,
          event: 'repository_dispatch',
          title: titleOf(workflow, payload),
          inputs: payload,
        });
      }
      return answer(204, undefined);
    },
  };
}

function titleOf(workflow: FakeWorkflow, values: Json): string {
  const id = asString(values['correlation_id']);
  return workflow.echo && id !== undefined
    ? `${workflow.name} [${id}]`
    : workflow.name;
}
