import type { AuditReader } from '../audit.ts';
import { CHAIN, type AuditDatabase } from './tables.ts';

export function createAuditReader(db: AuditDatabase): AuditReader {
  return {
    async auditHead() {
      const head = await db
        .selectFrom('auditHead')
        .select(['seq', 'hash'])
        .where('chain', '=', CHAIN)
        .executeTakeFirst();
      return head ?? null;
    },

    auditAfter: (seq, limit) =>
      db
        .selectFrom('audit')
        .selectAll()
        .where('seq', '>', seq)
        .orderBy('seq')
        .limit(limit)
        .execute(),

    listAudit({ since, until, target, actorId, action }, limit, before) {
      let query = db
        .selectFrom('audit')
        .selectAll()
        .orderBy('seq', 'desc')
        .limit(limit);
      if (since !== undefined) query = query.where('at', '>=', since);
      if (until !== undefined) query = query.where('at', '<', until);
      if (target !== undefined) query = query.where('target', '=', target);
      if (actorId !== undefined) query = query.where('actorId', '=', actorId);
      if (action !== undefined) query = query.where('action', '=', action);
      if (before !== undefined) query = query.where('seq', '<', before);
      return query.execute();
    },

    auditAnchors: () =>
      db.selectFrom('auditAnchors').selectAll().orderBy('seq').execute(),

    async actorNames(records) {
      const subjects = [
        ...new Set(
          records.map(({ actorKind, actorId }) => `${actorKind}:${actorId}`),
        ),
      ];
      if (subjects.length === 0) return new Map();
      const rows = await db
        .selectFrom('auditNames')
        .selectAll()
        .where('subject', 'in', subjects)
        .execute();
      return new Map(rows.map(({ subject, name }) => [subject, name]));
    },
  };
}
