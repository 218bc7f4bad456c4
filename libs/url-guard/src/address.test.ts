import * as fc from 'fast-check';
import { Address4, Address6 } from 'ip-address';
import { BlockList } from 'node:net';
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { classifyIp, definePolicy, parseUrl } from './index.ts';
import { formatIpv4, formatIpv6 } from './ip-text.ts';

const seed = 3;

/**
 * The rows of the two IANA special-purpose registries (2025-10-09) and of the blocks kept in other registries, written
 * down apart from the table under test.
 */
const REGISTRY = `
0.0.0.0/8 0.0.0.0/32 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.0.0/29
192.0.0.8/32 192.0.0.9/32 192.0.0.10/32 192.0.0.170/32 192.0.0.171/32 192.0.2.0/24 192.31.196.0/24 192.52.193.0/24
192.88.99.0/24 192.88.99.2/32 192.168.0.0/16 192.175.48.0/24 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24
240.0.0.0/4 255.255.255.255/32 224.0.0.0/4 168.63.129.16/32 100.100.100.200/32 192.0.0.192/32
::1/128 ::/128 64:ff9b:1::/48 100::/64 100:0:0:1::/64 2001::/23 2001::/32 2001:1::1/128 2001:1::2/128 2001:1::3/128
2001:2::/48 2001:3::/32 2001:4:112::/48 2001:10::/28 2001:20::/28 2001:30::/28 2001:db8::/32 2002::/16
2620:4f:8000::/48 3fff::/20 5f00::/16 fc00::/7 fe80::/10 ff00::/8 fec0::/10 ::/96 ::ffff:0:0:0/96
0200::/7 0400::/6 0800::/5 1000::/4 4000::/3 6000::/3 8000::/3 a000::/3 c000::/3 e000::/4 f000::/5 f800::/6 fe00::/9
`
  .trim()
  .split(/\s+/);

interface Block {
  readonly family: 4 | 6;
  readonly first: bigint;
  readonly last: bigint;
}

function blockOf(text: string): Block {
  const address = text.includes(':') ? new Address6(text) : new Address4(text);
  return {
    family: text.includes(':') ? 6 : 4,
    first: address.startAddress().bigInt(),
    last: address.endAddress().bigInt(),
  };
}

const BLOCKS = REGISTRY.map(blockOf);
const SIZE = { 4: 2n ** 32n, 6: 2n ** 128n };

function textOf(family: 4 | 6, value: bigint): string {
  if (family === 4) return formatIpv4(Number(value));
  return formatIpv6(
    Array.from({ length: 8 }, (_, i) =>
      Number((value >> BigInt(112 - i * 16)) & 0xffffn),
    ),
  );
}

/** By the rows above alone; IPv6 with an IPv4 address inside is judged by that. */
function expected(family: 4 | 6, value: bigint): boolean {
  if (family === 6) {
    const top = value >> 32n;
    if (top === 0xffffn || top === 0x64ff9bn << 64n)
      return expected(4, value & 0xffff_ffffn);
    if (value >> 125n !== 1n) return false;
  }
  return !BLOCKS.some(
    (b) => b.family === family && value >= b.first && value <= b.last,
  );
}

const ipv4 = fc.integer({ min: 0, max: 2 ** 32 - 1 });
/** Weighted towards the blocks and their edges. */
const special4 = fc
  .tuple(
    fc.constantFrom(...BLOCKS.filter((b) => b.family === 4)),
    fc.integer({ min: -2, max: 2 }),
    fc.boolean(),
  )
  .map(([b, offset, start]) =>
    Number(
      ((((start ? b.first : b.last) + BigInt(offset)) % SIZE[4]) + SIZE[4]) %
        SIZE[4],
    ),
  );
const anyIpv4 = fc.oneof(ipv4, special4);

