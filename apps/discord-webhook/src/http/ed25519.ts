import { createPublicKey, verify } from 'node:crypto';

/** Checks a signature of 64 bytes against one public key. */
export type Ed25519Check = (
  message: Buffer,
  signature: Buffer,
) => boolean | Promise<boolean>;

/** `publicKey`: 64 hexadecimal digits, as the Developer Portal shows it. */
export type Ed25519 = (publicKey: string) => Ed25519Check;

/** OpenSSL on the thread pool, with the key parsed once: about 0.1 ms per check, none of it on the event loop. */
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
 * libsodium takes half the time, which is less than a thread handover. Undefined if its optional package is not
 * installed or has no build for this platform.
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
