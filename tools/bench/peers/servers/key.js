import { createPublicKey } from 'node:crypto';
import { publicKey } from './listen.js';

export const key = createPublicKey({
  format: 'jwk',
  key: {
    kty: 'OKP',
    crv: 'Ed25519',
    x: Buffer.from(publicKey, 'hex').toString('base64url'),
  },
});
