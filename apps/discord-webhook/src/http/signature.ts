import type { Clock } from '@yardmaster/agent-registry';
import type { Ed25519 } from './ed25519.ts';

/** Why a request is not believed to come from Discord, now. */
export const SIGNATURE_FAULTS = [
  'missing',
  'malformed_signature',
  'malformed_timestamp',
  'stale',
  'future',
  'mismatch',
] as const;
export type SignatureFault = (typeof SIGNATURE_FAULTS)[number];

export type SignatureCheck = (
  signature: string | undefined,
  timestamp: string | undefined,
  body: Buffer,
) => Promise<SignatureFault | null>;

export interface SignatureOptions {
  /** Hexadecimal, as the Developer Portal shows it. Several while a key is being changed. */
  readonly publicKeys: readonly string[];
  readonly clock: Clock;
  readonly ed25519: Ed25519;
  /** How old a request may be; default 5 minutes. */
  readonly maxAgeMs?: number;
  /** How far ahead Discord's clock may be; default 1 minute. */
  readonly maxSkewMs?: number;
}

// Exactly 64 bytes: a decoder that forgives bad pairs would accept signatures that nobody made.
const SIGNATURE = /^[0-9a-f]{128}$/i;
// Seconds, ten digits until the year 2286. The signature covers timestamp and body without a separator, so a timestamp of
// any other length could have borrowed digits from the body or lent it some.
const TIMESTAMP = /^[1-9]\d{9}$/;

/**
 * Checks Ed25519 over timestamp and raw body. Resolves with null for a request to be trusted.
 * https://docs.discord.com/developers/interactions/overview#setting-up-an-endpoint-validating-security-request-headers
 */
export function createSignatureCheck(
  options: SignatureOptions,
): SignatureCheck {
  const { clock, maxAgeMs = 5 * 60_000, maxSkewMs = 60_000 } = options;
  const checks = options.publicKeys.map(options.ed25519);
  return async (signature, timestamp, body) => {
    if (signature === undefined || timestamp === undefined) return 'missing';
    if (!SIGNATURE.test(signature)) return 'malformed_signature';
    if (!TIMESTAMP.test(timestamp)) return 'malformed_timestamp';
    const age = clock.now() - Number(timestamp) * 1000;
    if (age > maxAgeMs) return 'stale';
    if (age < -maxSkewMs) return 'future';
    const message = Buffer.concat([Buffer.from(timestamp, 'latin1'), body]);
    const bytes = Buffer.from(signature, 'hex');
    for (const verifies of checks)
      if (await verifies(message, bytes)) return null;
    return 'mismatch';
  };
}
