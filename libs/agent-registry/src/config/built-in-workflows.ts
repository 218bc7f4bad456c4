import type { WorkflowEntry } from './schema/workflow.ts';

/** A workflow as it is after the built-in settings were filled in. */
export interface EffectiveWorkflow extends WorkflowEntry {
  /** `deploy` and `diagnose`, whose commands and options are in code. */
  readonly builtIn: boolean;
}

export type EffectiveWorkflows = Readonly<Record<string, EffectiveWorkflow>>;

const BUILT_IN = {
  deploy: {
    file: 'client-deploy.yml',
    name: 'Client Deploy',
    service: 'client',
    environment: 'production',
  },
  diagnose: { file: 'diagnose.yml', name: 'Diagnose on Demand' },
} as const satisfies Readonly<Record<string, WorkflowEntry>>;

/** The built-in workflows, changed by what the file says, and those it adds. */
export function withBuiltIns(
  named: Readonly<Record<string, WorkflowEntry>>,
): EffectiveWorkflows & {
  readonly deploy: EffectiveWorkflow;
  readonly diagnose: EffectiveWorkflow;
} {
  const { deploy, diagnose, ...others } = named;
  return {
    deploy: { ...BUILT_IN.deploy, ...deploy, builtIn: true },
    diagnose: { ...BUILT_IN.diagnose, ...diagnose, builtIn: true },
    ...Object.fromEntries(
      Object.entries(others).map(([key, workflow]) => [
        key,
        { ...workflow, builtIn: false },
      ]),
    ),
  };
}
