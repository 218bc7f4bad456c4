import type { Follow } from '../journal/follow.ts';
import type { Invocation } from '../journal/invocation.ts';
import type { Journal } from '../journal/journal.ts';

const TOKEN_LIFE = 15 * 60_000;

/** The journal in its plainest form, for one process and until it ends: what the durable ones are compared with. */
export function createMemoryJournal(): Journal {
  const invocations = new Map<string, Invocation>();
  const follows = new Map<string, Follow>();
  const leases = new Map<string, { owner: string; until: number }>();
  const deliveries = new Map<string, number>();
  const digests = new Set<string>();
  let open = true;

  const byTime = (a: Invocation, b: Invocation) =>
    b.createdAt - a.createdAt || (a.id < b.id ? 1 : -1);
  const newestFirst = () => [...invocations.values()].sort(byTime);
  const openFollows = () =>
    [...follows.values()].filter(({ stage }) => stage !== 'closed');
  const by =
    (time: 'createdAt' | 'nextAt') =>
    (a: Follow, b: Follow): number =>
      a[time] - b[time] || (a.id < b.id ? -1 : 1);
  const change = (id: string, changes: Partial<Invocation>) => {
    const invocation = invocations.get(id);
    if (invocation) invocations.set(id, { ...invocation, ...changes });
  };

  return {
    async addInvocation(invocation) {
      const existing = newestFirst().find(
        ({ id, surface, externalId }) =>
          id === invocation.id ||
          (externalId !== null &&
            externalId === invocation.externalId &&
            surface === invocation.surface),
      );
      if (existing) return { added: false, existing };
      invocations.set(invocation.id, invocation);
      return { added: true };
    },
    async addEnded(ended) {
      for (const invocation of ended) {
        const known = newestFirst().some(
          ({ id, surface, externalId }) =>
            id === invocation.id ||
            (externalId !== null &&
              externalId === invocation.externalId &&
              surface === invocation.surface),
        );
        if (!known) invocations.set(invocation.id, invocation);
      }
    },
    async findInvocations(idOrPrefix) {
      const prefix = idOrPrefix.toLowerCase();
      if (prefix.length < 4) return [];
      return newestFirst()
        .filter(({ id }) => id.startsWith(prefix))
        .slice(0, 10);
    },
    async listInvocations(filter) {
      const { surface, command, requester, decision, outcome, since, before } =
        filter;
      return newestFirst()
        .filter(
          (item) =>
            (!surface || item.surface === surface) &&
            (!command || item.command === command) &&
            (!requester ||
              [item.requester.id, item.requester.name].includes(requester)) &&
            (!decision || item.decision === decision) &&
            (!outcome || item.outcome === outcome) &&
            (since === undefined || item.createdAt >= since) &&
            (before === undefined || item.createdAt < before),
        )
        .slice(0, Math.min(filter.limit ?? 50, 1000));
    },
    async abandonedInvocations(before) {
      return newestFirst()
        .filter(
          ({ id, decision, outcome, createdAt }) =>
            decision === 'accepted' &&
            outcome === null &&
            createdAt < before &&
            !follows.has(id),
        )
        .toReversed();
    },
    async setRun(id, runId, runUrl) {
      change(id, { runId, runUrl });
    },
    async endInvocation(id, end) {
      if (invocations.get(id)?.outcome !== null) return false;
      change(id, { ...end, replyTo: null });
      return true;
    },
    async setReplyTarget(id, replyTo) {
      change(id, { replyTo });
    },
    async requestersOf(runIds) {
      return new Map(
        newestFirst().flatMap(({ runId, requester }) =>
          runId !== null && runIds.includes(runId) ? [[runId, requester]] : [],
        ),
      );
    },
    async addFollow(follow) {
      if (follows.has(follow.id)) throw new Error('there is one already');
      follows.set(follow.id, follow);
    },
    async getFollow(id) {
      return follows.get(id) ?? null;
    },
    async changeFollow(id, version, changes) {
      const follow = follows.get(id);
      if (follow?.version !== version) return null;
      const changed = { ...follow, ...changes, version: version + 1 };
      follows.set(id, changed);
      return changed;
    },
    async holdFollow(id, owner, now, until) {
      const follow = follows.get(id);
      if (follow === undefined || follow.stage === 'closed') return null;
      const { leaseOwner, leaseUntil } = follow;
      const free =
        leaseOwner === null ||
        leaseOwner === owner ||
        (leaseUntil !== null &&
          (leaseUntil <= now || leaseUntil > now + 5 * 60_000));
      if (!free) return null;
      const held = { ...follow, leaseOwner: owner, leaseUntil: until };
      follows.set(id, held);
      return held;
    },
    async renewFollow(id, owner, until) {
      const follow = follows.get(id);
      if (follow?.leaseOwner === owner)
        follows.set(id, { ...follow, leaseUntil: until });
    },
    async openFollows() {
      return openFollows().sort(by('createdAt'));
    },
    async openFollowIds() {
      return openFollows()
        .sort(by('createdAt'))
        .map(({ id }) => id);
    },
    async followsOfRun(run) {
      return openFollows()
        .filter(({ runId }) => runId === run)
        .sort(by('createdAt'));
    },
    async countUndelivered() {
      return [...follows.values()].filter(
        ({ undelivered }) => undelivered !== null,
      ).length;
    },
    async acknowledgeUndelivered() {
      for (const follow of follows.values())
        if (follow.undelivered !== null)
          follows.set(follow.id, {
            ...follow,
            undelivered: null,
            version: follow.version + 1,
          });
    },
    async dueFollows(now, limit) {
      return openFollows()
        .filter(({ nextAt }) => nextAt <= now)
        .filter(({ leaseUntil }) => leaseUntil === null || leaseUntil <= now)
        .sort(by('nextAt'))
        .slice(0, limit);
    },
    async takeLease(name, owner, now, until) {
      const lease = leases.get(name);
      if (lease && lease.owner !== owner && lease.until > now) return false;
      leases.set(name, { owner, until });
      return true;
    },
    async releaseLease(name, owner) {
      if (leases.get(name)?.owner === owner) leases.delete(name);
    },
    async breakLeases(isDead) {
      for (const [name, { owner }] of leases)
        if (isDead(owner)) leases.delete(name);
      for (const follow of follows.values())
        if (follow.leaseOwner !== null && isDead(follow.leaseOwner))
          follows.set(follow.id, {
            ...follow,
            leaseOwner: null,
            leaseUntil: null,
          });
    },
    async addDelivery(id, at) {
      if (deliveries.has(id)) return false;
      deliveries.set(id, at);
      return true;
    },
    async claimDigest(key) {
      if (digests.has(key)) return false;
      digests.add(key);
      return true;
    },
    async hasDigests() {
      return digests.size > 0;
    },
    async releaseDigest(key) {
      digests.delete(key);
    },
    async clean(now, deliveriesBefore) {
      for (const { id, createdAt, replyTo } of invocations.values()) {
        if (!replyTo) continue;
        const { token: _, ...bare } = replyTo;
        const end = replyTo.tokenExpiresAt ?? createdAt + TOKEN_LIFE;
        if (end <= now) change(id, { replyTo: bare });
      }
      for (const [id, at] of deliveries)
        if (at < deliveriesBefore) deliveries.delete(id);
      for (const [name, { until }] of leases)
        if (until < deliveriesBefore) leases.delete(name);
    },
    async probe() {
      if (!open) throw new Error('closed');
    },
    async ping() {
      if (!open) throw new Error('closed');
    },
    async close() {
      open = false;
    },
  };
}
