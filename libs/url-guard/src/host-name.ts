import { decodePunycode } from './punycode.ts';
import type { Reason } from './reason.ts';

/** Names below these never lead to a public website. */
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

/** Names at which clouds answer with credentials. */
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

/** Letters, digits, hyphen and underscore: what DNS names of public hosts are made of in practice. */
const LABELS =
  /^(?!-)[a-z0-9_-]{1,63}(?<!-)(?:\.(?!-)[a-z0-9_-]{1,63}(?<!-))*$/;
const ASCII = /^[\0-\x7f]*$/;
const MAX_NAME_LENGTH = 253;

/** The name without the dot of the DNS root. */
export function withoutRootDot(hostname: string): string {
  return hostname.endsWith('.') ? hostname.slice(0, -1) : hostname;
}

export function isValidName(name: string): boolean {
  return (
    name.length <= MAX_NAME_LENGTH &&
    LABELS.test(name) &&
    (!name.includes('xn--') || name.split('.').every(isHonestLabel))
  );
}

/**
 * An `xn--` label has to be what the URL parser itself would make of the letters it stands for. Parsers differ in how
 * closely they look at a name that comes ready-made.
 */
function isHonestLabel(label: string): boolean {
  if (!label.startsWith('xn--')) return true;
  const letters = decodePunycode(label.slice(4));
  if (letters === undefined || ASCII.test(letters)) return false;
  return URL.parse(`https://${letters}.com/`)?.hostname === `${label}.com`;
}

/** Why a name (lower case, no root dot) cannot be a public host; undefined where it can. */
export function nameFault(name: string): Reason | undefined {
  if (!isValidName(name)) return 'host_invalid';
  if (METADATA_NAMES.has(name)) return 'host_metadata';
  const lastDot = name.lastIndexOf('.');
  if (SPECIAL_SUFFIXES.has(name.slice(lastDot + 1))) return 'host_special_name';
  if (lastDot < 0) return 'host_single_label';
  return undefined;
}
