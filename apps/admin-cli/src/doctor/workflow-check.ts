import type { Workflow } from '@yardmaster/github-dispatcher';
import type { WorkflowConfig } from '@yardmaster/agent-registry/config';
import { readWorkflow, inputsFor } from '../workflow/read.ts';
import { ok, problem, skipped, warning, type Finding } from './check.ts';
import { githubCheck } from './github-checks.ts';

const REST = 'or let `yardmaster init` add what is missing';

/** Each configured workflow: there, active, and its file such that Yardmaster can start it and know its run. */
export const workflowsCheck = githubCheck(
  'github.workflows',
  'Workflows',
  async ({ github }, { config }) => {
    const findings = await Promise.all(
      Object.entries(config.workflows).map(async ([key, workflow]) => {
        const found = await github.getWorkflow(workflow.file);
        if (!found.ok)
          return found.reason === 'not_found'
            ? problem(
                `${workflow.file} is not in the repository’s default branch.`,
                'Commit it to .github/workflows there; `yardmaster init` writes it.',
              )
            : skipped(`${workflow.file} was not read: ${found.message}`);
        const text = await github.getFileContent(
          `.github/workflows/${workflow.file}`,
          workflow.ref === undefined ? {} : { ref: workflow.ref },
        );
        if (!text.ok)
          return problem(
            `${workflow.file} cannot be read${workflow.ref === undefined ? '' : ` on ${workflow.ref}`}: ${text.message}`,
            'Check the workflow’s ref, and that the token may read Contents.',
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
          problem(
            `${file} is ${found.state.replaceAll('_', ' ')}.`,
            `Enable it: ${found.url}`,
          ),
        ]),
    ...(found.name === name
      ? []
      : [
          warning(
            `${file} is called “${found.name}”, the configuration says “${name}”.`,
            'Set workflows.….name in yardmaster.config.ts, so that the digest finds its runs.',
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
      problem(`${file} is no YAML: ${workflow.problem}`, 'Mend the file.'),
    ];
  if (!workflow.dispatchable)
    return [
      problem(
        `${file} has no workflow_dispatch, so nothing can start it.`,
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
          problem(
            `${file} does not take ${missing.join(', ')}; GitHub refuses inputs that are not declared.`,
            `Declare them under on: workflow_dispatch: inputs, ${REST}.`,
          ),
        ]),
    ...(demanded.length === 0
      ? []
      : [
          problem(
            `${file} requires ${demanded.map(([name]) => name).join(', ')}, which Yardmaster does not send.`,
            `Give them a default, or set workflows.${key}.inputs in yardmaster.config.ts.`,
          ),
        ]),
    ...(workflow.echoes
      ? []
      : [
          warning(
            `${file} does not echo correlation_id in its run-name: a run whose answer got lost cannot be found for certain.`,
            `Put \${{ inputs.correlation_id }} into run-name, ${REST}.`,
          ),
        ]),
  ];
  return found.length > 0
    ? found
    : [
        ok(
          `${file} can be started with its inputs, and names its runs by the correlation id.`,
        ),
      ];
}
