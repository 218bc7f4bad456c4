import type { AuditEntry, AuditRecord } from '../audit.ts';
import { SYSTEM } from '../audit.ts';
import { contentOf, hashOf, wellFormed } from '../body.ts';
import { CHAIN, type AuditDatabase } from './tables.ts';

export type Redact = (text: string) => string;

/**
 * Appends within the caller's transaction. The head row is updated first, which makes every other writer wait until this
 * transaction ends: no two records can have the same predecessor. Throws where the head is missing, so that what cannot be
 * recorded does not happen.
 */
export async function appendAudit(
  transaction: AuditDatabase,
  entry: AuditEntry,
  now: number,
  redact: Redact,
): Promise<AuditRecord> {
  const head = await transaction
    .updateTable('auditHead')
    .set((set) => ({
      seq: set('seq', '+', 1),
      // Time does not go back in the chain, even where a clock does.
      at: set.case().when('at', '>', now).then(set.ref('at')).else(now).end(),
    }))
    .where('chain', '=', CHAIN)
    .returning(['seq', 'hash', 'at'])
    .executeTakeFirst();
  if (head === undefined)
    throw new Error(
      'The audit chain has no head. Run `yardmaster audit verify`; nothing is changed until it is restored.',
    );
  if (head.seq === 1 && entry.action !== 'audit.genesis') {
    // The number taken is given back: the chain begins with its genesis.
    await transaction
      .updateTable('auditHead')
      .set({ seq: 0 })
      .where('chain', '=', CHAIN)
      .execute();
    await appendAudit(transaction, GENESIS, now, redact);
    return appendAudit(transaction, entry, now, redact);
  }
  const content = contentOf(entry, head.seq, head.at, redact);
  const record = {
    ...content,
    prev: head.hash,
    hash: hashOf(head.hash, content.body),
  };
  await transaction.insertInto('audit').values(record).execute();
  await transaction
    .updateTable('auditHead')
    .set({ hash: record.hash })
    .where('chain', '=', CHAIN)
    .execute();
  const { name } = entry.actor;
  if (name !== undefined) {
    const clean = wellFormed(name);
    await transaction
      .insertInto('auditNames')
      .values({
        subject: `${record.actorKind}:${record.actorId}`,
        name: clean,
      })
      .onConflict((conflict) =>
        conflict.column('subject').doUpdateSet({ name: clean }),
      )
      .execute();
  }
  return record;
}

/** Nothing is claimed about the time before it. */
const GENESIS: AuditEntry = {
  action: 'audit.genesis',
  actor: SYSTEM,
  decision: 'recorded',
};
