import {
  type ApiResponse,
  noContent,
  notFound,
  ok,
  problem,
} from '../api/response.ts';
import { isOlderThan } from '../api/ghes-version.ts';
import type { ApiRequest, Route } from '../api/route.ts';
import { runPage, runUrl, workflowId } from '../wire/run.ts';
import type { LocalInput, LocalWorkflow } from '../workflow/workflow.ts';
import { findWorkflow, type World } from '../world/world.ts';

const DOCS = '/actions/workflows#create-a-workflow-dispatch-event';
const INPUTS_LIMIT = 65_535;

function refuse(message: string, status = 422): ApiResponse {
  return problem(status, message, { docs: DOCS });
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function knowsRunDetails({ ghes }: World): boolean {
  return ghes === undefined || !isOlderThan(ghes, '3.21');
}

function inputFault(
  name: string,
  input: LocalInput,
  value: unknown,
): string | undefined {
  if (value === undefined || value === '') {
    return input.required === true && input.default === undefined
      ? `Required input '${name}' not provided`
      : undefined;
  }
  const allowed =
    input.type === 'boolean' ? ['true', 'false'] : (input.options ?? []);
  return allowed.length > 0 && !allowed.includes(String(value))
    ? `Provided value '${String(value)}' for input '${name}' not in the list of allowed values`
    : undefined;
}

/** The inputs with their defaults, or what is wrong with them. */
function readInputs(
  world: World,
  declared: Readonly<Record<string, LocalInput>>,
  given: unknown,
): Record<string, unknown> | string {
  if (given !== undefined && !isObject(given))
    return "Invalid request.\n\nFor 'properties/inputs', the value is not an object.";
  const inputs = given ?? {};
  const most = knowsRunDetails(world) ? 25 : 10;
  if (Object.keys(inputs).length > most) {
    return `you may only define up to ${most} \`inputs\` for a \`workflow_dispatch\` event`;
  }
  if (JSON.stringify(inputs).length > INPUTS_LIMIT)
    return 'inputs are too large.';
  const unexpected = Object.keys(inputs).filter((name) => !(name in declared));
  if (unexpected.length > 0) {
    return `Unexpected inputs provided: ${JSON.stringify(unexpected)}`;
  }
  const values: Record<string, unknown> = {};
  for (const [name, input] of Object.entries(declared)) {
    const value = inputs[name];
    const fault = inputFault(name, input, value);
    if (fault !== undefined) return fault;
    values[name] = value === undefined ? (input.default ?? '') : String(value);
  }
  return values;
}

function dispatch(
  world: World,
  workflow: LocalWorkflow,
  request: ApiRequest,
): ApiResponse {
  const body = isObject(request.body) ? request.body : undefined;
  if (body === undefined) return problem(400, 'Problems parsing JSON');
  if (!knowsRunDetails(world) && 'return_run_details' in body) {
    return refuse('"return_run_details" is not a permitted key.', 400);
  }
  const { ref, inputs: given, return_run_details: wanted } = body;
  if (typeof ref !== 'string') {
    return refuse('Invalid request.\n\n"ref" wasn\'t supplied.');
  }
  const branch = ref.replace(/^refs\/(heads|tags)\//, '');
  const sha = world.graph.refs.get(branch);
  if (sha === undefined) return refuse(`No ref found for: ${ref}`);
  if (workflow.state !== undefined && workflow.state !== 'active') {
    return refuse(
      "Cannot trigger a 'workflow_dispatch' on a disabled workflow",
    );
  }
  if (workflow.inputs === undefined) {
    return refuse("Workflow does not have 'workflow_dispatch' trigger");
  }
  const inputs = readInputs(world, workflow.inputs, given);
  if (typeof inputs === 'string') return refuse(inputs);
  const run = world.engine.create({
    workflow,
    event: 'workflow_dispatch',
    branch,
    sha,
    actor: request.caller.login,
    inputs,
  });
  // From 2026-03-10 on, the answer always names the run and the parameter is gone.
  const named = wanted === true || request.apiVersion >= '2026-03-10';
  return named
    ? ok({
        workflow_run_id: run.id,
        run_url: runUrl(world.wire, run),
        html_url: runPage(world.wire, run),
      })
    : noContent;
}

function repositoryDispatch(world: World, request: ApiRequest): ApiResponse {
  const body = isObject(request.body) ? request.body : {};
  const { event_type: type, client_payload: payload = {} } = body;
  if (typeof type !== 'string' || type === '' || type.length > 100) {
    return problem(422, 'Invalid request.\n\n"event_type" wasn\'t supplied.', {
      docs: '/repos/repos#create-a-repository-dispatch-event',
    });
  }
  if (!isObject(payload) || Object.keys(payload).length > 10) {
    return problem(
      422,
      'Invalid request.\n\nNo more than 10 properties are allowed; 11 were supplied.',
      {
        docs: '/repos/repos#create-a-repository-dispatch-event',
      },
    );
  }
  for (const workflow of world.workflows) {
    if (workflow.repositoryDispatch?.includes(type) !== true) continue;
    world.engine.create({
      workflow,
      event: 'repository_dispatch',
      branch: world.wire.defaultBranch,
      sha: world.graph.refs.get(world.wire.defaultBranch) ?? '',
      actor: request.caller.login,
      inputs: payload,
    });
  }
  return noContent;
}

export function dispatchRoutes(world: World): Route[] {
  return [
    {
      method: 'POST',
      path: '/repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches',
      access: 'actions:write',
      handle: (request) => {
        const workflow = findWorkflow(
          world,
          workflowId,
          request.params['workflow_id'],
        );
        return workflow === undefined
          ? notFound(DOCS)
          : dispatch(world, workflow, request);
      },
    },
    {
      method: 'POST',
      path: '/repos/{owner}/{repo}/dispatches',
      access: 'contents:write',
      handle: (request) => repositoryDispatch(world, request),
    },
  ];
}
