import type { Parsed } from '../config/fault.ts';
import {
  isEnvironmentName,
  isServiceName,
  shown,
  type Target,
} from './target.ts';

/**
 * A pattern over targets: `*` for all, or a service and an environment of which one may be `*` (`client/*`). A target is
 * the scope that covers nothing but itself.
 */
export interface Scope {
  /** A service, or `*` for every service. */
  readonly service: string;
  /** An environment, or `*` for every environment. */
  readonly environment: string;
}

const ANY = '*';

/** Covers every target. */
export const EVERYWHERE: Scope = { service: ANY, environment: ANY };

/** Reads a scope; case and surrounding white space do not matter. */
export function parseScope(text: string): Parsed<Scope> {
  const trimmed = text.trim().toLowerCase();
  if (trimmed === ANY) return { value: EVERYWHERE };
  const slash = trimmed.indexOf('/');
  const service = trimmed.slice(0, slash);
  const environment = trimmed.slice(slash + 1);
  const isScope =
    slash !== -1 &&
    (service === ANY || isServiceName(service)) &&
    (environment === ANY ||
      (isEnvironmentName(environment) && environment === environment.trim()));
  return isScope
    ? { value: { service, environment } }
    : {
        problem: `${shown(text)} is not a scope; use *, service/*, */environment or service/environment`,
      };
}

/** The one spelling of a scope, which locks and freezes are keyed by. */
export function formatScope({ service, environment }: Scope): string {
  return service === ANY && environment === ANY
    ? ANY
    : `${service}/${environment}`;
}

/** Whether `outer` covers everything that `inner` covers. */
export function includes(outer: Scope, inner: Scope): boolean {
  return (
    (outer.service === ANY || outer.service === inner.service) &&
    (outer.environment === ANY || outer.environment === inner.environment)
  );
}

export function covers(scope: Scope, target: Target): boolean {
  return includes(scope, target);
}

/** Whether some target is in both. */
export function overlaps(one: Scope, other: Scope): boolean {
  return (
    meet(one.service, other.service) && meet(one.environment, other.environment)
  );
}

function meet(one: string, other: string): boolean {
  return one === ANY || other === ANY || one === other;
}

/** Whether the scope is one target rather than a pattern. */
export function isTarget(scope: Scope): boolean {
  return scope.service !== ANY && scope.environment !== ANY;
}

/**
 * The keys of every scope that covers a target, from the widest to the target itself. Rows of scopes are always touched
 * in this order, so that two transactions cannot wait for each other.
 */
export function keysFor({
  service,
  environment,
}: Target): readonly [string, string, string, string] {
  return [
    ANY,
    `${service}/${ANY}`,
    `${ANY}/${environment}`,
    `${service}/${environment}`,
  ];
}
