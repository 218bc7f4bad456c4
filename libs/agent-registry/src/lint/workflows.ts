import type { FileContent } from '../config/schema/file.ts';
import { isGuarded } from '../config/schema/environment.ts';
import { didYouMean } from '../did-you-mean.ts';
import {
  environmentKey,
  formatTarget,
  isEnvironmentName,
  isServiceName,
} from '../policy/target.ts';
import {
  environmentNamesOf,
  environmentOptionOf,
  targetsOf,
} from '../policy/targets.ts';
import { compilePattern } from '../workflows/pattern.ts';
import { choose, type AddFinding } from './finding.ts';
import { lintOptions } from './options.ts';
import type {
  EffectiveWorkflow,
  EffectiveWorkflows,
} from '../config/built-in-workflows.ts';

/** Workflows, one by one and beside each other. */
export function lintWorkflows(
  workflows: EffectiveWorkflows,
  environments: NonNullable<FileContent['environments']>,
  takenCommands: readonly string[],
  add: AddFinding,
): void {
  const commands = new Map(takenCommands.map((name) => [name, 'is built in']));
  for (const [key, workflow] of Object.entries(workflows)) {
    const place = `workflows.${key}`;
    lintOne(key, workflow, place, add);
    lintEnvironment(workflow, environments, place, add);
    lintOptions(workflow, place, add);
    lintSteps(workflow, place, add);
    const { command } = workflow;
    if (command === undefined || workflow.builtIn) continue;
    const taken = commands.get(command);
    if (taken === undefined) commands.set(command, `belongs to "${key}"`);
    else
      add(
        'duplicate_command',
        `${place}.command`,
        `The command "${command}" ${taken}.`,
        'Choose another name.',
      );
  }
  lintTargets(workflows, environments, add);
}

function lintOne(
  key: string,
  workflow: EffectiveWorkflow,
  place: string,
  add: AddFinding,
): void {
  const { file, builtIn, command, service, environment } = workflow;
  if (file === undefined)
    add(
      'file_missing',
      `${place}.file`,
      `Workflow "${key}" does not name its file.`,
      'Use the file name under .github/workflows, like deploy.yml.',
    );
  if (builtIn && (command !== undefined || workflow.options !== undefined))
    add(
      'built_in_workflow',
      place,
      `"${key}" is built in, with its own command and options.`,
      'Remove command and options, or add a workflow under another key.',
    );
  if (command !== undefined && !/^[a-z0-9][a-z0-9-]{0,31}$/.test(command))
    add(
      'bad_name',
      `${place}.command`,
      `"${command}" is not a command name.`,
      'Use 1 to 32 lower case letters, digits and hyphens.',
    );
  if (environment !== undefined && service === undefined)
    add(
      'service_missing',
      place,
      `Workflow "${key}" deploys to an environment, but does not say which service.`,
      'Add service, the first half of its targets: service/environment.',
    );
  if (environment === undefined && service !== undefined)
    add(
      'environment_missing',
      place,
      `Workflow "${key}" deploys a service, but does not say to which environment.`,
      'Add environment: a name, or { input: "…" }.',
    );
  if (service !== undefined && !isServiceName(service.toLowerCase()))
    add(
      'bad_name',
      `${place}.service`,
      `"${service}" is not a service name.`,
      'Use at most 32 letters, digits, ".", "_" and "-".',
    );
}

function lintEnvironment(
  workflow: EffectiveWorkflow,
  environments: NonNullable<FileContent['environments']>,
  place: string,
  add: AddFinding,
): void {
  const { environment } = workflow;
  if (environment === undefined) return;
  const names = environmentNamesOf(workflow, environments);
  const listed = Object.keys(environments);
  const isListed = (name: string) =>
    listed.some((one) => environmentKey(one) === environmentKey(name));
  for (const name of names) {
    if (!isEnvironmentName(name))
      add(
        'bad_name',
        `${place}.environment`,
        `"${name}" is not an environment name.`,
        'Use at most 64 letters, digits, spaces, ".", "_", "-" and "/".',
      );
    else if (listed.length > 0 && !isListed(name))
      add(
        'unknown_environment',
        `${place}.environment`,
        `"${name}" is not listed in environments, so it has no guards.`,
        `Add it to environments. ${choose(didYouMean(name, listed), listed)}`,
      );
  }
  const option = environmentOptionOf(workflow);
  if (option === undefined) return;
  if (names.length === 0)
    add(
      'no_environments',
      `${place}.environment`,
      'Nothing says which environments the input can name.',
      'List them in environments, or declare the option as a choice.',
    );
  const declared = option.declaration;
  if (
    declared?.type === 'choice' &&
    declared.required !== true &&
    declared.default === undefined
  )
    add(
      'environment_optional',
      `${place}.options.${option.name}`,
      `If "${option.name}" is left out, the target of a deploy is unknown.`,
      'Add required: true, or a default.',
    );
}

function lintSteps(
  { steps = {} }: EffectiveWorkflow,
  place: string,
  add: AddFinding,
): void {
  for (const [name, source] of Object.entries(steps)) {
    if (source === undefined) continue;
    const compiled = compilePattern(source, { ignoreCase: true });
    if ('problem' in compiled)
      add(
        'bad_pattern',
        `${place}.steps.${name}`,
        `"${source}" is not a regular expression (${compiled.problem}).`,
        'Use RE2 syntax, without lookaround and backreferences.',
      );
  }
}

const PRODUCTION = /^(?:prod|production|live)$/;

function lintTargets(
  workflows: EffectiveWorkflows,
  environments: NonNullable<FileContent['environments']>,
  add: AddFinding,
): void {
  const targets = targetsOf(workflows, environments);
  const owners = new Map<string, string>();
  const unguarded = new Map<string, string>();
  for (const { target, workflow, environmentName } of targets) {
    const name = formatTarget(target);
    const owner = owners.get(name);
    if (owner === undefined) owners.set(name, workflow);
    else
      add(
        'duplicate_target',
        `workflows.${workflow}`,
        `Both "${owner}" and "${workflow}" deploy ${name}.`,
        'Give one of them another service or environment.',
      );
    if (PRODUCTION.test(target.environment))
      unguarded.set(target.environment, environmentName);
  }
  const names = Object.keys(environments);
  for (const [name, guards] of Object.entries(environments)) {
    const key = environmentKey(name);
    const same = names.find((other) => environmentKey(other) === key);
    if (same !== name)
      add(
        'duplicate_id',
        `environments.${name}`,
        `"${same}" and "${name}" are the same environment to GitHub, which ignores case.`,
        'Remove one of the two.',
      );
    if (isGuarded(guards)) unguarded.delete(key);
    if (!targets.some(({ target }) => target.environment === key))
      add(
        'environment_unused',
        `environments.${name}`,
        `No workflow deploys to "${name}".`,
        'Remove it, or set environment in a workflow.',
      );
  }
  // A configuration without environments does not use guards at all.
  if (Object.keys(environments).length === 0) return;
  for (const name of unguarded.values())
    add(
      'prod_without_guard',
      `environments.${name}`,
      `Deploys to "${name}" have no guard.`,
      'Add confirm: true, for example.',
    );
}
