import type { Parsed } from '../config/fault.ts';

/**
 * What a deploy changes: one service in one environment, written `client/production`. Both parts are lower case, because
 * GitHub's environment names ignore case: `client/Production` is the same target.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/deployments-and-environments
 */
export interface Target {
  readonly service: string;
  readonly environment: string;
}

/** A service never holds a slash, so the first slash of a target ends it. */
const SERVICE = /^[a-z0-9][a-z0-9._-]{0,31}$/;
/** GitHub allows slashes and inner spaces in environment names (`review/pr 12`). */
const ENVIRONMENT = /^[a-z0-9](?:[a-z0-9 ._/-]{0,62}[a-z0-9._-])?$/;

export function isServiceName(text: string): boolean {
  return SERVICE.test(text);
}

export function isEnvironmentName(text: string): boolean {
  return ENVIRONMENT.test(environmentKey(text));
}

/** The form in which environment names are compared. */
export function environmentKey(name: string): string {
  return name.trim().toLowerCase();
}

/** Reads `service/environment`; case and surrounding white space do not matter. */
export function parseTarget(text: string): Parsed<Target> {
  const trimmed = text.trim().toLowerCase();
  const slash = trimmed.indexOf('/');
  if (slash === -1)
    return { problem: `${shown(text)} has no "/"; write service/environment` };
  const service = trimmed.slice(0, slash);
  const environment = trimmed.slice(slash + 1);
  if (!isServiceName(service))
    return {
      problem: `${shown(text)} does not begin with a service name (letters, digits, ".", "_", "-"; at most 32)`,
    };
  if (!isEnvironmentName(environment) || environment !== environment.trim())
    return {
      problem: `${shown(text)} does not end with an environment name (letters, digits, spaces, ".", "_", "-", "/"; at most 64)`,
    };
  return { value: { service, environment } };
}

export function formatTarget({ service, environment }: Target): string {
  return `${service}/${environment}`;
}

export function sameTarget(one: Target, other: Target): boolean {
  return one.service === other.service && one.environment === other.environment;
}

/** Quotes what a person typed, shortened. */
export function shown(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text);
}
