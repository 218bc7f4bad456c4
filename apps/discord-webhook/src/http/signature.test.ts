import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadSodium, openSsl } from './ed25519.ts';
import {
  createSignatureCheck,
  type SignatureFault,
  type SignatureOptions,
} from './signature.ts';
import { SEED } from '../testing/arbitrary.ts';
import { createTestClock } from '../testing/clock.ts';
import { createTestSigner } from '../testing/world.ts';

const clock = createTestClock(1_800_000_000_000);
const now = '1800000000';
const discord = createTestSigner();
const otherKey = createTestSigner();
const body = Buffer.from('{"type":1}');
const good = discord.sign(now, body);

/** The whole check: null for a request that is accepted. */
function checkOf(options: SignatureOptions) {
  const { headers, verify } = createSignatureCheck(options);
  return async (
    signature: string | undefined,
    timestamp: string | undefined,
    signed: Buffer,
  ): Promise<SignatureFault | null> => {
    const parsed = headers(signature, timestamp);
    if (typeof parsed === 'string') return parsed;
    return (await verify(parsed, signed)) ? null : 'mismatch';
  };
}

// The package is optional, and has no build for some platforms.
const sodium = await loadSodium();
const implementations = {
  OpenSSL: openSsl,
  ...(sodium && { libsodium: sodium }),
};

describe.each(Object.entries(implementations))(
  'with %s',
  (_library, ed25519) => {
    const check = checkOf({
      publicKeys: [discord.publicKey],
      clock,
      ed25519,
    });

    it('accepts what Discord has just signed', async () => {
      expect(await check(good, now, body)).toBeNull();
      expect(await check(good.toUpperCase(), now, body)).toBeNull();
    });

    it.each([
      ['no signature', undefined, now, 'missing'],
      ['no timestamp', good, undefined, 'missing'],
      ['an empty signature', '', now, 'malformed_signature'],
      ['one digit too few', good.slice(1), now, 'malformed_signature'],
      ['one digit too many', `${good}0`, now, 'malformed_signature'],
      ['other characters', `zz${good.slice(2)}`, now, 'malformed_signature'],
      ['a line end', `${good}\n`, now, 'malformed_signature'],
      ['a timestamp with a sign', good, `+${now}`, 'malformed_timestamp'],
      ['milliseconds', good, `${now}000`, 'malformed_timestamp'],
      ['a short timestamp', good, '17', 'malformed_timestamp'],
      ['a leading zero', good, `0${now}`, 'malformed_timestamp'],
      ['an empty timestamp', good, '', 'malformed_timestamp'],
      ['another key', otherKey.sign(now, body), now, 'mismatch'],
      ['zeros', '0'.repeat(128), now, 'mismatch'],
    ])('refuses %s', async (_name, signature, timestamp, fault) => {
      expect(await check(signature, timestamp, body)).toBe(fault);
    });

    it.each([
      [-300, null],
      [-301, 'stale'],
      [60, null],
      [61, 'future'],
    ])('judges a timestamp %d s from now as %s', async (offset, fault) => {
      const timestamp = String(1_800_000_000 + offset);
      expect(await check(discord.sign(timestamp, body), timestamp, body)).toBe(
        fault,
      );
    });

    it('refuses digits that move between timestamp and body', async () => {
      const shifted = discord.sign(now, '0{"type":1}');
      expect(await check(shifted, `${now}0`, body)).toBe('malformed_timestamp');
      const borrowed = discord.sign('180000000', '0{"type":1}');
      expect(
        await check(borrowed, '180000000', Buffer.from('0{"type":1}')),
      ).toBe('malformed_timestamp');
    });

    it('accepts both keys while they are rotated', async () => {
      const both = checkOf({
        publicKeys: [otherKey.publicKey, discord.publicKey],
        clock,
        ed25519,
      });
      expect(await both(good, now, body)).toBeNull();
      expect(await both(otherKey.sign(now, body), now, body)).toBeNull();
      expect(await both(createTestSigner().sign(now, body), now, body)).toBe(
        'mismatch',
      );
    });

    it('refuses a body that differs in one byte', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.uint8Array({ maxLength: 300 }),
          fc.nat(),
          async (bytes, at) => {
            const signature = discord.sign(now, bytes);
            expect(await check(signature, now, Buffer.from(bytes))).toBeNull();
            const changed = Buffer.concat([
              Buffer.from(bytes),
              Buffer.from([0]),
            ]);
            changed[at % changed.length] =
              (changed[at % changed.length] ?? 0) ^ 1;
            expect(await check(signature, now, changed)).toBe('mismatch');
          },
        ),
        { ...SEED, numRuns: 60 },
      );
    });

    it('refuses a signature made malleable by adding the order of the group', async () => {
      // RFC 8032, 5.1.7: S must be below the order L.
      const order = 2n ** 252n + 27742317777372353535851937790883648493n;
      const bytes = Buffer.from(good, 'hex');
      const s =
        BigInt(
          `0x${Buffer.from(bytes.subarray(32).toReversed()).toString('hex')}`,
        ) + order;
      const high = Buffer.from(
        s.toString(16).padStart(64, '0'),
        'hex',
      ).toReversed();
      const malleable = Buffer.concat([bytes.subarray(0, 32), high]).toString(
        'hex',
      );
      expect(await check(malleable, now, body)).toBe('mismatch');
    });
  },
);
