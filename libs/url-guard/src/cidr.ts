import { parseIpv4, parseIpv6, type Hextets } from './ip-text.ts';

export type Cidr =
  | {
      readonly family: 4;
      readonly bits: number;
      readonly base: number;
      readonly size: number;
    }
  | { readonly family: 6; readonly bits: number; readonly base: Hextets };

/** `address/length` in CIDR notation. Bits set beyond the length are a typing mistake, and refused as one. */
export function parseCidr(text: string): Cidr | undefined {
  const slash = text.indexOf('/');
  const length = text.slice(slash + 1);
  if (slash < 0 || !/^(0|[1-9]\d{0,2})$/.test(length)) return undefined;
  const bits = Number(length);
  const address = text.slice(0, slash);
  const ipv4 = parseIpv4(address);
  if (ipv4 >= 0) {
    const size = 2 ** (32 - bits);
    return bits <= 32 && ipv4 % size === 0
      ? { family: 4, bits, base: ipv4, size }
      : undefined;
  }
  const base = parseIpv6(address);
  if (base === undefined || bits > 128) return undefined;
  const clean = base.every((group, i) => (group & ~maskOf(bits, i)) === 0);
  return clean ? { family: 6, bits, base } : undefined;
}

/** The part of 16-bit group `index` that a prefix of `bits` bits covers. */
function maskOf(bits: number, index: number): number {
  const covered = Math.min(16, Math.max(0, bits - index * 16));
  return (0xffff << (16 - covered)) & 0xffff;
}

export function ipv4In(
  address: number,
  block: { readonly base: number; readonly size: number },
): boolean {
  return address >= block.base && address < block.base + block.size;
}

export function ipv6In(
  groups: Hextets,
  block: { readonly base: Hextets; readonly bits: number },
): boolean {
  const { base, bits } = block;
  const whole = bits >> 4;
  for (let i = 0; i < whole; i++) if (groups[i] !== base[i]) return false;
  if ((bits & 15) === 0) return true;
  const mask = maskOf(bits, whole);
  return ((groups[whole] ?? 0) & mask) === base[whole];
}
