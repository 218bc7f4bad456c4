import type { Nat64Prefix } from './address.ts';
import { addDomainRule, type DomainRules } from './domain-rule.ts';
import {
  compileAccess,
  type Access,
  type PrivateAccess,
} from './private-access.ts';
import { parseCidr, type Cidr } from './cidr.ts';
import { PolicyError, type PolicyFault, type Report } from './policy-error.ts';
import { isPort } from './port.ts';

export type Scheme = 'http' | 'https';

export interface PolicyOptions {
  /** Default `['https']`. */
  readonly schemes?: readonly Scheme[];
  /** `host` or `*.host` (any depth below, not the host itself). Default: every public host. */
  readonly allowedDomains?: readonly string[];
  /** Default: every port except those that `fetch` itself refuses. */
  readonly ports?: readonly number[];
  /** Whether the host may be a public IP address. Default true. */
  readonly ipLiterals?: boolean;
  /** Hosts, addresses and ports that are allowed although they are not public. */
  readonly allowPrivate?: readonly PrivateAccess[];
  /** Ranges with which a local proxy answers DNS queries (fake-IP mode). Valid for DNS answers, never for literals. */
  readonly trustedFakeIp?: readonly string[];
  /** NAT64 prefixes of this network, besides 64:ff9b::/96: 32, 40, 48, 56, 64 or 96 bits long (RFC 6052). */
  readonly nat64Prefixes?: readonly string[];
  /** In UTF-16 code units. Default 8,192. */
  readonly maxLength?: number;
}

declare const compiled: unique symbol;

/** Compiled by `definePolicy`; immutable, and good for any number of URLs. */
export interface Policy {
  readonly [compiled]?: true;
  /** Schemes with their colon, as the URL parser gives them. */
  readonly protocols: readonly string[];
  readonly allowedDomains: DomainRules | undefined;
  readonly ports: ReadonlySet<number> | undefined;
  readonly ipLiterals: boolean;
  readonly allowPrivate: readonly Access[];
  readonly trustedFakeIp: readonly Cidr[];
  readonly nat64Prefixes: readonly Nat64Prefix[];
  readonly maxLength: number;
}

const DEFAULT_MAX_LENGTH = 8192;
const NAT64_LENGTHS = [32, 40, 48, 56, 64, 96];
const OPTION_NAMES: Record<keyof PolicyOptions, true> = {
  schemes: true,
  allowedDomains: true,
  ports: true,
  ipLiterals: true,
  allowPrivate: true,
  trustedFakeIp: true,
  nat64Prefixes: true,
  maxLength: true,
};

/** @throws {PolicyError} naming every fault if the options are invalid. */
export function definePolicy(options: PolicyOptions = {}): Policy {
  const faults: PolicyFault[] = [];
  const report = (path: string, message: string) =>
    void faults.push({ path, message });
  for (const name of Object.keys(options))
    if (!Object.hasOwn(OPTION_NAMES, name)) report(name, 'is not an option');

  const policy: Policy = {
    protocols: readSchemes(options.schemes ?? ['https'], report),
    allowedDomains: readDomains(options.allowedDomains, report),
    ports: readPorts(options.ports, report),
    ipLiterals: readFlag(options.ipLiterals ?? true, report),
    allowPrivate: readList(
      options.allowPrivate,
      'allowPrivate',
      report,
    ).flatMap((entry, i) => compileAccess(entry, `allowPrivate[${i}]`, report)),
    trustedFakeIp: readCidrs(options.trustedFakeIp, 'trustedFakeIp', report),
    nat64Prefixes: readNat64(options.nat64Prefixes, report),
    maxLength: options.maxLength ?? DEFAULT_MAX_LENGTH,
  };
  if (!Number.isInteger(policy.maxLength) || policy.maxLength < 1)
    report('maxLength', 'must be a whole number above zero');
  if (faults.length > 0) throw new PolicyError(faults);
  return Object.freeze(policy);
}

function readList<T>(
  list: readonly T[] | undefined,
  path: string,
  report: Report,
): readonly T[] {
  if (list === undefined) return [];
  if (Array.isArray(list)) return list;
  report(path, 'must be a list');
  return [];
}

function readSchemes(
  list: readonly Scheme[],
  report: Report,
): readonly string[] {
  const schemes = readList(list, 'schemes', report);
  if (schemes.length === 0) report('schemes', 'must name at least one scheme');
  schemes.forEach((scheme, i) => {
    if (scheme !== 'http' && scheme !== 'https')
      report(`schemes[${i}]`, "must be 'http' or 'https'");
  });
  return [...new Set(schemes)].map((scheme) => `${scheme}:`);
}

function readDomains(
  list: readonly string[] | undefined,
  report: Report,
): DomainRules | undefined {
  if (list === undefined) return undefined;
  const rules = { exact: new Set<string>(), below: new Set<string>() };
  const entries = readList(list, 'allowedDomains', report);
  if (entries.length === 0)
    report(
      'allowedDomains',
      'is empty: leave it out to allow every public host',
    );
  entries.forEach((entry, i) => {
    const fault =
      typeof entry === 'string' ? addDomainRule(entry, rules) : 'must be text';
    if (fault !== undefined) report(`allowedDomains[${i}]`, fault);
  });
  return rules;
}

function readPorts(
  list: readonly number[] | undefined,
  report: Report,
): ReadonlySet<number> | undefined {
  if (list === undefined) return undefined;
  const ports = readList(list, 'ports', report);
  if (ports.length === 0) report('ports', 'must name at least one port');
  ports.forEach((port, i) => {
    if (!isPort(port)) report(`ports[${i}]`, 'must be a port from 1 to 65535');
  });
  return new Set(ports);
}

function readFlag(value: boolean, report: Report): boolean {
  if (typeof value !== 'boolean') report('ipLiterals', 'must be true or false');
  return value;
}

function readCidrs(
  list: readonly string[] | undefined,
  path: string,
  report: Report,
): readonly Cidr[] {
  return readList(list, path, report).flatMap((text, i) => {
    const cidr = typeof text === 'string' ? parseCidr(text) : undefined;
    if (cidr === undefined)
      report(`${path}[${i}]`, 'must be a CIDR block such as 198.18.0.0/15');
    return cidr ?? [];
  });
}

function readNat64(
  list: readonly string[] | undefined,
  report: Report,
): readonly Nat64Prefix[] {
  return readCidrs(list, 'nat64Prefixes', report).flatMap((cidr, i) => {
    if (cidr.family === 6 && NAT64_LENGTHS.includes(cidr.bits)) return cidr;
    report(
      `nat64Prefixes[${i}]`,
      'must be an IPv6 prefix of 32, 40, 48, 56, 64 or 96 bits',
    );
    return [];
  });
}

export const DEFAULT_POLICY: Policy = definePolicy();
