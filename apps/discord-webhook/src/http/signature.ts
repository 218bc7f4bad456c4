import type { Clock } from '@yardmaster/agent-registry';
import type { Ed25519 } from './ed25519.ts';

/** Why a request is not accepted as Discord's. */
export const SIGNATURE_FAULTS = [
  'missing',
  'malformed_signature',
  'malformed_timestamp',
  'stale',
  'future',
  'mismatch',
] as const;
export type SignatureFault = (typeof SIGNATURE_FAULTS)[number];

/** Headers that may belong to a signed request. */
export interface SignedHeaders {
  readonly signature: Buffer;
  readonly timestamp: string;
}

export interface SignatureCheck {
  /** Needs no body, so that most forged requests are refused before one is read. */
  headers(
    signature: string | undefined,
    timestamp: string | undefined,
  ): SignedHeaders | Exclude<SignatureFault, 'mismatch'>;
  verify(headers: SignedHeaders, body: Buffer): Promise<boolean>;
}

export interface SignatureOptions {
  /** Hexadecimal, as the Developer Portal shows it. Several while a key is rotated. */
  readonly publicKeys: readonly string[];
  readonly clock: Clock;
  readonly ed25519: Ed25519;
  /** How old a request may be; default 5 minutes. */
  readonly maxAgeMs?: number;
  /** How far ahead Discord's clock may be; default 1 minute. */
  readonly maxSkewMs?: number;
}

// Exactly 64 bytes: a lenient decoder would also accept altered signatures.
const SIGNATURE = /^[0-9a-f]{128}$/i;
// Seconds, ten digits until the year 2286. The signature covers timestamp and body without a separator, so with another
// length digits could move between the two.
const TIMESTAMP = /^[1-9]\d{9}$/;

/**
 * Checks Ed25519 over timestamp and raw body.
 * https://docs.discord.com/developers/interactions/overview#setting-up-an-endpoint-validating-security-request-headers
 */
export function createSignatureCheck(
  options: SignatureOptions,
): SignatureCheck {
  const { clock, maxAgeMs = 5 * 60_000, maxSkewMs = 60_000 } = options;
  const checks = options.publicKeys.map(options.ed25519);
  return {
    headers(signature, timestamp) {
      if (signature === undefined || timestamp === undefined) return 'missing';
      if (!SIGNATURE.test(signature)) return 'malformed_signature';
      if (!TIMESTAMP.test(timestamp)) return 'malformed_timestamp';
      const age = clock.now() - Number(timestamp) * 1000;
      if (age > maxAgeMs) return 'stale';
      if (age < -maxSkewMs) return 'future';
      return { signature: Buffer.from(signature, 'hex'), timestamp };
    },
    async verify({ signature, timestamp }, body) {
      const message = Buffer.concat([Buffer.from(timestamp, 'latin1'), body]);
      for (const isValid of checks)
        if (await isValid(message, signature)) return true;
      return false;
    },
  };
}
