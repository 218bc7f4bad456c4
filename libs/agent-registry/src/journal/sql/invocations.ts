import { createAddEnded } from './ended.ts';
import type { Journal } from '../journal.ts';
import {
  toAddressColumns,
  toInvocation,
  toInvocationRow,
  withoutNul,
} from './rows.ts';
import type { JournalDatabase } from './schema.ts';

const DEFAULT_LIMIT = 50;
const MOST_LISTED = 1000;
const MOST_FOUND = 10;
const SHORTEST_PREFIX = 4;
/** SQLite takes at most 32,766 parameters in one statement. */
const MOST_PARAMETERS = 1000;

type Invocations = Pick<
  Journal,
  | 'addInvocation'
  | 'addEnded'
  | 'findInvocations'
  | 'listInvocations'
  | 'abandonedInvocations'
  | 'setRun'
  | 'endInvocation'
  | 'setReplyTarget'
  | 'requestersOf'
>;

/** The journal's queries about what was asked. */
export function createInvocations(db: JournalDatabase): Invocations {
  return {
    async addInvocation(invocation) {
      const added = await db
        .insertInto('invocations')
        .values(toInvocationRow(invocation))
        .onConflict((conflict) => conflict.doNothing())
        .returning('id')
        .executeTakeFirst();
      if (added) return { added: true };
      const existing = await db
        .selectFrom('invocations')
        .selectAll()
        .where((where) =>
          where.or([
            where('id', '=', invocation.id),
            where.and([
              where('surface', '=', invocation.surface),
              where('externalId', '=', invocation.externalId),
            ]),
          ]),
        )
        .executeTakeFirstOrThrow();
      return { added: false, existing: toInvocation(existing) };
    },

    addEnded: createAddEnded(db),

    async findInvocations(idOrPrefix) {
      const prefix = idOrPrefix.toLowerCase();
      if (prefix.length < SHORTEST_PREFIX) return [];
      const rows = await db
        .selectFrom('invocations')
        .selectAll()
        .where('id', '>=', prefix)
        .where('id', '<', `${prefix}\uffff`)
        .orderBy('createdAt', 'desc')
        .orderBy('id', 'desc')
        .limit(MOST_FOUND)
        .execute();
      return rows.map(toInvocation);
    },

    async listInvocations(filter) {
      const { surface, command, requester, decision, outcome, since, before } =
        filter;
      let query = db
        .selectFrom('invocations')
        .selectAll()
        .orderBy('createdAt', 'desc')
        .orderBy('id', 'desc')
        .limit(Math.min(filter.limit ?? DEFAULT_LIMIT, MOST_LISTED));
      if (surface) query = query.where('surface', '=', surface);
      if (command) query = query.where('command', '=', command);
      if (decision) query = query.where('decision', '=', decision);
      if (outcome) query = query.where('outcome', '=', outcome);
      if (before !== undefined) query = query.where('createdAt', '<', before);
      if (since !== undefined) query = query.where('createdAt', '>=', since);
      if (requester)
        query = query.where((where) =>
          where.or([
            where('requesterId', '=', requester),
            where('requesterName', '=', requester),
          ]),
        );
      return (await query.execute()).map(toInvocation);
    },

    async abandonedInvocations(before) {
      const rows = await db
        .selectFrom('invocations')
        .selectAll()
        .where('decision', '=', 'accepted')
        .where('outcome', 'is', null)
        .where('createdAt', '<', before)
        .where((where) =>
          where.not(
            where.exists(
              where
                .selectFrom('follows')
                .select('follows.id')
                .whereRef('follows.id', '=', 'invocations.id'),
            ),
          ),
        )
        .orderBy('createdAt')
        .orderBy('id')
        .execute();
      return rows.map(toInvocation);
    },

    async setRun(id, runId, runUrl) {
      await db
        .updateTable('invocations')
        .set({ runId, runUrl })
        .where('id', '=', id)
        .execute();
    },

    async endInvocation(id, end) {
      const ended = await db
        .updateTable('invocations')
        .set({ ...withoutNul(end), ...toAddressColumns(null) })
        .where('id', '=', id)
        .where('outcome', 'is', null)
        .returning('id')
        .executeTakeFirst();
      return ended !== undefined;
    },

    async setReplyTarget(id, replyTo) {
      await db
        .updateTable('invocations')
        .set(toAddressColumns(replyTo))
        .where('id', '=', id)
        .execute();
    },

    async requestersOf(runIds) {
      const requesters = new Map<number, { id: string; name: string }>();
      for (let from = 0; from < runIds.length; from += MOST_PARAMETERS) {
        const rows = await db
          .selectFrom('invocations')
          .select(['runId', 'requesterId', 'requesterName'])
          .where('runId', 'in', runIds.slice(from, from + MOST_PARAMETERS))
          .orderBy('createdAt', 'desc')
          .orderBy('id', 'desc')
          .execute();
        // The last one set is the oldest invocation: who started the run, not who asked for it again.
        for (const { runId, requesterId: id, requesterName: name } of rows)
          if (runId !== null) requesters.set(runId, { id, name });
      }
      return requesters;
    },
  };
}
