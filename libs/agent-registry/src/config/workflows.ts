import { withBuiltIns, type EffectiveWorkflow } from './built-in-workflows.ts';
import type { Config, WorkflowConfig } from './configuration.ts';
import type { FileContent } from './schema/file.ts';

/** The built-in two, changed by what the file says, and those it adds. `lint` reports those that lack a file. */
export function readWorkflows(
  named: FileContent['workflows'] = {},
): Config['workflows'] {
  const { deploy, diagnose, ...added } = withBuiltIns(named);
  return {
    ...Object.fromEntries(
      Object.entries(added).map(([key, workflow]) => [
        key,
        toWorkflow(key, workflow),
      ]),
    ),
    deploy: toWorkflow('deploy', deploy),
    diagnose: toWorkflow('diagnose', diagnose),
  };
}

function toWorkflow(
  key: string,
  {
    builtIn: _builtIn,
    file = '',
    name = key,
    inputs = {},
    ...rest
  }: EffectiveWorkflow,
): WorkflowConfig {
  return {
    ...rest,
    file,
    name,
    inputs: Object.fromEntries(
      Object.entries(inputs).map(([input, value]) => [input, String(value)]),
    ),
  };
}
