import { ipv4In, ipv6In, parseCidr, type Cidr } from './cidr.ts';
import { IPV4_ROWS, IPV6_ROWS, type IpRange } from './ip-registry.ts';
import {
  formatIpv4,
  formatIpv6,
  parseIpv4,
  parseIpv6,
  type Hextets,
} from './ip-text.ts';

/** How an IPv6 address came to carry the IPv4 address that decided its verdict. */
export type EmbeddedVia = 'mapped' | 'nat64' | 'isatap';

export type IpVerdict =
  | {
      readonly public: true;
      readonly family: 4 | 6;
      readonly range: 'global';
      readonly via?: EmbeddedVia;
      readonly embedded?: string;
    }
  | {
      readonly public: false;
      readonly family: 4 | 6;
      readonly range: IpRange;
      readonly via?: EmbeddedVia;
      readonly embedded?: string;
    }
  | { readonly public: false; readonly range: 'invalid' };

type Ipv4Block = Extract<Cidr, { family: 4 }> & { readonly range: IpRange };
type Ipv6Block = Extract<Cidr, { family: 6 }> & { readonly range: IpRange };
export type Nat64Prefix = Extract<Cidr, { family: 6 }>;

function compile() {
  const ipv4: Ipv4Block[][] = Array.from({ length: 256 }, () => []);
  const ipv6 = new Map<number, Ipv6Block[]>();
  const ipv6Short: { base: number; mask: number; range: IpRange }[] = [];
  for (const [text, range] of [...IPV4_ROWS, ...IPV6_ROWS]) {
    const block = parseCidr(text);
    if (block === undefined) throw new Error(`Bad registry row: ${text}`);
    if (block.family === 4) {
      const first = block.base >>> 24;
      const last = (block.base + block.size - 1) >>> 24;
      for (let octet = first; octet <= last; octet++)
        ipv4[octet]?.push({ ...block, range });
    } else if (block.bits < 16) {
      const mask = (0xffff << (16 - block.bits)) & 0xffff;
      ipv6Short.push({ base: block.base[0] ?? 0, mask, range });
    } else {
      const first = block.base[0] ?? 0;
      ipv6.set(first, [...(ipv6.get(first) ?? []), { ...block, range }]);
    }
  }
  return { ipv4, ipv6, ipv6Short };
}

const TABLE = compile();
const GLOBAL_IPV4 = { public: true, family: 4, range: 'global' } as const;
const GLOBAL_IPV6 = { public: true, family: 6, range: 'global' } as const;
const INVALID = { public: false, range: 'invalid' } as const;

export function classifyIpv4(address: number): IpVerdict {
  for (const block of TABLE.ipv4[address >>> 24] ?? []) {
    if (ipv4In(address, block))
      return { public: false, family: 4, range: block.range };
  }
  return GLOBAL_IPV4;
}

/** `range` of a non-public block, or undefined if the address is ordinary global unicast. */
function ipv6Range(groups: Hextets): IpRange | undefined {
  const first = groups[0] ?? 0;
  const rows = TABLE.ipv6.get(first);
  if (rows !== undefined)
    for (const block of rows) if (ipv6In(groups, block)) return block.range;
  // Only 2000::/3 is allocated for global unicast (RFC 4291): whatever is not in it is refused by default.
  if ((first & 0xe000) === 0x2000) return undefined;
  for (const { base, mask, range } of TABLE.ipv6Short)
    if ((first & mask) === base) return range;
  return 'unallocated';
}

/** Judges an IPv6 address by the IPv4 address inside it. */
function byEmbedded(address: number, via: EmbeddedVia): IpVerdict {
  const inner = classifyIpv4(address);
  const embedded = formatIpv4(address);
  if (inner.public) return { ...GLOBAL_IPV6, via, embedded };
  return {
    public: false,
    family: 6,
    range: inner.range as IpRange,
    via,
    embedded,
  };
}

function isMapped(g: Hextets): boolean {
  return (
    g[5] === 0xffff &&
    (g[0] ?? 1) + (g[1] ?? 1) + (g[2] ?? 1) + (g[3] ?? 1) + (g[4] ?? 1) === 0
  );
}

function isWellKnownNat64(g: Hextets): boolean {
  return (
    g[0] === 0x64 &&
    g[1] === 0xff9b &&
    (g[2] ?? 1) + (g[3] ?? 1) + (g[4] ?? 1) + (g[5] ?? 1) === 0
  );
}

function pair(high: number | undefined, low: number | undefined): number {
  return (high ?? 0) * 0x10000 + (low ?? 0);
}

/**
 * Where RFC 6052 section 2.2 puts the IPv4 address behind a prefix of 32, 40, 48, 56, 64 or 96 bits: straight after
 * it, stepping over bits 64 to 71. https://www.rfc-editor.org/rfc/rfc6052#section-2.2
 */
function nat64Ipv4(groups: Hextets, bits: number): number {
  const octetAt = (index: number) => {
    const group = groups[index >> 1] ?? 0;
    return index % 2 === 0 ? group >>> 8 : group & 255;
  };
  let address = 0;
  for (let index = bits / 8, taken = 0; taken < 4; index++) {
    if (index === 8 && bits < 96) continue;
    address = address * 256 + octetAt(index);
    taken++;
  }
  return address;
}

export function classifyIpv6(
  groups: Hextets,
  nat64Prefixes: readonly Nat64Prefix[] = [],
): IpVerdict {
  if (groups[0] === 0 && isMapped(groups))
    return byEmbedded(pair(groups[6], groups[7]), 'mapped');
  if (isWellKnownNat64(groups))
    return byEmbedded(pair(groups[6], groups[7]), 'nat64');
  for (const prefix of nat64Prefixes) {
    if (ipv6In(groups, prefix))
      return byEmbedded(nat64Ipv4(groups, prefix.bits), 'nat64');
  }
  const range = ipv6Range(groups);
  if (range !== undefined) return { public: false, family: 6, range };
  // ISATAP (RFC 5214) puts an IPv4 address into the interface id of any prefix.
  if (groups[5] === 0x5efe && ((groups[4] ?? 1) & 0xfdff) === 0) {
    const inner = byEmbedded(pair(groups[6], groups[7]), 'isatap');
    if (!inner.public) return inner;
  }
  return GLOBAL_IPV6;
}

/**
 * Is this address on the public Internet? `text` is a plain IPv4 or IPv6 address as a resolver, a socket or
 * `URL.hostname` gives it (brackets allowed). A loose spelling, a zone id or anything else is `invalid`, which is not
 * public. Never throws.
 */
export function classifyIp(
  text: string,
  nat64Prefixes: readonly Nat64Prefix[] = [],
): IpVerdict {
  if (typeof text !== 'string') return INVALID;
  const ipv4 = parseIpv4(text);
  if (ipv4 >= 0) return classifyIpv4(ipv4);
  const groups = parseIpv6(unbracket(text));
  return groups === undefined ? INVALID : classifyIpv6(groups, nat64Prefixes);
}

export function unbracket(text: string): string {
  return text.startsWith('[') && text.endsWith(']') ? text.slice(1, -1) : text;
}

/** The RFC 5952 spelling; undefined if `text` is not an address. */
export function canonicalIp(text: string): string | undefined {
  const ipv4 = parseIpv4(text);
  if (ipv4 >= 0) return text;
  const groups = parseIpv6(unbracket(text));
  return groups && formatIpv6(groups);
}
