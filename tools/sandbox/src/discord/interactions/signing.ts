import { generateKeyPairSync, sign } from 'node:crypto';

export interface Signer {
  /** The application's public key as the developer portal shows it: 64 hexadecimal digits. */
  readonly publicKey: string;
  /** Signature over timestamp and raw body, 128 hexadecimal digits. */
  readonly sign: (timestamp: string, body: Uint8Array) => string;
}

/** https://docs.discord.com/developers/interactions/overview#validating-security-request-headers */
export function createSigner(): Signer {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const raw = publicKey.export({ format: 'jwk' }).x ?? '';
  return {
    publicKey: Buffer.from(raw, 'base64url').toString('hex'),
    sign: (timestamp, body) =>
      sign(
        null,
        Buffer.concat([Buffer.from(timestamp), body]),
        privateKey,
      ).toString('hex'),
  };
}
