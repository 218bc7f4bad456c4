import { createPublicKey, verify } from 'node:crypto';

/** Checks a signature of 64 bytes. Made for one public key, 64 hexadecimal digits as the Developer Portal shows it. */
export type Ed25519Check = (
  message: Buffer,
  signature: Buffer,
) => boolean | Promise<boolean>;

export type Ed25519 = (publicKey: string) => Ed25519Check;

/** OpenSSL on the thread pool, with the key parsed once: the event loop stays free, a check takes about 0.1 ms. */
export const openSsl: Ed25519 = (publicKey) => {
  const key = createPublicKey({
    format: 'jwk',
    key: {
      kty: 'OKP',
      crv: 'Ed25519',
      x: Buffer.from(publicKey, 'hex').toString('base64url'),
    },
  });
  return (message, signature) =>
    new Promise((resolve) => {
      verify(null, message, key, signature, (error, valid) =>
        resolve(error === null && valid),
      );
    });
};

/**
 * libsodium, which takes half the time, less than handing the work to a thread does. Undefined where its optional
 * package is not installed or has no build for this platform.
 * https://doc.libsodium.org/public-key_cryptography/public-key_signatures#detached-mode
 */
export async function loadSodium(): Promise<Ed25519 | undefined> {
  const sodium = await import('sodium-native').then(
    (module) => module.default,
    () => undefined,
  );
  return (
    sodium &&
    ((publicKey) => {
      const key = Buffer.from(publicKey, 'hex');
      return (message, signature) =>
        sodium.crypto_sign_verify_detached(signature, message, key);
    })
  );
}
