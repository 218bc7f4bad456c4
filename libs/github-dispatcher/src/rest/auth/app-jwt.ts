import { createPrivateKey, sign, type KeyObject } from 'node:crypto';
import type { Clock } from '../../clock.ts';

const LIFETIME_S = 540;
/** Clocks differ: a token from the future is refused. */
const BACKDATED_S = 60;

/**
 * Signs the JSON web token by which a GitHub App speaks as itself. The key is PEM (PKCS#1 or PKCS#8); `\n` written
 * out, as in many environment files, is taken for a line break.
 * @see https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-json-web-token-jwt-for-a-github-app
 */
export function createJwtSigner(
  appId: string | number,
  privateKey: string,
  clock: Clock,
): () => string {
  const key = readKey(privateKey);
  return () => {
    const now = Math.floor(clock.now() / 1000);
    const claims = {
      iat: now - BACKDATED_S,
      exp: now + LIFETIME_S,
      iss: String(appId),
    };
    const text = `${encode({ alg: 'RS256', typ: 'JWT' })}.${encode(claims)}`;
    const signature = sign('RSA-SHA256', Buffer.from(text), key);
    return `${text}.${signature.toString('base64url')}`;
  };
}

function readKey(privateKey: string): KeyObject {
  try {
    return createPrivateKey(privateKey.replaceAll(String.raw`\n`, '\n'));
  } catch {
    throw new TypeError(
      'The private key of the GitHub App cannot be read: give the whole PEM file that GitHub let you download.',
    );
  }
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
