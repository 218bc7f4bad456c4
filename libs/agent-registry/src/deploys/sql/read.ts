import { formatTarget, type Target } from '../../policy/target.ts';
import { ACTIVE_STATES, byTurn, WAITING_STATES } from '../state/deploy.ts';
import type { DeployReader } from '../state/store.ts';
import { toDeploy, toFreeze, toLock, toNotice } from './rows.ts';
import type { DeployDatabase } from './tables.ts';

const DEFAULT_LIMIT = 50;
const MOST_LISTED = 1000;
const MOST_FOUND = 10;
const SHORTEST_ID = 4;
const SHORTEST_SHA = 7;

export function createDeployReader(db: DeployDatabase): DeployReader {
  const deploys = db.selectFrom('deploys').selectAll();
  const ofTarget = (target: Target | undefined) =>
    target === undefined
      ? deploys
      : deploys.where('target', '=', formatTarget(target));

  return {
    async getDeploy(id) {
      const row = await deploys.where('id', '=', id).executeTakeFirst();
      return row ? toDeploy(row) : null;
    },

    async findDeploys(idOrSha) {
      const text = idOrSha.trim().toLowerCase();
      if (text.length < SHORTEST_ID || !/^[0-9a-f-]+$/.test(text)) return [];
      const end = `${text}~`;
      const rows = await deploys
        .where((where) =>
          where.or([
            where.and([where('id', '>=', text), where('id', '<', end)]),
            ...(text.length < SHORTEST_SHA
              ? []
              : [
                  where.and([where('sha', '>=', text), where('sha', '<', end)]),
                ]),
          ]),
        )
        .orderBy('createdAt', 'desc')
        .orderBy('id')
        .limit(MOST_FOUND)
        .execute();
      return rows.map(toDeploy);
    },

    async listDeploys({ target, states, requesterId, before, limit }) {
      let query = ofTarget(target);
      if (states !== undefined) query = query.where('state', 'in', states);
      if (requesterId !== undefined)
        query = query.where('requesterId', '=', requesterId);
      if (before !== undefined) query = query.where('createdAt', '<', before);
      const rows = await query
        .orderBy('createdAt', 'desc')
        .orderBy('id', 'desc')
        .limit(Math.min(limit ?? DEFAULT_LIMIT, MOST_LISTED))
        .execute();
      return rows.map(toDeploy);
    },

    async activeDeploys(target) {
      const rows = await ofTarget(target)
        .where('exclusive', '=', 1)
        .where('state', 'in', ACTIVE_STATES)
        .orderBy('claimedAt')
        .orderBy('id')
        .execute();
      return rows.map(toDeploy);
    },

    async waitingDeploys(target) {
      const rows = await ofTarget(target)
        .where('seq', 'is not', null)
        .where('state', 'in', ['awaiting_confirmation', 'queued'])
        .orderBy('target')
        .orderBy('seq')
        .execute();
      return rows.map(toDeploy).toSorted(byTurn);
    },

    async deployHistory(target, limit) {
      const rows = await ofTarget(target)
        .where('state', '=', 'ended')
        .where('claimSeq', 'is not', null)
        .where('outcome', '!=', 'not_started')
        .orderBy('claimSeq', 'desc')
        .limit(limit)
        .execute();
      return rows.map(toDeploy);
    },

    async lapsedDeploys(now, limit) {
      const rows = await deploys
        .where('state', 'in', WAITING_STATES)
        .where('expiresAt', '<=', now)
        .orderBy('expiresAt')
        .orderBy('id')
        .limit(limit)
        .execute();
      return rows.map(toDeploy);
    },

    async getLock(id) {
      const row = await db
        .selectFrom('locks')
        .selectAll()
        .where('id', '=', id)
        .executeTakeFirst();
      return row ? toLock(row) : null;
    },

    async openLocks() {
      const rows = await db
        .selectFrom('locks')
        .selectAll()
        .where('releasedAt', 'is', null)
        .orderBy('createdAt')
        .orderBy('id')
        .execute();
      return rows.map(toLock);
    },

    async getFreeze(id) {
      const row = await db
        .selectFrom('freezes')
        .selectAll()
        .where('id', '=', id)
        .executeTakeFirst();
      return row ? toFreeze(row) : null;
    },

    async openFreezes() {
      const rows = await db
        .selectFrom('freezes')
        .selectAll()
        .where('endedAt', 'is', null)
        .orderBy('startsAt')
        .orderBy('id')
        .execute();
      return rows.map(toFreeze);
    },

    async dueNotices(limit) {
      const rows = await db
        .selectFrom('notices')
        .selectAll()
        .where('sentAt', 'is', null)
        .orderBy('createdAt')
        .orderBy('key')
        .limit(limit)
        .execute();
      return rows.map(toNotice);
    },
  };
}