describe('classifyIp', () => {
  it.each(REGISTRY)(
    'refuses %s, and judges its neighbours by their own row',
    (text) => {
      const { family, first, last } = blockOf(text);
      fc.assert(
        fc.property(fc.bigInt({ min: first, max: last }), (inside) => {
          for (const value of [first, last, inside])
            expect(classifyIp(textOf(family, value)).public).toBe(false);
        }),
        { seed, numRuns: 50 },
      );
      for (const neighbour of [first - 1n, last + 1n]) {
        if (neighbour < 0n || neighbour >= SIZE[family]) continue;
        expect([
          neighbour,
          classifyIp(textOf(family, neighbour)).public,
        ]).toEqual([neighbour, expected(family, neighbour)]);
      }
    },
  );

  it('passes every other address', () => {
    fc.assert(
      fc.property(anyIpv4, (address) => {
        expect(classifyIp(formatIpv4(address)).public).toBe(
          expected(4, BigInt(address)),
        );
      }),
      { seed, numRuns: 3000 },
    );
    fc.assert(
      fc.property(
        fc.bigInt({ min: 2n ** 125n, max: 2n ** 126n - 1n }),
        (value) => {
          const isatap = ((value >> 32n) & 0xfdff_ffffn) === 0x5efen;
          fc.pre(!isatap);
          expect(classifyIp(textOf(6, value)).public).toBe(expected(6, value));
        },
      ),
      { seed, numRuns: 3000 },
    );
  });

  it.each([
    ['127.0.0.1', 'loopback'],
    ['169.254.169.254', 'link_local'],
    ['168.63.129.16', 'metadata'],
    ['100.100.100.200', 'metadata'],
    ['100.64.0.1', 'shared'],
    ['255.255.255.255', 'broadcast'],
    ['fd00:ec2::254', 'metadata'],
    ['fd00::1', 'unique_local'],
    ['::', 'unspecified'],
    ['2001:0:1::', 'teredo'],
    ['2002:7f00:1::', '6to4'],
    ['4000::1', 'unallocated'],
    ['8.8.8.8', 'global'],
    ['[2606:4700:4700::1111]', 'global'],
  ])('calls %s %s', (text, range) => {
    expect(classifyIp(text).range).toBe(range);
  });

  it.each([
    '',
    'localhost',
    '1',
    '127.1',
    '0x7f.0.0.1',
    '010.0.0.1',
    '8.8.8.8.',
    ' 8.8.8.8',
    '8.8.8.8/32',
    'fe80::1%eth0',
    '2606:4700::1%1',
    '[8.8.8.8',
    '1::2::3',
    '::ffff:1.2.3',
  ])('calls %j invalid, which is not public', (text) => {
    expect(classifyIp(text)).toEqual({ public: false, range: 'invalid' });
  });

  it('never frees a private address by wrapping it, and lets mapped and NAT64 public ones pass', () => {
    fc.assert(
      fc.property(anyIpv4, ipv4, (address, other) => {
        const isPublic = expected(4, BigInt(address));
        const high = (address >>> 16).toString(16);
        const low = (address & 0xffff).toString(16);
        const pair = `${high}:${low}`;
        const flipped = `${((~address >>> 16) & 0xffff).toString(16)}:${(~address & 0xffff).toString(16)}`;
        for (const text of [`::ffff:${pair}`, `64:ff9b::${pair}`])
          expect([text, classifyIp(text).public]).toEqual([text, isPublic]);
        const site = (other & 0xffff).toString(16);
        const refused = [
          `::${pair}`,
          `::ffff:0:${pair}`,
          `2002:${pair}::${site}`,
          `2001:0:${pair}::${flipped}`,
          `2001:0:${site}:${site}:0:0:${flipped}`,
          `64:ff9b:1::${pair}`,
        ];
        for (const text of refused)
          expect([text, classifyIp(text).public]).toEqual([text, false]);
        for (const id of ['0:5efe', '200:5efe'])
          expect(
            classifyIp(`2a00:1450:4001:${site}:${id}:${pair}`).public,
          ).toBe(isPublic);
      }),
      { seed, numRuns: 1000 },
    );
  });

  it('is never more permissive than ip-address', () => {
    fc.assert(
      fc.property(anyIpv4, fc.ipV6(), (address, text) => {
        const dotted = formatIpv4(address);
        if (classifyIp(dotted).public)
          expect([dotted, new Address4(dotted).isGlobal()]).toEqual([
            dotted,
            true,
          ]);
        if (classifyIp(text).public)
          expect([text, new Address6(text).isGlobal()]).toEqual([text, true]);
      }),
      { seed, numRuns: 5000 },
    );
  });

  it('is never more permissive than the lists of @microsoft/antissrf', () => {
    const { IPAddressRanges } = createRequire(import.meta.url)(
      '@microsoft/antissrf',
    ) as {
      IPAddressRanges: Readonly<Record<string, readonly string[]>>;
    };
    const denied = new BlockList();
    const ranges = Object.values(IPAddressRanges).flat();
    // NAT64 is judged by what is inside, which that list cannot do.
    const ipv6 = ranges.filter(
      (r) => r.includes(':') && r !== '64:ff9b::/96' && r !== '::ffff:0:0/96',
    );
    expect(ipv6.length).toBeGreaterThan(10);
    for (const range of ipv6) {
      const { first, last } = blockOf(range);
      for (const value of [first, (first + last) / 2n, last])
        expect([range, classifyIp(textOf(6, value)).public]).toEqual([
          range,
          false,
        ]);
    }
    expect(ranges.length).toBeGreaterThan(20);
    for (const range of ranges) {
      const [base = '', bits = ''] = range.split('/');
      denied.addSubnet(
        base,
        Number(bits),
        base.includes(':') ? 'ipv6' : 'ipv4',
      );
    }
    fc.assert(
      fc.property(anyIpv4, (address) => {
        const dotted = formatIpv4(address);
        if (denied.check(dotted, 'ipv4'))
          expect([dotted, classifyIp(dotted).public]).toEqual([dotted, false]);
      }),
      { seed, numRuns: 5000 },
    );
  });
});

