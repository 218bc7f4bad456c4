import {
  createPrivateKey,
  createPublicKey,
  sign,
  verify,
  type KeyObject,
} from 'node:crypto';
import type { AuditAnchor, AuditHead } from './audit.ts';

/** Precedes a raw Ed25519 seed in PKCS #8. https://www.rfc-editor.org/rfc/rfc8410#section-7 */
const PKCS8_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');

/** What an anchor's signature covers. */
export function anchorText(head: AuditHead, at: number): string {
  return `ym-anchor-v1\n${head.seq}\n${head.hash}\n${at}`;
}

/** `SEQ:HASH`, as the log, the digest and `audit verify --anchor` write it. */
export function formatAnchor({ seq, hash }: AuditHead): string {
  return `${seq}:${hash}`;
}

/** Reads `SEQ:HASH`; null where it is neither. */
export function parseAnchor(text: string): AuditHead | null {
  const match = /^(\d{1,15}):([0-9a-f]{64})$/i.exec(text.trim());
  if (match === null) return null;
  const [, seq = '', hash = ''] = match;
  return { seq: Number(seq), hash: hash.toLowerCase() };
}

/** Signs anchors, and checks those that were signed. */
export interface AnchorKey {
  readonly sign: (text: string) => string;
  readonly isSignedBy: (anchor: AuditAnchor) => boolean;
  /** PEM; whoever has it can check exports and anchors without the private key. */
  readonly publicKey: string;
}

/** Reads an Ed25519 private key, as PEM (PKCS #8) or as the base64 of its 32-byte seed; null where it is neither. */
export function readAnchorKey(text: string): AnchorKey | null {
  const key = readPrivateKey(text.trim());
  if (key?.asymmetricKeyType !== 'ed25519') return null;
  const publicKey = createPublicKey(key);
  return {
    sign: (message) =>
      sign(null, Buffer.from(message, 'utf8'), key).toString('base64'),
    isSignedBy: (anchor) => isSigned(anchor, publicKey),
    publicKey: publicKey.export({ format: 'pem', type: 'spki' }) as string,
  };
}

function isSigned(anchor: AuditAnchor, key: KeyObject): boolean {
  return verify(
    null,
    Buffer.from(anchorText(anchor, anchor.at), 'utf8'),
    key,
    Buffer.from(anchor.signature ?? '', 'base64'),
  );
}

function readPrivateKey(text: string): KeyObject | null {
  try {
    if (text.includes('-----BEGIN'))
      return createPrivateKey(text.replaceAll('\\n', '\n'));
    const seed = Buffer.from(text, 'base64');
    if (seed.length !== 32) return null;
    return createPrivateKey({
      key: Buffer.concat([PKCS8_PREFIX, seed]),
      format: 'der',
      type: 'pkcs8',
    });
  } catch {
    return null;
  }
}
