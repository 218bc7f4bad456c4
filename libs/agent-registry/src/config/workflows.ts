import type { Config, WorkflowConfig } from './configuration.ts';
import type { ConfigFault } from './fault.ts';
import type { FileContent } from './file.ts';

type Named = NonNullable<FileContent['workflows']>[string];

/** The built-in two, changed by what the file says, and those it adds. */
export function readWorkflows(
  named: FileContent['workflows'] = {},
  fileName: string,
  fault: (fault: ConfigFault) => void,
): Config['workflows'] {
  const { deploy, diagnose, ...others } = named;
  const added: Record<string, WorkflowConfig> = {};
  for (const [key, workflow] of Object.entries(others)) {
    if (workflow.file !== undefined)
      added[key] = toWorkflow(workflow, workflow.file, key);
    else
      fault({
        variable: `${fileName}: workflows.${key}.file`,
        problem: 'missing',
        expected: 'the file name under .github/workflows',
      });
  }
  return {
    ...added,
    deploy: toWorkflow(deploy, 'client-deploy.yml', 'Client Deploy'),
    diagnose: toWorkflow(diagnose, 'diagnose.yml', 'Diagnose on Demand'),
  };
}

function toWorkflow(
  named: Named = {},
  file: string,
  name: string,
): WorkflowConfig {
  return {
    file: named.file ?? file,
    name: named.name ?? name,
    ...(named.ref === undefined ? {} : { ref: named.ref }),
    inputs: Object.fromEntries(
      Object.entries(named.inputs ?? {}).map(([input, value]) => [
        input,
        String(value),
      ]),
    ),
  };
}
