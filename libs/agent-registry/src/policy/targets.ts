import type { EnvironmentGuards } from '../config/schema/environment.ts';
import type { OptionDeclaration } from '../config/schema/option.ts';
import { environmentKey, type Target } from './target.ts';

/** The parts of a configured workflow that say what it deploys. */
export interface Deploying {
  readonly service?: string | undefined;
  /** A fixed name, or the workflow's input that names it. */
  readonly environment?: string | { readonly input: string } | undefined;
  readonly options?: Readonly<Record<string, OptionDeclaration>> | undefined;
}

export type Environments = Readonly<Record<string, EnvironmentGuards>>;

/** A target, and which workflow deploys it. */
export interface ConfiguredTarget {
  readonly target: Target;
  /** Key of `workflows`. */
  readonly workflow: string;
  /** The environment as the configuration spells it: what the workflow's input is given. */
  readonly environmentName: string;
}

/** Every target of a configuration, in the order of its workflows. */
export function targetsOf(
  workflows: Readonly<Record<string, Deploying>>,
  environments: Environments,
): readonly ConfiguredTarget[] {
  return Object.entries(workflows).flatMap(([workflow, deploying]) => {
    const { service } = deploying;
    if (service === undefined) return [];
    return environmentNamesOf(deploying, environments).map(
      (environmentName) => ({
        target: targetOf(service, environmentName),
        workflow,
        environmentName,
      }),
    );
  });
}

export function targetOf(service: string, environment: string): Target {
  return {
    service: service.toLowerCase(),
    environment: environmentKey(environment),
  };
}

/** The environments that a workflow can deploy to, as they are spelled; empty if it deploys nothing. */
export function environmentNamesOf(
  { environment, options }: Deploying,
  environments: Environments,
): readonly string[] {
  if (environment === undefined) return [];
  if (typeof environment === 'string') return [environment];
  const option = environmentOptionOf({ environment, options });
  return option?.declaration?.type === 'choice'
    ? option.declaration.choices
    : Object.keys(environments);
}

/** The option that names the environment: a declared one, or one with the name of the workflow's input. */
export function environmentOptionOf({ environment, options }: Deploying):
  | {
      readonly name: string;
      readonly declaration: OptionDeclaration | undefined;
    }
  | undefined {
  if (typeof environment !== 'object') return undefined;
  const declared = Object.entries(options ?? {}).find(
    ([name, declaration]) => inputOf(name, declaration) === environment.input,
  );
  return declared
    ? { name: declared[0], declaration: declared[1] }
    : { name: environment.input.toLowerCase(), declaration: undefined };
}

/** The workflow's input that an option sets. */
export function inputOf(name: string, declaration: OptionDeclaration): string {
  return declaration.input ?? name;
}

/** The target that a call with these options changes; null if the workflow deploys nothing. */
export function targetOfCall(
  deploying: Deploying,
  options: Readonly<Record<string, unknown>>,
): Target | null {
  const { service, environment } = deploying;
  if (service === undefined || environment === undefined) return null;
  if (typeof environment === 'string') return targetOf(service, environment);
  const name = options[environmentOptionOf(deploying)?.name ?? ''];
  return typeof name === 'string' ? targetOf(service, name) : null;
}

/** The guards of a target; undefined for an environment that is not listed, which has none. */
export function guardsOf(
  environments: Environments,
  { environment }: Target,
): EnvironmentGuards | undefined {
  return Object.entries(environments).find(
    ([name]) => environmentKey(name) === environment,
  )?.[1];
}
