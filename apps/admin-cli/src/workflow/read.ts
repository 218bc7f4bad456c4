import { isMap, isScalar, isSeq, parseDocument, type Document } from 'yaml';

export interface WorkflowInput {
  readonly required: boolean;
  readonly hasDefault: boolean;
}

/** What Yardmaster needs to know of a workflow file. */
export type WorkflowFile =
  | { readonly ok: false; readonly problem: string }
  | {
      readonly ok: true;
      readonly document: Document;
      readonly dispatchable: boolean;
      readonly inputs: ReadonlyMap<string, WorkflowInput>;
      /** Its `run-name` holds the correlation id. */
      readonly echoes: boolean;
    };

/** Inputs that every workflow takes. */
const OURS = ['correlation_id', 'requester'];
/** Those of the built-in agents, by their key in the configuration. */
const OF_AGENTS: Readonly<Record<string, readonly string[]>> = {
  deploy: ['VITE_API_BASE'],
  diagnose: ['frontend_url', 'api_base'],
};

/** The inputs that Yardmaster may send to the workflow with this key in the configuration. */
export function inputsFor(key: string): readonly string[] {
  return [...OURS, ...(OF_AGENTS[key] ?? [])];
}

/** An expression that names the input, wherever in it. */
const ECHO =
  /\$\{\{(?:(?!\}\})[\s\S])*?\b(?:inputs|github\.event\.inputs)\.correlation_id\b/;

/** https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax */
export function readWorkflow(text: string): WorkflowFile {
  const document = parseDocument(text);
  const [error] = document.errors;
  if (error !== undefined)
    return { ok: false, problem: error.message.split('\n')[0] ?? '' };
  if (!isMap(document.contents))
    return { ok: false, problem: 'it is no mapping' };
  const runName = document.get('run-name');
  return {
    ok: true,
    document,
    dispatchable: isDispatchable(document),
    inputs: inputsOf(document),
    echoes: typeof runName === 'string' && ECHO.test(runName),
  };
}

/** `on` may be a word, a list or a mapping. */
function isDispatchable(document: Document): boolean {
  const on = document.get('on');
  if (on === 'workflow_dispatch') return true;
  if (isSeq(on))
    return on.items.some(
      (item) => isScalar(item) && item.value === 'workflow_dispatch',
    );
  return isMap(on) && on.has('workflow_dispatch');
}

function inputsOf(document: Document): ReadonlyMap<string, WorkflowInput> {
  const inputs = document.getIn(['on', 'workflow_dispatch', 'inputs']);
  if (!isMap(inputs)) return new Map();
  return new Map(
    inputs.items.map(({ key, value }) => [
      isScalar(key) ? String(key.value) : String(key),
      {
        required: isMap(value) && value.get('required') === true,
        hasDefault: isMap(value) && value.has('default'),
      },
    ]),
  );
}
