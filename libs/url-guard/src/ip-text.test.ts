import * as fc from 'fast-check';
import { Address4, Address6 } from 'ip-address';
import { isIP } from 'node:net';
import { describe, expect, it } from 'vitest';
import { formatIpv4, formatIpv6, parseIpv4, parseIpv6 } from './ip-text.ts';

const seed = 3;

describe('IPv4 text', () => {
  it('round-trips every address', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 32 - 1 }), (address) => {
        expect(parseIpv4(formatIpv4(address))).toBe(address);
      }),
      { seed },
    );
  });

  it.each([
    '',
    '1',
    '1.2.3',
    '1.2.3.4.',
    '.1.2.3.4',
    '1..2.3',
    '01.2.3.4',
    '1.2.3.256',
    '1.2.3.4 ',
    '0x1.2.3.4',
    '1.2.3.-4',
    '٠.0.0.1',
  ])('is not %j', (text) => {
    expect(parseIpv4(text)).toBe(-1);
  });
});

describe('IPv6 text', () => {
  it('agrees with ip-address and node:net on every spelling of an address', () => {
    fc.assert(
      fc.property(fc.ipV6(), (text) => {
        const groups = parseIpv6(text);
        expect(isIP(text)).toBe(6);
        const expected = new Address6(text);
        expect(groups).toEqual(
          expected.toByteArray().length > 0 ? groupsOf(expected) : [],
        );
        expect(formatIpv6(groups ?? [])).toBe(
          new URL(`http://[${text}]/`).hostname.slice(1, -1),
        );
      }),
      { seed, numRuns: 1000 },
    );
  });

  it('refuses exactly the texts that node:net refuses', () => {
    const piece = fc.constantFrom(
      '::',
      ':',
      '0',
      '1',
      'ffff',
      '12345',
      'g',
      '1.2.3.4',
      '1.2.3',
      '%eth0',
      ' ',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const text = pieces.join('');
        const zoned = text.includes('%');
        expect(parseIpv6(text) !== undefined).toBe(!zoned && isIP(text) === 6);
      }),
      { seed, numRuns: 5000 },
    );
  });

  it('reads an IPv4 tail', () => {
    const ipv4 = new Address4('10.1.2.3').bigInt();
    const groups = parseIpv6('::ffff:10.1.2.3') ?? [];
    expect(BigInt(groups[6] ?? 0) * 65_536n + BigInt(groups[7] ?? 0)).toBe(
      ipv4,
    );
  });
});

function groupsOf(address: Address6): number[] {
  const value = address.bigInt();
  return Array.from({ length: 8 }, (_, i) =>
    Number((value >> BigInt(112 - i * 16)) & 0xffffn),
  );
}
