/**
 * Reads and writes IP addresses in their standard text forms, and nothing else: the loose forms a URL parser
 * accepts (octal, hexadecimal, short) are not addresses here. Callers pass what the URL parser or the resolver
 * produced, never what a user typed.
 */

const ZERO = 0x30;
const NINE = 0x39;
const DOT = 0x2e;
const COLON = 0x3a;

/** The eight 16-bit groups of an IPv6 address. */
export type Hextets = readonly number[];

/** Four decimal octets without leading zeros, as an unsigned 32-bit number; -1 for anything else. */
export function parseIpv4(text: string): number {
  if (text.length < 7 || text.length > 15) return -1;
  let address = 0;
  let octet = -1;
  let dots = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === DOT) {
      if (octet < 0 || ++dots > 3) return -1;
      address = address * 256 + octet;
      octet = -1;
    } else if (code >= ZERO && code <= NINE) {
      if (octet === 0) return -1;
      octet = octet < 0 ? code - ZERO : octet * 10 + code - ZERO;
      if (octet > 255) return -1;
    } else {
      return -1;
    }
  }
  return dots === 3 && octet >= 0 ? address * 256 + octet : -1;
}

const HEX_VALUES = new Int8Array(128).fill(-1);
for (const digit of '0123456789abcdefABCDEF')
  HEX_VALUES[digit.charCodeAt(0)] = parseInt(digit, 16);

function hexValue(code: number): number {
  return HEX_VALUES[code] ?? -1;
}

/**
 * RFC 4291 section 2.2 text, without brackets and without a zone id.
 * https://www.rfc-editor.org/rfc/rfc4291#section-2.2
 */
export function parseIpv6(text: string): Hextets | undefined {
  const end = text.length;
  if (end < 2 || end > 45) return undefined;
  const groups = [0, 0, 0, 0, 0, 0, 0, 0];
  let count = 0;
  let gap = -1;
  let i = 0;
  if (text.charCodeAt(i) === COLON) {
    if (text.charCodeAt(i + 1) !== COLON) return undefined;
    gap = 0;
    i += 2;
  }
  while (i < end) {
    if (count === 8) return undefined;
    const groupStart = i;
    let value = 0;
    let digit = 0;
    while (i < end && (digit = hexValue(text.charCodeAt(i))) >= 0) {
      value = value * 16 + digit;
      i++;
    }
    const next = i < end ? text.charCodeAt(i) : -1;
    if (next === DOT) {
      const ipv4 = count <= 6 ? parseIpv4(text.slice(groupStart)) : -1;
      if (ipv4 < 0) return undefined;
      groups[count++] = ipv4 >>> 16;
      groups[count++] = ipv4 & 0xffff;
      break;
    }
    if (i === groupStart || i - groupStart > 4) return undefined;
    groups[count++] = value;
    if (next === -1) break;
    if (next !== COLON) return undefined;
    i++;
    if (i === end) return undefined;
    if (text.charCodeAt(i) === COLON) {
      if (gap >= 0) return undefined;
      gap = count;
      i++;
    }
  }
  if (gap < 0) return count === 8 ? groups : undefined;
  if (count === 8) return undefined;
  return widen(groups, count, gap);
}

/** Moves the groups written after `::` to the end. */
function widen(groups: number[], count: number, gap: number): Hextets {
  const shift = 8 - count;
  for (let i = 7; i >= gap; i--) {
    groups[i] = i - shift >= gap ? (groups[i - shift] ?? 0) : 0;
  }
  return groups;
}

export function formatIpv4(address: number): string {
  return `${address >>> 24}.${(address >>> 16) & 255}.${(address >>> 8) & 255}.${address & 255}`;
}

/** RFC 5952: lower case, no leading zeros, the longest run of two or more zero groups as `::`. */
export function formatIpv6(groups: Hextets): string {
  let bestStart = -1;
  let bestLength = 1;
  let runStart = -1;
  for (let i = 0; i <= 8; i++) {
    if (i < 8 && groups[i] === 0) {
      if (runStart < 0) runStart = i;
    } else if (runStart >= 0) {
      if (i - runStart > bestLength) {
        bestStart = runStart;
        bestLength = i - runStart;
      }
      runStart = -1;
    }
  }
  const hex = (part: Hextets) => part.map((group) => group.toString(16));
  if (bestStart < 0) return hex(groups).join(':');
  const head = hex(groups.slice(0, bestStart)).join(':');
  const tail = hex(groups.slice(bestStart + bestLength)).join(':');
  return `${head}::${tail}`;
}
