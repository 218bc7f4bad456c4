import assert from 'node:assert/strict';
import type { Journal } from '../../journal/journal.ts';
import type { ContractCase } from './contract.ts';
import { NOON } from './records.ts';

/** What of every `Journal` one process has before the others: leases, deliveries, digests. */
export const claimContract: readonly ContractCase<Journal>[] = [
  {
    name: 'gives a lease to one owner until it is released or runs out',
    async check(journal) {
      const owners = Array.from({ length: 20 }, (_, n) => `owner-${n}`);
      const taken = await Promise.all(
        owners.map((owner) => journal.takeLease('l', owner, NOON, NOON + 10)),
      );
      assert.equal(taken.filter(Boolean).length, 1);
      const holder = `owner-${taken.indexOf(true)}`;
      const take = (owner: string, now: number) =>
        journal.takeLease('l', owner, now, now + 10);
      assert.equal(await take(holder, NOON + 5), true);
      assert.equal(await take('other', NOON + 14), false);
      assert.equal(await take('other', NOON + 15), true);
      assert.equal(await take(holder, NOON + 16), false);
      await journal.releaseLease('l', holder);
      assert.equal(await take(holder, NOON + 16), false);
      await journal.releaseLease('l', 'other');
      assert.equal(await take(holder, NOON + 16), true);
      assert.equal(await journal.takeLease('m', 'other', NOON, NOON + 1), true);
    },
  },
  {
    name: 'sees a delivery and claims a digest for the first time once',
    async check(journal) {
      const seen = await Promise.all(
        Array.from({ length: 20 }, () => journal.addDelivery('d', NOON)),
      );
      assert.equal(seen.filter(Boolean).length, 1);
      assert.equal(await journal.addDelivery('e', NOON + 1), true);
      await journal.clean(NOON, NOON + 1);
      assert.equal(await journal.addDelivery('d', NOON), true);
      assert.equal(await journal.addDelivery('e', NOON), false);

      assert.equal(await journal.hasDigests(), false);
      const claims = await Promise.all(
        Array.from({ length: 20 }, () => journal.claimDigest('k', NOON)),
      );
      assert.equal(claims.filter(Boolean).length, 1);
      assert.equal(await journal.hasDigests(), true);
      await journal.releaseDigest('k');
      assert.equal(await journal.hasDigests(), false);
      assert.equal(await journal.claimDigest('k', NOON), true);
    },
  },
];
