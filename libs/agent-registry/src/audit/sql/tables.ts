import type { Kysely } from 'kysely';
import type { AuditAnchor, AuditRecord } from '../audit.ts';

/** The rows, one property per column, as in the journal. Their tables are made by the journal's migrations. */
export interface AuditTables {
  auditHead: { chain: string; seq: number; hash: string; at: number };
  audit: AuditRecord;
  auditAnchors: AuditAnchor;
  /** `subject` is `kind:id`. */
  auditNames: { subject: string; name: string };
}

export type AuditDatabase = Kysely<AuditTables>;

/** There is one chain; its row is what appending waits for. */
export const CHAIN = 'main';