describe('parseUrl on IPv4 spellings', () => {
  const policy = definePolicy({ schemes: ['http', 'https'] });

  it('gives every WHATWG spelling of an address the same verdict', () => {
    fc.assert(
      fc.property(anyIpv4, (address) => {
        const dotted = formatIpv4(address);
        const verdict = parseUrl(`http://${dotted}/`, policy);
        expect(verdict.ok).toBe(expected(4, BigInt(address)));
        for (const host of spellings(address))
          expect([host, parseUrl(`http://${host}/`, policy)]).toEqual([
            host,
            verdict,
          ]);
      }),
      { seed, numRuns: 500 },
    );
  });
});

function spellings(address: number): readonly string[] {
  const octets = [
    address >>> 24,
    (address >>> 16) & 255,
    (address >>> 8) & 255,
    address & 255,
  ];
  const [a = 0, b = 0, c = 0, d = 0] = octets;
  const join = (spell: (octet: number) => string) =>
    octets.map(spell).join('.');
  const dotted = join(String);
  const digits = (zero: number, text: string) =>
    text.replace(/\d/g, (digit) => String.fromCodePoint(zero + Number(digit)));
  return [
    String(address),
    `0x${address.toString(16)}`,
    `0X${address.toString(16).toUpperCase()}`,
    `0${address.toString(8)}`,
    `${a}.${address & 0xffffff}`,
    `${a}.${b}.${address & 0xffff}`,
    join((octet) => `0x${octet.toString(16)}`),
    join((octet) => `0${octet.toString(8)}`),
    join((octet) => `0000${octet.toString(8)}`),
    `${a}.0x${b.toString(16)}.0${c.toString(8)}.${d}`,
    `${dotted}.`,
    digits(0xff10, dotted),
    digits(0x1d7ce, dotted),
    dotted.replace(/\./g, '\u3002'),
    dotted.replace(/\./g, '\uff0e'),
    dotted.replace(/\./g, '\uff61'),
    dotted.replace(/\d/g, (digit) => `%3${digit}`),
    dotted.replace(/\./g, '%2e'),
  ];
}
