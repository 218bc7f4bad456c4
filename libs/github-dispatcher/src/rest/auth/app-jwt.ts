import { createPrivateKey, sign, type KeyObject } from 'node:crypto';

const LIFETIME_S = 540;
/** A token from the future is refused, and clocks differ by seconds even if both are right. */
const BACKDATED_S = 60;

/**
 * Signs the JSON web token by which a GitHub App authenticates as itself, valid from a minute before `now` (epoch
 * milliseconds) for 10 minutes. The key is PEM (PKCS#1 or PKCS#8); a written-out `\n`, as in many environment files,
 * is a line break. Throws if the key cannot be read.
 * @see https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-json-web-token-jwt-for-a-github-app
 */
export function createJwtSigner(
  appId: string | number,
  privateKey: string,
): (now: number) => string {
  const key = readKey(privateKey);
  return (now) => {
    const seconds = Math.floor(now / 1_000);
    const claims = {
      iat: seconds - BACKDATED_S,
      exp: seconds + LIFETIME_S,
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
      'The private key of the GitHub App cannot be read. Use the whole PEM file downloaded from GitHub.',
    );
  }
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
