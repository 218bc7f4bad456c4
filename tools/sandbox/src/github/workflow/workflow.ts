import { stringify } from './text.ts';

/** One step of a local job: its name, and what it prints when it runs. */
export type LocalStep =
  | string
  | {
      readonly name: string;
      readonly log?: readonly string[];
      /** Runs although a step before it failed, as with `if: always()`. */
      readonly always?: boolean;
      /** Cleans up at the end of the job, in a step of its own ("Post …"), whatever happened before. */
      readonly post?: boolean;
    };

/** A job of a local workflow. It starts once every job named in `needs` has succeeded. */
export interface LocalJob {
  readonly name: string;
  readonly steps: readonly LocalStep[];
  readonly needs?: readonly string[];
  /** A protected environment holds the job in `waiting` until its rules let it go on. */
  readonly environment?: string;
  readonly runsOn?: string;
}

export interface LocalInput {
  readonly description?: string;
  readonly required?: boolean;
  readonly type?: 'string' | 'boolean' | 'choice' | 'number' | 'environment';
  readonly options?: readonly string[];
  readonly default?: string;
}

export interface LocalConcurrency {
  /** May hold expressions, as in a workflow file: `deploy-${{ github.ref_name }}`. */
  readonly group: string;
  readonly cancelInProgress?: boolean;
}

/** A workflow the local GitHub can run. Only what a caller of the API can observe is described. */
export interface LocalWorkflow {
  /** File name below `.github/workflows`, for example `client-deploy.yml`. */
  readonly file: string;
  readonly name: string;
  /** `run-name` of the workflow; without it the run carries the workflow's name. */
  readonly runName?: string;
  /** Inputs of `workflow_dispatch`; leave out for a workflow that cannot be dispatched. */
  readonly inputs?: Readonly<Record<string, LocalInput>>;
  /** Event types of `repository_dispatch` it listens to. */
  readonly repositoryDispatch?: readonly string[];
  readonly state?: 'active' | 'disabled_manually' | 'disabled_inactivity';
  readonly concurrency?: LocalConcurrency;
  readonly jobs: readonly LocalJob[];
  /** The file's text as `GET …/contents` gives it; without it, a text is made from the rest. */
  readonly yaml?: string;
}

export const CLIENT_DEPLOY: LocalWorkflow = {
  file: 'client-deploy.yml',
  name: 'Client Deploy',
  runName:
    'Client Deploy [${{ inputs.correlation_id }}] by ${{ inputs.requester }}',
  inputs: {
    correlation_id: { description: 'Echoed in the run name', type: 'string' },
    requester: { description: 'Who asked', type: 'string' },
    VITE_API_BASE: { description: 'Base URL of the API', type: 'string' },
  },
  jobs: [
    {
      name: 'build',
      steps: ['Check out', 'Install', 'Build the client', 'Upload artifact'],
    },
    {
      name: 'deploy',
      needs: ['build'],
      steps: [
        'Download artifact',
        'Sign in to the cloud',
        'Upload to storage',
        'Invalidate the cache',
      ],
    },
  ],
};

export const DIAGNOSE: LocalWorkflow = {
  file: 'diagnose.yml',
  name: 'Diagnose on Demand',
  runName:
    'Diagnose on Demand [${{ inputs.correlation_id }}] by ${{ inputs.requester }}',
  inputs: {
    correlation_id: { description: 'Echoed in the run name', type: 'string' },
    requester: { description: 'Who asked', type: 'string' },
    frontend_url: { description: 'Address of the frontend', type: 'string' },
    api_base: { description: 'Base URL of the API', type: 'string' },
  },
  jobs: [
    {
      name: 'diagnose',
      steps: ['Check out', 'Check the frontend', 'Check the API', 'Summarize'],
    },
  ],
};

export const DEFAULT_WORKFLOWS: readonly LocalWorkflow[] = [
  CLIENT_DEPLOY,
  DIAGNOSE,
];

export function isAlways(step: LocalStep): boolean {
  return typeof step !== 'string' && step.always === true;
}

export function hasCleanUp(step: LocalStep): boolean {
  return typeof step !== 'string' && step.post === true;
}

export function stepName(step: LocalStep): string {
  return typeof step === 'string' ? step : step.name;
}

export function workflowPath(workflow: LocalWorkflow): string {
  return `.github/workflows/${workflow.file}`;
}

/** The workflow as a file that has this behaviour. */
export function workflowText(workflow: LocalWorkflow): string {
  return (
    workflow.yaml ??
    stringify({
      name: workflow.name,
      ...(workflow.runName === undefined
        ? {}
        : { 'run-name': workflow.runName }),
      on: {
        ...(workflow.inputs === undefined
          ? {}
          : { workflow_dispatch: { inputs: { ...workflow.inputs } } }),
        ...(workflow.repositoryDispatch === undefined
          ? {}
          : {
              repository_dispatch: { types: [...workflow.repositoryDispatch] },
            }),
      },
      ...(workflow.concurrency === undefined
        ? {}
        : {
            concurrency: {
              group: workflow.concurrency.group,
              'cancel-in-progress':
                workflow.concurrency.cancelInProgress === true,
            },
          }),
      jobs: Object.fromEntries(
        workflow.jobs.map((job) => [
          job.name,
          {
            'runs-on': job.runsOn ?? 'ubuntu-latest',
            ...(job.needs === undefined ? {} : { needs: [...job.needs] }),
            ...(job.environment === undefined
              ? {}
              : { environment: job.environment }),
            steps: job.steps.map((step) => ({
              name: stepName(step),
              run: `echo ${stepName(step)}`,
            })),
          },
        ]),
      ),
    })
  );
}
