import { domainToASCII, domainToUnicode } from 'node:url';
import type { Reason } from './reason.ts';

const MAX_NAME_LENGTH = 253;

/** Top-level labels that never lead to a public website. */
const SPECIAL_SUFFIXES: ReadonlySet<string> = new Set([
  // IANA special-use domain names: RFC 6761, 6762, 7686, 8375, 9476; all of .arpa is infrastructure (RFC 3172).
  // https://www.iana.org/assignments/special-use-domain-names
  'alt',
  'arpa',
  'example',
  'invalid',
  'local',
  'localhost',
  'onion',
  'test',
  // Reserved by ICANN for private use (2024), and never to be delegated because private networks use them.
  'corp',
  'home',
  'internal',
  'mail',
  // RFC 6762 appendix G, and what home routers and operating systems append.
  'domain',
  'intranet',
  'lan',
  'localdomain',
  'localdomain4',
  'localdomain6',
  'private',
  'workgroup',
  // Search domains of container platforms.
  'cluster',
  'consul',
  'default',
  'docker',
  'kubernetes',
  'svc',
]);

/** Names at which cloud metadata services hand out credentials. */
const METADATA_NAMES: ReadonlySet<string> = new Set([
  'instance-data',
  'instance-data.ec2.internal',
  'metadata',
  'metadata.azure.internal',
  'metadata.goog',
  'metadata.google.internal',
  'metadata.packet.net',
  'metadata.platformequinix.com',
  'metadata.tencentyun.com',
  'rancher-metadata',
]);

/** Labels of letters, digits, underscores and inner hyphens, at most 63 characters each: what public names consist of. */
const NAME =
  /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?)*$/;

/** The name without the dot of the DNS root. */
export function withoutRootDot(hostname: string): string {
  return hostname.endsWith('.') ? hostname.slice(0, -1) : hostname;
}

export function isValidName(name: string): boolean {
  return (
    name.length <= MAX_NAME_LENGTH &&
    NAME.test(name) &&
    (!name.includes('xn--') || name.split('.').every(isCanonical))
  );
}

/**
 * An `xn--` label must be what the URL parser itself makes of the letters it encodes. Parsers differ in how closely
 * they check a name that is already encoded.
 */
function isCanonical(label: string): boolean {
  if (!label.startsWith('xn--')) return true;
  const letters = domainToUnicode(label);
  return letters !== label && domainToASCII(letters) === label;
}

/** Why a name (lower case, no root dot) cannot be a public host; undefined if it can. */
export function nameFault(name: string): Reason | undefined {
  if (!isValidName(name)) return 'host_invalid';
  if (METADATA_NAMES.has(name)) return 'host_metadata';
  const last = name.slice(name.lastIndexOf('.') + 1);
  if (SPECIAL_SUFFIXES.has(last)) return 'host_special_name';
  return last === name ? 'host_single_label' : undefined;
}
