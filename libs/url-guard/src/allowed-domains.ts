import { PolicyError, type PolicyFault } from './policy-error.ts';
import { definePolicy, type Policy, type PolicyOptions } from './policy.ts';

export type AllowedDomains =
  | {
      readonly ok: true;
      /** The entries as written; empty if every public host is allowed. */
      readonly domains: readonly string[];
      readonly policy: Policy;
    }
  | { readonly ok: false; readonly faults: readonly PolicyFault[] };

/**
 * The policy for a comma-separated list of `host` and `*.host`, as configuration holds it. Undefined or blank text
 * means no list: every public host is allowed. Each fault's message names the entry it is about.
 */
export function parseAllowedDomains(
  text: string | undefined,
  options: Omit<PolicyOptions, 'allowedDomains'> = {},
): AllowedDomains {
  if (text === undefined || text.trim() === '')
    return { ok: true, domains: [], policy: definePolicy(options) };
  const domains = text.split(',').map((entry) => entry.trim());
  try {
    const policy = definePolicy({ ...options, allowedDomains: domains });
    return { ok: true, domains, policy };
  } catch (error) {
    if (!(error instanceof PolicyError)) throw error;
    return { ok: false, faults: error.faults.map((f) => named(f, domains)) };
  }
}

function named(fault: PolicyFault, domains: readonly string[]): PolicyFault {
  const index = /^allowedDomains\[(\d+)\]$/.exec(fault.path)?.[1];
  if (index === undefined) return fault;
  const message = `${JSON.stringify(domains[Number(index)])} ${fault.message}`;
  return { path: `entry ${Number(index) + 1}`, message };
}
