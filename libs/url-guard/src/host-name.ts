import { decodePunycode } from './punycode.ts';
import type { Reason } from './reason.ts';

const MAX_LABEL_LENGTH = 63;
const MAX_NAME_LENGTH = 253;

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

/** By length, the first letters of those suffixes, a bit each: most names are told apart without hashing their suffix. */
const SUFFIX_LETTERS = new Uint32Array(MAX_LABEL_LENGTH + 1);
for (const suffix of SPECIAL_SUFFIXES)
  SUFFIX_LETTERS[suffix.length] =
    (SUFFIX_LETTERS[suffix.length] ?? 0) | letterBit(suffix, 0);

function letterBit(text: string, at: number): number {
  return 1 << (text.charCodeAt(at) & 31);
}

/** Names at which clouds answer with credentials. Those outside the suffixes above begin with `metadata.`. */
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

const ASCII = /^[\0-\x7f]*$/;
const HYPHEN = 0x2d;
const DOT = 0x2e;
/** Letters, digits and underscore: with hyphens between them, what names of public hosts are made of in practice. */
const NAME_CODES = new Uint8Array(128);
for (const char of 'abcdefghijklmnopqrstuvwxyz0123456789_')
  NAME_CODES[char.charCodeAt(0)] = 1;

/** The name without the dot of the DNS root. */
export function withoutRootDot(hostname: string): string {
  return hostname.charCodeAt(hostname.length - 1) === DOT
    ? hostname.slice(0, -1)
    : hostname;
}

export function isValidName(name: string): boolean {
  return lastLabelStart(name) >= 0;
}

/** Where in `name`, which stands in `text` at `from`, the last label begins; -1 where the name is not valid. */
function lastLabelStart(name: string, text = name, from = 0): number {
  if (name.length > MAX_NAME_LENGTH) return -1;
  const end = from + name.length;
  let start = from;
  let previous = DOT;
  let twoHyphens = false;
  for (let i = from; i < end; i++) {
    const code = text.charCodeAt(i);
    if (code === DOT) {
      if (previous === DOT || previous === HYPHEN) return -1;
      if (i - start > MAX_LABEL_LENGTH) return -1;
      start = i + 1;
    } else if (code === HYPHEN) {
      if (previous === DOT) return -1;
      if (previous === HYPHEN) twoHyphens = true;
    } else if (NAME_CODES[code] !== 1) {
      return -1;
    }
    previous = code;
  }
  if (previous === DOT || previous === HYPHEN) return -1;
  if (end - start > MAX_LABEL_LENGTH) return -1;
  if (twoHyphens && !name.split('.').every(isHonestLabel)) return -1;
  return start - from;
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

function isSpecial(name: string, last: number): boolean {
  const letters = SUFFIX_LETTERS[name.length - last] ?? 0;
  return (
    (letters & letterBit(name, last)) !== 0 &&
    SPECIAL_SUFFIXES.has(name.slice(last))
  );
}

/**
 * Why a name (lower case, no root dot) cannot be a public host; undefined where it can. Give the text it was cut from,
 * where it was: reading there is quicker.
 */
export function nameFault(
  name: string,
  text = name,
  from = 0,
): Reason | undefined {
  const last = lastLabelStart(name, text, from);
  if (last < 0) return 'host_invalid';
  const special = isSpecial(name, last);
  // Looked up where one can be, because this is on the path of every URL.
  if (special || last === 0 || name.startsWith('metadata.')) {
    if (METADATA_NAMES.has(name)) return 'host_metadata';
    if (special) return 'host_special_name';
  }
  if (last === 0) return 'host_single_label';
  return undefined;
}
