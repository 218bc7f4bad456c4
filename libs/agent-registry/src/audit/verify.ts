import type {
  AuditAnchor,
  AuditHead,
  AuditReader,
  AuditRecord,
} from './audit.ts';
import { columnsMatchBody, hashOf, NO_HASH, parseBody } from './body.ts';

/**
 * What is wrong with the first bad record.
 * - `hash`: its content is not what was hashed
 * - `link`: it does not continue the record before, or the head does not name the last record
 * - `gap`: it is missing
 * - `order`: it stands in another record's place, or time goes back
 * - `anchor`: a published anchor names another hash, or a record that is no longer there
 * - `signature`: a signed anchor was not signed by the key
 */
export const AUDIT_FAULTS = [
  'hash',
  'link',
  'gap',
  'order',
  'anchor',
  'signature',
] as const;
export type AuditFault = (typeof AUDIT_FAULTS)[number];

export type Verification =
  | {
      readonly kind: 'intact';
      readonly entries: number;
      readonly head: AuditHead;
      readonly anchors: number;
    }
  | {
      readonly kind: 'broken';
      readonly seq: number;
      readonly fault: AuditFault;
    };

export interface VerifyOptions {
  /** Anchors from the log, the digest or a person, beside those that are stored. */
  readonly anchors?: readonly AuditHead[] | undefined;
  /** Checks signatures; without it a signature is not looked at. */
  readonly isSignedBy?: ((anchor: AuditAnchor) => boolean) | undefined;
}

const BATCH = 1000;

/**
 * Walks the chain from its first record to its head, in constant memory, while others may append. Names the first bad
 * record in the order of the chain.
 */
export async function verifyAudit(
  reader: AuditReader,
  options: VerifyOptions = {},
): Promise<Verification> {
  const stored = await reader.auditAnchors();
  const anchors = anchorsBySeq([...stored, ...(options.anchors ?? [])]);
  const unsigned = firstUnsigned(stored, options.isSignedBy);
  let last: AuditRecord | null = null;
  for (;;) {
    const batch: readonly AuditRecord[] = await reader.auditAfter(
      last?.seq ?? 0,
      BATCH,
    );
    for (const record of batch) {
      const bad = faultOf(record, last, anchors);
      if (bad !== null) return firstOf(bad, unsigned);
      last = record;
    }
    if (batch.length < BATCH) break;
  }
  // Read after the records: a record that was appended meanwhile is behind the head, never before it.
  const head = await reader.auditHead();
  const end = await faultOfEnd(reader, head, last);
  const beyond = [...anchors.keys()].find((seq) => seq > (last?.seq ?? 0));
  const bad = end ?? (beyond === undefined ? null : missing(beyond, last));
  if (bad !== null) return firstOf(bad, unsigned);
  if (unsigned !== null) return unsigned;
  return {
    kind: 'intact',
    entries: last?.seq ?? 0,
    head: { seq: last?.seq ?? 0, hash: last?.hash ?? NO_HASH },
    anchors: anchors.size,
  };
}

type Broken = Extract<Verification, { kind: 'broken' }>;

function faultOf(
  record: AuditRecord,
  before: AuditRecord | null,
  anchors: ReadonlyMap<number, ReadonlySet<string>>,
): Broken | null {
  const { seq } = record;
  const expected = (before?.seq ?? 0) + 1;
  if (seq !== expected) return { kind: 'broken', seq: expected, fault: 'gap' };
  const fault = faultOfRecord(record, before);
  if (fault !== null) return { kind: 'broken', seq, fault };
  const anchored = anchors.get(seq);
  return anchored === undefined ||
    (anchored.size === 1 && anchored.has(record.hash))
    ? null
    : { kind: 'broken', seq, fault: 'anchor' };
}

function faultOfRecord(
  record: AuditRecord,
  before: AuditRecord | null,
): AuditFault | null {
  if (hashOf(record.prev, record.body) !== record.hash) return 'hash';
  if (parseBody(record.body)?.[0] !== record.seq) return 'order';
  if (!columnsMatchBody(record)) return 'hash';
  if (record.at < (before?.at ?? 0)) return 'order';
  return record.prev === (before?.hash ?? NO_HASH) ? null : 'link';
}

/** The head names the last record; one that grew since is read again. */
async function faultOfEnd(
  reader: AuditReader,
  head: AuditHead | null,
  last: AuditRecord | null,
): Promise<Broken | null> {
  const end = last?.seq ?? 0;
  if (head === null) return { kind: 'broken', seq: end, fault: 'link' };
  if (head.seq < end)
    return { kind: 'broken', seq: head.seq + 1, fault: 'link' };
  if (head.seq === end)
    return head.hash === (last?.hash ?? NO_HASH)
      ? null
      : { kind: 'broken', seq: end, fault: 'link' };
  const [next] = await reader.auditAfter(end, 1);
  return next?.seq === end + 1
    ? null
    : { kind: 'broken', seq: end + 1, fault: 'gap' };
}

function anchorsBySeq(
  anchors: readonly AuditHead[],
): Map<number, ReadonlySet<string>> {
  const bySeq = new Map<number, Set<string>>();
  for (const { seq, hash } of anchors.toSorted((a, b) => a.seq - b.seq)) {
    if (seq === 0) continue;
    const hashes = bySeq.get(seq) ?? new Set();
    bySeq.set(seq, hashes.add(hash));
  }
  return bySeq;
}

function firstUnsigned(
  stored: readonly AuditAnchor[],
  isSignedBy: VerifyOptions['isSignedBy'],
): Broken | null {
  if (isSignedBy === undefined) return null;
  const forged = stored.find(
    (anchor) => anchor.signature !== null && !isSignedBy(anchor),
  );
  return forged === undefined
    ? null
    : { kind: 'broken', seq: forged.seq, fault: 'signature' };
}

function missing(seq: number, last: AuditRecord | null): Broken {
  const first = (last?.seq ?? 0) + 1;
  return { kind: 'broken', seq: Math.min(seq, first), fault: 'anchor' };
}

function firstOf(bad: Broken, other: Broken | null): Broken {
  return other !== null && other.seq < bad.seq ? other : bad;
}
