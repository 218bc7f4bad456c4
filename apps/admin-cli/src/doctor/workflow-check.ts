import type { Workflow } from '@yardmaster/github-dispatcher';
import type { WorkflowConfig } from '@yardmaster/agent-registry/config';
import { readWorkflow, inputsFor } from '../workflow/read.ts';
import { error, ok, skipped, warning, type Finding } from './check.ts';
import { githubCheck } from './github-checks.ts';

const REST = 'or run `yardmaster init` to add what is missing';

/** Each configured workflow exists, is active, and can be started so that its run is recognised. */
export const workflowsCheck = githubCheck(
  'github.workflows',
  'Workflows',
  async ({ github }, { config }) => {
    const findings = await Promise.all(
      Object.entries(config.workflows).map(async ([key, workflow]) => {
        const found = await github.getWorkflow(workflow.file);
        if (!found.ok)
          return found.reason === 'not_found'
            ? error(
                `${workflow.file} does not exist on the default branch.`,
                'Commit it to .github/workflows; `yardmaster init` creates it.',
              )
            : skipped(`${workflow.file} could not be read: ${found.message}`);
        const text = await github.getFileContent(
          `.github/workflows/${workflow.file}`,
          workflow.ref === undefined ? {} : { ref: workflow.ref },
        );
        if (!text.ok)
          return error(
            `${workflow.file} cannot be read${workflow.ref === undefined ? '' : ` on ${workflow.ref}`}: ${text.message}`,
            "Check the workflow's ref, and that the token has the permission Contents: read.",
          );
        return [
          ...stateOf(workflow, found.value),
          ...findingsOf(key, workflow, text.value),
        ];
      }),
    );
    return findings.flat();
  },
);

function stateOf(
  { file, name }: WorkflowConfig,
  found: Workflow,
): readonly Finding[] {
  return [
    ...(found.state === 'active'
      ? []
      : [
          error(
            `${file} is ${found.state.replaceAll('_', ' ')}.`,
            `Enable it: ${found.url}`,
          ),
        ]),
    ...(found.name === name
      ? []
      : [
          warning(
            `${file} is named "${found.name}", but "${name}" in the configuration.`,
            'Set its name in yardmaster.config.ts, so that the digest finds its runs.',
          ),
        ]),
  ];
}

/** What is right and wrong with the file of a workflow. */
export function findingsOf(
  key: string,
  { file, inputs: fixed }: Pick<WorkflowConfig, 'file' | 'inputs'>,
  text: string,
): readonly Finding[] {
  const workflow = readWorkflow(text);
  if (!workflow.ok)
    return [
      error(`${file} is not valid: ${workflow.problem}`, 'Fix the file.'),
    ];
  if (!workflow.dispatchable)
    return [
      error(
        `${file} has no workflow_dispatch trigger, so it cannot be started.`,
        `Add on: workflow_dispatch with its inputs, ${REST}.`,
      ),
    ];
  const wanted = [...inputsFor(key), ...Object.keys(fixed)];
  const missing = wanted.filter((name) => !workflow.inputs.has(name));
  const demanded = [...workflow.inputs].filter(
    ([name, { required, hasDefault }]) =>
      required && !hasDefault && !wanted.includes(name),
  );
  const found = [
    ...(missing.length === 0
      ? []
      : [
          error(
            `${file} lacks the inputs ${missing.join(', ')}; GitHub rejects inputs that are not declared.`,
            `Declare them under on: workflow_dispatch: inputs, ${REST}.`,
          ),
        ]),
    ...(demanded.length === 0
      ? []
      : [
          error(
            `${file} requires ${demanded.map(([name]) => name).join(', ')}, which Yardmaster does not send.`,
            `Give them a default, or set workflows.${key}.inputs in yardmaster.config.ts.`,
          ),
        ]),
    ...(workflow.echoes
      ? []
      : [
          warning(
            `${file} does not show correlation_id in its run-name: if GitHub's response is lost, its run cannot be identified.`,
            `Put \${{ inputs.correlation_id }} into run-name, ${REST}.`,
          ),
        ]),
  ];
  return found.length > 0
    ? found
    : [ok(`${file} has all inputs and shows the correlation id.`)];
}
