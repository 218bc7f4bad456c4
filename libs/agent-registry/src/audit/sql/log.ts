import { anchorText } from '../anchor.ts';
import type { AuditLog } from '../audit.ts';
import { NO_HASH } from '../body.ts';
import { appendAudit, type Redact } from './append.ts';
import { createAuditReader } from './read.ts';
import type { AuditDatabase } from './tables.ts';

export interface AuditLogOptions {
  readonly now: () => number;
  /** Removes secrets; sees every text before it is hashed. */
  readonly redact: Redact;
}

/** The chain on the journal's database, the same queries for SQLite and PostgreSQL. */
export function createAuditLog(
  db: AuditDatabase,
  { now, redact }: AuditLogOptions,
): AuditLog {
  const reader = createAuditReader(db);
  return {
    ...reader,

    append: (entry) =>
      db
        .transaction()
        .execute((transaction) =>
          appendAudit(transaction, entry, now(), redact),
        ),

    async anchor(sign) {
      const head = (await reader.auditHead()) ?? { seq: 0, hash: NO_HASH };
      const at = now();
      const signature = sign?.(anchorText(head, at)) ?? null;
      const kept = await db
        .insertInto('auditAnchors')
        .values({ ...head, at, signature })
        // A no-op update, so that the row that is there is returned.
        .onConflict((conflict) =>
          conflict.column('seq').doUpdateSet({ seq: head.seq }),
        )
        .returningAll()
        .executeTakeFirstOrThrow();
      return kept;
    },

    async eraseName({ kind, id }) {
      await db
        .deleteFrom('auditNames')
        .where('subject', '=', `${kind}:${id}`)
        .execute();
    },
  };
}
